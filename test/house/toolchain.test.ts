// How Hubdesk is installed, started and tested: the lock file, the launchers, the report of the tests.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { TapReport } from '../../scripts/tap-report.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Locked {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** The names from the place of a package up to the root where npm would find what it depends on. */
function placesOf(name: string, from: string): string[] {
  const above = from.split('/node_modules/').map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return ['', ...above].map((place) => (place ? `${place}/node_modules/${name}` : `node_modules/${name}`));
}

t.test('the lock file serves every platform and every registry, and nothing runs while installing', async (t) => {
  const lock = JSON.parse(await readFile(`${root}package-lock.json`, 'utf8')) as { packages: Record<string, Locked> };
  const missing = Object.entries(lock.packages).flatMap(([from, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !placesOf(name, from).some((place) => place in lock.packages))
      .map((name) => `${from} needs ${name}`),
  );
  t.strictSame(missing, []);
  t.match(await readFile(`${root}.npmrc`, 'utf8'), /^ignore-scripts=true$/m);
  const nodes = Object.entries(lock.packages['']!.optionalDependencies!).filter(([name]) => name.startsWith('node-'));
  t.strictSame(new Set(nodes.map(([, version]) => version)), new Set([process.versions.node]), 'one Node everywhere');
});

/** A copy of the launchers beside a small program, with the installed packages or without. */
async function checkout(t: Test, program: string, installed = true): Promise<string> {
  const folder = t.testdir({ core: { cli: { 'main.ts': program } }, tools: {} });
  await cp(`${root}scripts`, `${folder}/scripts`, { recursive: true });
  if (installed) await symlink(`${root}node_modules`, `${folder}/node_modules`);
  for (const tool of ['sh', 'readlink', 'dirname', 'uname', 'tr']) {
    const { stdout } = await output('sh', ['-c', `command -v ${tool}`]);
    await symlink(stdout.trim(), `${folder}/tools/${tool}`);
  }
  return folder;
}

function output(command: string, args: string[], options: { env?: NodeJS.ProcessEnv; input?: string } = {}) {
  return new Promise<{ stdout: string; stderr: string; code: unknown }>((resolve) => {
    const child = execFile(command, args, { env: options.env ?? process.env }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, code: error ? error.code : 0 });
    });
    // It may have ended before it read.
    child.stdin?.on('error', () => {}).end(options.input ?? '');
  });
}

t.test(
  'the command hands on arguments, input and exit code, through links, without any Node in the path',
  async (t) => {
    const folder = await checkout(
      t,
      `const words: string[] = process.argv.slice(2); let input = ''; for await (const part of process.stdin) input += part;
     console.log(JSON.stringify([words, input, process.version])); process.exitCode = 7;`,
    );
    await mkdir(`${folder}/elsewhere`);
    await symlink('../scripts/hubdesk', `${folder}/elsewhere/link`);
    const { stdout, stderr, code } = await output(`${folder}/elsewhere/link`, ['one', 'two words', '--flag'], {
      env: { PATH: `${folder}/tools` },
      input: 'told',
    });
    t.equal(code, 7, stderr);
    t.strictSame(JSON.parse(stdout), [['one', 'two words', '--flag'], 'told', process.version]);
  },
);

t.test('a signal reaches the command itself, and the command ends with the shell of npx', async (t) => {
  const program = `process.once('SIGTERM', () => { console.log('closed'); process.exit(9); });
    setInterval(() => {}, 1000); console.log('ready');`;
  const folder = await checkout(t, program);
  const direct = spawn(`${folder}/scripts/hubdesk`, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(direct.stdout, 'data');
  direct.kill('SIGTERM');
  t.strictSame(await once(direct, 'exit'), [9, null]);

  const shell = spawn('sh', ['-c', `'${folder}/scripts/hubdesk'; exit $?`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_command: 'exec' },
  });
  await once(shell.stdout, 'data');
  shell.kill('SIGTERM');
  const [said] = (await once(shell.stdout, 'data')) as [Buffer];
  t.equal(said.toString(), 'closed\n');
});

t.test('without packages and without a new Node, the launcher says what to do', async (t) => {
  const folder = await checkout(t, '', false);
  const env = { PATH: `${folder}/tools` };
  const none = await output(`${folder}/scripts/hubdesk`, [], { env });
  t.equal(none.code, 1);
  t.match(none.stderr, /no Node at all.*Run "npm ci" in/s);
  await writeFile(`${folder}/tools/node`, '#!/bin/sh\necho v22.11.0\n', { mode: 0o755 });
  t.match((await output(`${folder}/scripts/hubdesk`, [], { env })).stderr, /found: v22\.11\.0/);
  await writeFile(`${folder}/tools/node`, '#!/bin/sh\ncase $1 in --version) echo v26.1.0;; *) echo "runs $*";; esac\n');
  t.match((await output(`${folder}/scripts/hubdesk`, ['doctor'], { env })).stdout, /runs .*command\.mjs doctor/);
});

/** A small program with everything a bundle is made of; its packages are its own to write beside. */
async function smallProgram(t: Test): Promise<string> {
  const folder = t.testdir({
    'package-lock.json': '{}',
    config: { 'config.ts': `export const word: string = 'first';` },
    core: {
      'boot.ts': '',
      contract: { 'shared.ts': `export const shared: { told?: string } = {};` },
      cli: {
        'main.ts': '',
        'start.ts': `import { word } from '../../config/config.ts';
          import { shared } from '../contract/shared.ts';
          const load = (name: string) => import(new URL('../../plugins/' + name + '/plugin.ts', import.meta.url).href);
          await load('sound');
          const broken = await load('broken').then(() => 'sound', (error: Error) => error.name);
          const from = new Error().stack!.includes('.cache/program') ? 'bundle' : 'sources';
          console.log([word, shared.told, broken, from].join(' '));`,
      },
    },
    plugins: {
      sound: { 'plugin.ts': `import { shared } from '../../core/contract/shared.ts'; shared.told = 'told';` },
      broken: { 'plugin.ts': 'export default {' },
    },
    node_modules: {},
  });
  await cp(`${root}scripts`, `${folder}/scripts`, { recursive: true });
  for (const name of await readdir(`${root}node_modules`))
    if (name !== '.cache') await symlink(`${root}node_modules/${name}`, `${folder}/node_modules/${name}`);
  return folder;
}

t.test('the desk starts from few files, made anew when a source changes; a broken plugin harms nobody', async (t) => {
  const folder = await smallProgram(t);
  const start = () => output('sh', [`${folder}/scripts/node`, `${folder}/scripts/start.mjs`]);
  const made = async () => {
    const found = await readdir(`${folder}/node_modules/.cache/program`, { recursive: true });
    const lists = found.filter((path) => path.endsWith('starting-points.json'));
    return Promise.all(
      lists.map(async (path) => (await stat(`${folder}/node_modules/.cache/program/${path}`)).mtimeMs),
    );
  };
  t.match(await start(), { stdout: 'first told SyntaxError bundle\n', stderr: '', code: 0 });
  const once = await made();
  t.match(await start(), { stdout: 'first told SyntaxError bundle\n' });
  t.strictSame(await made(), once, 'it is made once');
  for (const word of ['second', 'the third']) {
    await writeFile(`${folder}/config/config.ts`, `export const word: string = '${word}';`);
    t.match(await start(), { stdout: `${word} told SyntaxError bundle\n`, stderr: '' });
  }
  t.equal((await made()).length, 2, 'a running desk keeps what it was started from, older ones go');
});

t.test('where no bundle can be made, the desk starts from its sources and says why', async (t) => {
  const folder = await smallProgram(t);
  const start = () => output('sh', [`${folder}/scripts/node`, `${folder}/scripts/start.mjs`]);
  await writeFile(`${folder}/node_modules/.cache`, 'no folder');
  t.match(await start(), { stdout: 'first told SyntaxError sources\n', stderr: /from its sources.*ENOTDIR/, code: 0 });
  await rm(`${folder}/node_modules/.cache`);
  await rm(`${folder}/package-lock.json`);
  t.match(await start(), { stdout: 'first told SyntaxError sources\n', stderr: '', code: 0 });
});

const PROTOCOL = `TAP version 14
1..3
# Subtest: test/good.test.ts
    # Subtest: adds
        ok 1 - should be equal
        1..1
    ok 1 - adds # time=3.2ms
    words of a test that passes
    1..1
ok 1 - test/good.test.ts # time=12.6ms

# Subtest: test/bad.test.ts
    words of a test that fails
    # Subtest: outer
        # Subtest: inner
            not ok 1 - should be equal
              ---
              diff: |
                -2
                +1
              ...
            
            not ok 2 - later # TODO
            1..2
        not ok 1 - inner # time=1ms
          ---
          at: somewhere
          ...
        
        1..1
    not ok 1 - outer # time=2ms
    1..1
not ok 2 - test/bad.test.ts # time=20ms
  ---
  command: node
  exitCode: 1
  ...

# Subtest: test/crash.test.ts
    1..0 # no tests found
not ok 3 - test/crash.test.ts # time=9ms
  ---
  args:
    - --flag
  exitCode: null
  signal: SIGSEGV
  ...

# { total: 4, pass: 1, fail: 2, todo: 1 }
# time=50ms`;

t.test('the report: one line a file, failures in full, totals', async (t) => {
  const printed: string[] = [];
  const report = new TapReport((line) => printed.push(line));
  for (const line of PROTOCOL.split('\n')) report.read(line);
  t.strictSame(report.totals(), { passed: 1, failed: 2 });
  t.strictSame(report.failedFiles, ['test/bad.test.ts', 'test/crash.test.ts']);
  t.equal(
    printed.join('\n'),
    `ok   test/good.test.ts (13 ms)
FAIL test/bad.test.ts (20 ms)
    words of a test that fails
  ✖ test/bad.test.ts > outer > inner > should be equal
    diff: |
      -2
      +1
FAIL test/crash.test.ts (9 ms)
  ✖ test/crash.test.ts
    exitCode: null
    signal: SIGSEGV

Failed:
  ✖ test/bad.test.ts > outer > inner > should be equal
  ✖ test/crash.test.ts`,
  );
});

t.test('an error that nobody catches fails the tests, and a rejection the one it comes from', async (t) => {
  const planted = `import t from 'tap';
    const later = (work) => new Promise((done) => setTimeout(() => { try { work(); } finally { setTimeout(done, 20); } }));
    const fail = (text) => { throw new Error(text); };
    t.test('throws late', async (t) => { t.pass(); await later(() => fail('thrown late')); });
    t.test('rejects unseen', async (t) => { t.pass(); await later(() => void Promise.reject(new Error('unseen'))); });
    t.test('is well', async (t) => { t.pass(); });`;
  const folder = t.testdir({ 'planted.test.mjs': planted });
  const quick = `--import=${import.meta.resolve('../support/runner/quick.mjs')}`;
  const { stdout, code } = await output(process.execPath, [quick, `${folder}/planted.test.mjs`]);
  t.not(code, 0);
  t.match(stdout, /^not ok \d - thrown late/m);
  t.match(stdout, /^not ok \d - rejects unseen/m);
  t.match(stdout, /^ok \d - is well/m);
});
