// What the documents say is so: commands, settings from the environment, files and numbers.
import { posix } from 'node:path';
import { lineAt, type Findings, type House } from './house.ts';

/** npm's own commands; others are scripts of package.json. */
const NPM = ['pack', 'ci', 'install', 'exec', 'audit', 'version', 'help', 'prefix', 'root'];

/** What people read: the README, everything in `docs/`, and what lies in plugins. */
export function documents(house: House): [string, string][] {
  return [...house].filter(([path]) => path === 'README.md' || /^(docs|plugins)\/.+\.md$/.test(path));
}

function check(
  house: House,
  pattern: RegExp,
  wrong: (match: RegExpMatchArray, path: string) => string | undefined,
): Findings {
  return documents(house).flatMap(([path, text]) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const why = wrong(match, path);
      return why ? [`${path}:${lineAt(text, match.index)}: ${match[0].trim()}: ${why}`] : [];
    }),
  );
}

/** Commands that a reader types exist. */
export function commands(house: House): Findings {
  const { scripts = {} } = JSON.parse(house.get('package.json') ?? '{}') as { scripts?: Record<string, string> };
  const cli = [...house].filter(([path]) => path.startsWith('core/cli/')).map(([, text]) => text);
  return [
    ...check(house, /\bnpm (run )?([a-z][a-z:-]*)/g, ([, , name]) =>
      Object.hasOwn(scripts, name!) || NPM.includes(name!) ? undefined : 'no such script',
    ),
    ...check(house, /(?:npx |`)hubdesk ([a-z-]+)/g, ([, name]) =>
      cli.length === 0 || cli.some((text) => new RegExp(`\\b${name}\\b`).test(text)) ? undefined : 'no such command',
    ),
  ];
}

/** Every setting from the environment that is told about is read, and every one that is read is told about. */
export function environment(house: House): Findings {
  const names = /\bHUBDESK_[A-Z][A-Z_]*\b/g;
  const code = [...house].filter(([path]) => /^(config|core|scripts)\//.test(path)).map(([, text]) => text);
  const read = new Set(code.flatMap((text) => text.match(names) ?? []));
  const told = new Set(documents(house).flatMap(([, text]) => text.match(names) ?? []));
  const hidden = house.has('README.md') ? [...read].filter((name) => !told.has(name)) : [];
  return [
    ...check(house, names, ([name]) => (read.has(name) ? undefined : 'nothing reads this')),
    ...hidden.map((name) => `README.md: ${name} is read but not told about`),
  ];
}

/** Files and folders that are named, linked or shown exist. */
export function paths(house: House): Findings {
  const exists = (path: string): boolean =>
    house.has(path) || [...house.keys()].some((one) => one.startsWith(`${path}/`));
  const inside = (path: string): boolean => exists(path.replace(/[/]+$/, ''));
  return [
    ...check(house, /\]\((?![a-z]+:|#)([^)#\s]+)[^)]*\)/g, ([, link], path) =>
      inside(posix.join(posix.dirname(path), link!)) ? undefined : 'there is no such file',
    ),
    ...check(house, /`((?:core|plugins|views|config|docs|test|scripts)\/[\w./-]*)`/g, ([, path]) =>
      inside(path!) ? undefined : 'there is no such file',
    ),
  ];
}

/** Every document is linked from the README, so that somebody finds it. */
export function linked(house: House): Findings {
  const readme = house.get('README.md');
  if (readme === undefined) return [];
  const named = [...house.keys()].filter((path) => /^docs\/.+\.md$/.test(path));
  return named
    .filter((path) => !new RegExp(`\\]\\(${path}[)#]`).test(readme))
    .map((path) => `${path}: the README does not link it`);
}

/** Where authors of channels read about the contract. */
const AUTHORS = 'docs/plugin-authors.md';

/** Types of the contract and of the kit that authors read about exist, and so does all that a context is said to give. */
export function contractNames(house: House): Findings {
  const text = house.get(AUTHORS) ?? '';
  const of = (folder: string) => [...house].filter(([path]) => path.startsWith(folder)).map(([, content]) => content);
  const code = [...of('core/contract/'), ...of('test/conformance/')].join('\n');
  const contexts = ['context', 'connect'].map((name) => house.get(`core/contract/${name}.ts`) ?? '').join('\n');
  const missing = (pattern: RegExp, exists: (name: string) => RegExp, where: string, why: string) =>
    [...text.matchAll(pattern)]
      .filter(([, name]) => !exists(name!).test(where))
      .map((match) => `${AUTHORS}:${lineAt(text, match.index)}: ${match[1]}: ${why}`);
  return [
    ...missing(
      /`([A-Z][A-Za-z_]+)`/g,
      (name) => new RegExp(`export (interface|type|const|function|(abstract )?class) ${name}\\b`),
      code,
      'the contract has no such name',
    ),
    ...missing(
      /\bcontext\.(\w+)/g,
      (name) => new RegExp(`^  ${name}\\??[<(:]`, 'm'),
      contexts,
      'a context does not give this',
    ),
  ];
}

/** Numbers that are set elsewhere: the oldest Node, the address in the first minutes. */
export function numbers(house: House): Findings {
  const { engines } = JSON.parse(house.get('package.json') ?? '{}') as { engines?: { node: string } };
  const oldest = /\d+/.exec(engines?.node ?? '')?.[0];
  // The desk's ports, and those of the far sides that run beside it.
  const config = [...house]
    .filter(([path]) => path.startsWith('config/') || path.endsWith('/simulator/simulate.ts'))
    .map(([, text]) => text);
  return [
    ...check(house, /\bNode(?:\.js)? (?:>= ?)?(\d+)\b(?= or newer|\+)/g, ([, number]) =>
      number === oldest ? undefined : `package.json says ${oldest}`,
    ),
    ...check(house, /\b(?:localhost|127\.0\.0\.1):(\d{4,5})\b/g, ([, port]) =>
      config.length === 0 || config.some((text) => new RegExp(`\\b${port}\\b`).test(text))
        ? undefined
        : 'not the default port',
    ),
  ];
}

/** The budgets shown beside what was measured are those the bench holds it against. */
export function budgets(house: House): Findings {
  const bench = [...house].filter(([path]) => path.startsWith('test/bench/')).map(([, text]) => text);
  return check(house, /^\|[^|\n]*\|[^|\n]*\| *((?:pages )?[≤≥<][^|\n]*?) *\|/gm, ([, budget], path) =>
    path !== 'docs/benchmarks.md' || bench.some((text) => text.includes(`budget: '${budget}'`))
      ? undefined
      : 'the bench has no such budget',
  );
}
