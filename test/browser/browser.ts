// Opens a real browser for tests: the installed Chromium, or the one that comes with the packages.
import { chromium, type Browser, type Page } from 'playwright-core';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';

const require = createRequire(import.meta.url);

/**
 * Nothing outside this machine is reachable, nothing is measured or updated; web security stays as it is. Painting in
 * one thread and in grey is less work for two cores. (Without a thread for composing, a click waits for ever.)
 */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--num-raster-threads=1',
  '--disable-lcd-text',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]',
];

/** For machines without any font: the ones that come with the package. */
const OWN_FONTS = '<fontconfig><dir prefix="relative">fonts</dir></fontconfig>\n';

/** A status that is an answer (a form refused, a session ended) is no trouble; a missing or broken resource is. */
const EXPECTED_STATUS = /^Failed to load resource: the server responded with a status of 4(?!04)\d\d/;

export interface PageOptions {
  theme?: 'light' | 'dark';
  /** Width of the window in CSS pixels; 390 is a phone. */
  width?: number;
  height?: number;
  /** BCP 47 tag the browser asks for, such as `de-DE`. */
  language?: string;
  /** Where the browser is; else where the machine is. */
  timeZone?: string;
  /** Touched with fingers, as a phone is. */
  touch?: boolean;
  /** False shows the page as a browser without script does. */
  script?: boolean;
}

export interface BrowserOptions {
  /** More switches of the browser. */
  flags?: string[];
  /** Several pages are used at the same time. */
  together?: boolean;
}

export interface TestBrowser {
  browser: Browser;
  /** A page in a fresh profile: no cookies, no storage. */
  newPage(options?: PageOptions): Promise<Page>;
  /** Page errors, console errors and CSP violations so far; the test fails at its end unless this is empty. */
  troubles: string[];
  /** From now on, trouble that matches is expected (say, remote content blocked inside a mail). */
  expectTrouble(pattern: RegExp): void;
}

interface Executable {
  path: string;
  environment: Record<string, string>;
}

/** Unpacks the packaged browser once per version; several test files may get here at the same moment. */
function packagedBrowser(): Executable {
  const packageFolder = join(dirname(require.resolve('@sparticuz/chromium')), '../..');
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const cache = join(packageFolder, '../../.cache');
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) unpack(cache, folder);
  return {
    path: join(folder, 'chromium'),
    environment: {
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }),
    },
  };
}

/** The package unpacks into the folder for temporary files, with its libraries only when it believes to be in Lambda. */
function unpack(cache: string, folder: string): void {
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, 'chromium-unpacking-'));
  const script = `import chromium from ${JSON.stringify(import.meta.resolve('@sparticuz/chromium'))}; await chromium.executablePath();`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, HOME: staging, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The packaged browser could not be unpacked: ${stderr}`);
  writeFileSync(join(staging, 'fonts/fonts.conf'), OWN_FONTS);
  try {
    renameSync(staging, folder);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function executable(): Executable {
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
  return installed ? { path: installed, environment: {} } : packagedBrowser();
}

function watch(page: Page, report: (trouble: string) => void): void {
  page.on('pageerror', (error) => report(`${page.url()}: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    const about = message.location().url;
    // Only one of the two browsers asks for this by itself.
    const asksForIcon = about.endsWith('/favicon.ico');
    if (message.type() !== 'error' || asksForIcon || EXPECTED_STATUS.test(message.text())) return;
    report(`${page.url()}: ${message.text()} (${about})`);
  });
}

/** Fails the test process: an assertion made while a test is torn down would keep the other teardowns from running. */
function failAtEnd(troubles: string[]): void {
  if (troubles.length === 0) return;
  console.log(['The browser reported trouble:', ...troubles].join('\n  '));
  process.exitCode = 1;
}

/**
 * Launches one browser for a test (about 0.3 s); closes it, and fails the test file on any trouble, when the test ends.
 * Open it once per file on the file's own `t` and take a fresh page for every subtest. (Assert in subtests only: after an
 * assertion of its own, the file's `t` ends as soon as nothing is left to do, and closes the browser.)
 */
export async function openBrowser(
  t: Pick<Test, 'teardown'>,
  { flags = [], together = false }: BrowserOptions = {},
): Promise<TestBrowser> {
  // In one thread only the page in front is painted, and what is not painted cannot be clicked.
  const usual = together ? FLAGS.filter((flag) => flag !== '--disable-threaded-compositing') : FLAGS;
  const { path, environment } = executable();
  const env = { ...(process.env as Record<string, string>), ...environment };
  const launch = () => chromium.launch({ executablePath: path, args: [...usual, ...flags], env });
  const browser = await launch().catch((error: Error) => {
    // One that crashes before it shows anything says nothing of what is tested.
    console.error(`The browser is begun once more: ${error.message.split('\n')[0]}`);
    return launch();
  });
  const troubles: string[] = [];
  const expected: RegExp[] = [];
  t.teardown(async () => {
    await browser.close();
    failAtEnd(troubles);
  });
  const report = (trouble: string): void => {
    if (!expected.some((pattern) => pattern.test(trouble))) troubles.push(trouble);
  };
  return {
    browser,
    troubles,
    expectTrouble: (pattern) => void expected.push(pattern),
    newPage: (options) => openPage(browser, options, report),
  };
}

async function openPage(browser: Browser, options: PageOptions = {}, report: (trouble: string) => void): Promise<Page> {
  const {
    theme = 'light',
    width = 1280,
    height = 800,
    language = 'en-GB',
    script = true,
    touch = false,
    timeZone,
  } = options;
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width, height },
    locale: language,
    timezoneId: timeZone,
    javaScriptEnabled: script,
    hasTouch: touch,
    reducedMotion: 'reduce',
  });
  // Beside other tests a machine of two cores may take its time.
  context.setDefaultTimeout(30_000);
  context.on('page', (page) => watch(page, report));
  return context.newPage();
}

interface AxeFinding {
  id: string;
  impact: string;
  help: string;
  nodes: string[];
}

/** Runs in the page; a string because the sources are checked without the types of a browser. */
// Style sheets are loaded ahead only for rules that are not asked for.
const RUN_AXE = `axe.run(document, { resultTypes: ['violations'], preload: false }).then(({ violations }) =>
  violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map((node) => node.html) })))`;

/**
 * Checks the shown page with axe-core (WCAG A and AA, best practices) and throws on serious or critical findings.
 * The script comes through the debugging protocol, so the page's own policy stays in force.
 */
export async function axe(page: Page): Promise<void> {
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const findings = await page.evaluate<AxeFinding[]>(RUN_AXE);
  const grave = findings.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  if (grave.length === 0) return;
  const told = grave.map(({ id, impact, help, nodes }) => `${id} (${impact}): ${help}\n    ${nodes.join('\n    ')}`);
  throw new Error(`${page.url()} is not accessible:\n  ${told.join('\n  ')}`);
}
