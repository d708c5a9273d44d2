// What authors of channels get: a skeleton that works, and packages that are found (PL-3, CC-6).
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { newPackage } from '../../scripts/channel-package.ts';
import { newChannel } from '../../scripts/channel-skeleton.ts';
import { createWeb } from '../../core/web/web.ts';
import { examine } from '../conformance/conformance.ts';
import { LONG } from '../house/exceptions.ts';
import { readHouse } from '../house/house.ts';
import { RULES } from '../house/rules.ts';
import { tooLong } from '../house/sizes.ts';
import { openDesk, withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { pigeonFarSide } from '../support/pigeon-far-side.ts';

// A checkout is copied, compiled and tested in here.
t.setTimeout(400_000);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Of the kit: what looks at what the example claims. */
const CHECKS = ['capabilities and methods agree', 'what is claimed is done'];
const NOT_COPIED = ['node_modules', '.git', 'data', '.tap'];

/** A checkout of its own; packages are those of this one. */
function copyOfAll(t: Test): string {
  const root = mkdtempSync(join(tmpdir(), 'hubdesk-copy-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  for (const name of readdirSync(ROOT))
    if (!NOT_COPIED.includes(name)) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** Without what tap hangs into every process that tests start: it is for running tests, not for compilers. */
function run(root: string, ...command: string[]): { code: number; said: string } {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TAP')));
  const bare = ['-c', 'unset NODE_OPTIONS; exec sh scripts/node "$@"', 'sh', ...command];
  const env = { ...environment, TAP_TIMEOUT: '300' };
  const options = { cwd: root, encoding: 'utf8' as const, env, maxBuffer: 64 * 1024 * 1024 };
  const { status, stdout, stderr } = spawnSync('sh', bare, options);
  return { code: status ?? -1, said: stdout + stderr };
}

t.test('a new channel is written, conforms, and keeps the rules of the house', async (t) => {
  const root = copyOfAll(t);
  const made = run(root, 'scripts/new-channel.ts', 'carrier');
  t.match(made, { code: 0, said: /plugins\/carrier\/plugin\.ts/ });

  const refused = (name: string, why: RegExp) => {
    const before = readdirSync(join(root, 'plugins'));
    t.match(newChannel(root, name), { refused: why });
    t.strictSame(readdirSync(join(root, 'plugins')), before, `${name} changes nothing`);
  };
  refused('carrier', /taken: there is plugins\/carrier already/);
  refused('email', /taken/);
  refused('Big', /lower case letters and digits/);
  refused('../up', /lower case letters and digits/);
  refused('conversation', /is a word of the desk itself \((core|views|config)\//);
  t.match(run(root, 'scripts/new-channel.ts'), { code: 2, said: /^Usage: npm run new-channel NAME/ });

  // Its types are those of scripts/skeleton, which is compiled with everything else.
  t.match(run(root, 'node_modules/oxlint/bin/oxlint', 'plugins/carrier', 'test/plugins/carrier'), { code: 0 });
  const format = ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', 'plugins/carrier'];
  t.match(run(root, ...format), { code: 0, said: '' }, 'it is formatted');
  const { code, said } = run(root, 'test/plugins/carrier/conformance.test.ts');
  t.equal(code === 0 ? '' : said.replace(/^ *(ok |#|\d+\.\.).*\n/gm, ''), '', 'it conforms');
  const house = readHouse(root);
  const found = Object.values(RULES).flatMap((rule) => rule(house));
  t.strictSame(
    [...found, ...tooLong(house, LONG)].filter((finding) => /carrier|docs\/errors|new-channel/.test(finding)),
    [],
    'nothing of it breaks a rule',
  );
  changeAsWritten(t, root);
  packageAsWritten(t, root);
});

/** A package of its own: its types, what is built of it, and the kit over that. Installed are links, in place of downloads. */
function packageAsWritten(t: Test, root: string): void {
  const home = mkdtempSync(join(tmpdir(), 'hubdesk-package-'));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  t.match(newPackage(root, 'heron', join(root, 'plugins')), { refused: /outside of the desk/ });
  t.match(newPackage(root, 'email', home), { refused: /taken/ });
  t.match(run(root, 'scripts/new-channel.ts', 'heron', home), { code: 0, said: /src\/plugin\.ts/ });
  t.match(newPackage(root, 'heron', home), { refused: /not empty; nothing was changed/ });
  mkdirSync(join(home, 'node_modules'));
  symlinkSync(root, join(home, 'node_modules', 'hubdesk'));
  for (const name of ['@types', 'fastify', '.bin', 'undici-types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(home, 'node_modules', name));
  const { scripts, devDependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  t.match(devDependencies, { hubdesk: /^file:\.\./, typescript: /^\d/ });
  t.match(run(root, join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', home), { code: 0, said: '' }, 'its types');
  const built = spawnSync('npm', ['run', '-s', 'build'], { cwd: home, encoding: 'utf8' });
  t.equal(built.status, 0, built.stderr);
  t.match(scripts.test, / --test "test\/\*\.test\.ts"$/);
  const kit = join(home, 'test/conformance.test.ts');
  const checks = ['every text is there in English and German', 'an answer leaves once'];
  only(checks, kit, home);
  t.match(run(root, kit).said, JSON.stringify(checks.map((check) => ({ check, findings: [], skipped: null }))));
}

/** Some checks of the kit in place of all, told as JSON. */
function only(checks: string[], kit: string, folder: string): void {
  const [own] = readFileSync(kit, 'utf8')
    .replace('{ conformance,', '{ examine,')
    .split(/^(?:t\.)?test\('/m);
  const asked = `await examine({ folder: ${JSON.stringify(folder)}, farSide }, ${JSON.stringify(checks)})`;
  writeFileSync(kit, `${own}console.log(JSON.stringify(${asked}));process.exit();`);
}

/** The hour of docs/plugin-authors.md, with its own examples: what is claimed is missed, and there once it is written. */
function changeAsWritten(t: Test, root: string): void {
  const hour = readFileSync(join(root, 'docs/plugin-authors.md'), 'utf8').split('### 3. Changing it')[1]!;
  const [claim, method, request, service] = [...hour.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code!);
  const change = (file: string, before: string, after: string) => {
    const path = join(root, 'plugins/carrier', file);
    const text = readFileSync(path, 'utf8');
    t.ok(text.includes(before), `${file} is as the tutorial says`);
    writeFileSync(path, text.replace(before, after));
  };
  const kit = join(root, 'test/plugins/carrier/conformance.test.ts');
  only(CHECKS, kit, join(root, 'plugins/carrier'));
  const checked = () => run(root, kit).said;
  change('connection.ts', "const CAPABILITIES: Capabilities = {\n  id: 'carrier-1',\n", claim!);
  t.match(checked(), /"capabilities claim typing, but there is no method typing\(\)"/);
  change('connection.ts', '    async send(', `${method}    async send(`);
  change('remote.ts', '  /** One attempt', `${request}\n  /** One attempt`);
  change('simulator/far-side.ts', "  if (place !== 'POST /messages')", `  ${service}  if (place !== 'POST /messages')`);
  const done = CHECKS.map((check) => ({ check, findings: [], skipped: null }));
  t.match(checked(), JSON.stringify(done), 'the service was told that somebody types');
}

/** A channel as authors publish it: JavaScript, with texts, speaking of the contract by its public name. */
function writePackage(folder: string): void {
  mkdirSync(join(folder, 'dist'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const manifest = { name: '@acme/hubdesk-heron', version: '1.0.0', type: 'module', exports: './dist/plugin.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const language of ['en', 'de'])
    writeFileSync(join(folder, 'locales', `${language}.json`), '{"name":"Heron post","settings.name.label":"Nest"}');
  writeFileSync(
    join(folder, 'dist', 'plugin.js'),
    `import { CONTRACT_GENERATION, defineChannel } from 'hubdesk/contract';
import { reason } from 'hubdesk/contract/reason';
const settings = { name: { type: 'text', required: true } };
export default defineChannel({
  manifest: { id: 'heron', contract: CONTRACT_GENERATION, icon: 'send', hue: 'custom', arrives: ['page'], accounts: 'many',
    hosts: [], resend: 'unsafe', shape: 'chat', reaches: ['handle'] },
  settings,
  connect: async (input) => input.kind === 'form'
    ? { step: 'done', accounts: [{ uniqueId: input.values.name, title: input.values.name, values: input.values }] }
    : { step: 'form', id: 'nest', fields: settings },
  open: () => ({
    capabilities: () => ({ id: 'heron-1' }), policy: () => ({ state: 'closed', why: reason('heron.asleep', 'It sleeps.') }),
    parse: async () => ({ quarantine: reason('heron.asleep', 'It sleeps.') }),
    send: async () => ({ outcome: 'rejected', why: reason('heron.asleep', 'It sleeps.') }),
    check: async () => [], close: async () => {},
  }),
});
`,
  );
}

t.test('channels are found in npm packages as well as in folders (CC-6, PL-3)', async (t) => {
  const home = join(ROOT, 'node_modules', '@acme');
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  writePackage(join(home, 'hubdesk-heron'));
  const desk = await openDesk(t, { plugins: ['pigeon', '@acme/hubdesk-heron', '@acme/nothing-there'] });
  t.strictSame(
    desk.channels.plugins().map(({ id, why }) => [id, why?.code ?? null]),
    [
      ['pigeon', null],
      ['heron', null],
      ['@acme/nothing-there', 'plugin.not_found'],
    ],
  );
  t.match(desk.channels.plugin('@acme/nothing-there')!.why!.text, /no installed package/);
  const { accountId } = await withAccount(desk, 'heron', {});
  t.match(desk.channels.live(accountId)?.row.health, { state: 'connected' });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: [] });
  t.teardown(() => web.server.close());
  t.equal(web.locales.text('de', 'heron.name'), 'Heron post', 'its texts are read');

  await t.test('the kit takes a package by its folder', async (t) => {
    const channel = { folder: join(home, 'hubdesk-heron'), farSide: pigeonFarSide, samples: [] };
    const [report] = await examine(channel, ['every text is there in English and German']);
    t.strictSame(report, { check: 'every text is there in English and German', findings: [], skipped: null });
  });
});

t.test('what a form does not ask for is not kept with the step of a wizard', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId, inbox } = await withAccount(desk, 'pigeon', {
    loft: loft.url,
    key: 'homing-key-4711',
    breed: 'tippler',
  });
  const about = { channel: 'pigeon', purpose: 'change settings' as const, inboxId: inbox.id, accountId, userId: 1 };
  const flow = await desk.channels.flows.begin({ ...about, language: 'en' });
  const { values } = flow.step as { values: Record<string, unknown> };
  t.strictSame(
    Object.keys(values).toSorted(),
    ['key', 'loft', 'name', 'window'],
    'the breed is on no field of the form',
  );
  t.not(values.key, 'homing-key-4711');
});
