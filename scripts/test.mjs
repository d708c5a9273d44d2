// Runs the tests (tap, test/**/*.test.ts) and ends with "N passed, N failed". Arguments go to tap: npm test -- test/house
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TapReport } from './tap-report.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const tap = fileURLToPath(new URL('../node_modules/tap/dist/esm/run.mjs', import.meta.url));
// tap takes files and patterns; a folder stands for the tests in it.
const wanted = process.argv
  .slice(2)
  .map((argument) =>
    statSync(argument, { throwIfNoEntry: false })?.isDirectory()
      ? `${argument.replace(/\/+$/, '')}/**/*.test.ts`
      : argument,
  );

/**
 * Starts tap on the running Node in a process group of its own, stops it when we are stopped, answers with its exit code.
 * `niceness` as the system counts it: the larger, the more the others come first.
 */
function run(args, onLine, niceness = 0) {
  const environment = { ...process.env };
  // They keep a desk small that rests; a test and its browser are only slowed down by them.
  for (const name of ['MALLOC_TRIM_THRESHOLD_', 'MALLOC_MMAP_THRESHOLD_']) delete environment[name];
  // The compile cache saves 0.2 s a file, but blurs coverage.
  if (!wanted.some((argument) => argument.includes('coverage')))
    environment.NODE_COMPILE_CACHE ??= `${root}node_modules/.cache/compile`;
  const child = spawn(process.execPath, [tap, ...args], {
    cwd: root,
    env: environment,
    stdio: ['ignore', onLine ? 'pipe' : 'inherit', 'inherit'],
    detached: true,
  });
  const lines = onLine && createInterface({ input: child.stdout }).on('line', onLine);
  // tap leaves its test files running when it is stopped, so the whole group is; another may have ended before.
  const stop = (signal) =>
    child.exitCode === null && child.signalCode === null && process.kill(-Number(child.pid), signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  const read = lines ? new Promise((resolve) => lines.on('close', resolve)) : undefined;
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    // Whoever is nicer already stays so.
    child.on('spawn', () => setPriority(Number(child.pid), Math.max(getPriority(), niceness)));
    child.on('close', (code) => void Promise.resolve(read).then(() => resolve(code ?? 1)));
  });
}

/** tap rebuilds itself when .taprc removes a plugin, but too late for the run that notices it. */
function pluginsAreStale() {
  const built = new URL('../node_modules/@tapjs/test/test-built/dist/esm/index.js', import.meta.url);
  if (!existsSync(built)) return true;
  const source = readFileSync(built, 'utf8');
  const removed = [...readFileSync(`${root}.taprc`, 'utf8').matchAll(/"!(@tapjs\/[a-z-]+)"/g)];
  return removed.some(([, plugin]) => source.includes(`"${plugin}"`));
}

if (pluginsAreStale()) {
  const code = await run(['build']);
  if (code !== 0) process.exit(code);
}
// What tests start begins from it, as it does for people.
const bundler = fileURLToPath(new URL('bundle.mjs', import.meta.url));
if (wanted.length === 0) spawnSync(process.execPath, [bundler], { stdio: 'inherit' });

/** Runs some of the tests and tells of each file when it is done. */
async function runTests(args, niceness) {
  const report = new TapReport((line) => console.log(line));
  const code = await run(['--reporter=tap', ...args], (line) => report.read(line), niceness);
  return { code, report };
}

/** More than that is no matter of a busy machine. */
const MOST_AGAIN = 2;

// A browser waits for the desk and the desk for the browser, so all tests are run as two queues: the browsers' one by one,
// and beside it, where they leave room, all others. These are done first, and then take a few of the browsers'.
const results = wanted.length > 0 ? [resultOf([await runTests(wanted)])] : await runAll();

async function runAll() {
  const [browsers, [others, lastBrowsers]] = await Promise.all([
    runTests(['--jobs=1', 'test/browser/[!w]*.test.ts']),
    runTests(['--exclude=test/browser/**'], 3).then(async (others) => [
      others,
      await runTests(['--jobs=1', 'test/browser/w*.test.ts']),
    ]),
  ]);
  const inBrowsers = [browsers, lastBrowsers];
  const failedFiles = inBrowsers.flatMap(({ report }) => report.failedFiles);
  return [resultOf([others]), await onceMore(resultOf(inBrowsers), failedFiles)];
}

/** Prints what failed in these runs, and counts. */
function resultOf(runs) {
  const sum = { passed: 0, failed: 0, code: 0 };
  for (const { code, report } of runs) {
    const { passed, failed } = report.totals();
    sum.passed += passed;
    sum.failed += code !== 0 && failed === 0 ? 1 : failed;
    sum.code ||= code;
  }
  return sum;
}

/** A browser that had to wait for the machine is asked once more, alone; what failed before stays in the report. */
async function onceMore(first, files) {
  if (files.length === 0 || files.length > MOST_AGAIN) return first;
  console.log(`\nOnce more, with nothing beside them: ${files.join(', ')}`);
  const { failed, code } = resultOf([await runTests(['--jobs=1', ...files])]);
  if (code === 0) console.log('They passed this time. Something in them does not wait for what it needs.');
  return { passed: first.passed + first.failed - failed, failed, code };
}

let [passed, failed] = [0, 0];
for (const result of results) {
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = results.find(({ code }) => code !== 0)?.code ?? (failed > 0 ? 1 : 0);
