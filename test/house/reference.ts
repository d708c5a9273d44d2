// What the documents list in tables is what there is: settings, folders, keys, codes and routes.
import { generatedParts, withParts } from './generated.ts';
import { documents } from './documents.ts';
import { isIn, lineAt, type Findings, type House } from './house.ts';

/** Every setting stands in the README with its variable and its default, and no other. */
export function settings(house: House): Findings {
  const config = house.get('config/config.ts');
  if (config === undefined) return [];
  const known = [...block(config, 'const CHECKS').matchAll(/^ {2}(\w+):/gm)].map((match) => match[1]!);
  const variables = new Map(
    [...block(config, 'export const ENVIRONMENT').matchAll(/(HUBDESK_\w+): '(\w+)'/g)].map(([, one, name]) => [
      name!,
      one!,
    ]),
  );
  const defaults = new Map(
    [...block(config, 'export const DEFAULTS').matchAll(/^ {2}(\w+): '?([\w.:/]+)'?,$/gm)].map(([, name, value]) => [
      name!,
      value!,
    ]),
  );
  const rows = rowsOf(house.get('README.md') ?? '');
  const facts = (name: string) => [variables.get(name), defaults.get(name)].filter((one) => one !== undefined);
  return [
    ...compared('README.md', 'setting', known, [...rows.keys()]),
    ...known.flatMap((name) =>
      facts(name)
        .filter((fact) => rows.has(name) && !rows.get(name)!.includes(`\`${fact}\``))
        .map((fact) => `README.md: ${name}: ${fact} is not told`),
    ),
  ];
}

function block(text: string, begin: string): string {
  const start = text.indexOf(begin);
  return start < 0 ? '' : text.slice(start, text.indexOf('\n}', start));
}

/** The rows of the table of settings by the name that opens them. */
function rowsOf(readme: string): Map<string, string> {
  const section = readme.split(/^## Settings$/m)[1]?.split(/^## /m)[0] ?? '';
  return new Map([...section.matchAll(/^\| `(\w+)`.*$/gm)].map(([row, name]) => [name!, row]));
}

function compared(path: string, what: string, there: string[], told: string[]): Findings {
  return [
    ...there.filter((name) => !told.includes(name)).map((name) => `${path}: the ${what} "${name}" is not told about`),
    ...told.filter((name) => !there.includes(name)).map((name) => `${path}: there is no ${what} "${name}"`),
  ];
}

/** Every room, plugin and folder is on the map. */
export function map(house: House): Findings {
  const readme = house.get('README.md');
  if (readme === undefined) return [];
  const folders = new Set(
    [...house.keys()].flatMap((path) => {
      const [top, inner, file] = path.split('/');
      if (inner === undefined || top!.startsWith('.')) return [];
      return (top === 'core' || top === 'plugins') && file !== undefined
        ? [`${top}/${inner}`]
        : isIn(path, ['core', 'plugins'])
          ? []
          : [top!];
    }),
  );
  return [...folders]
    .filter((folder) => !readme.includes(`\`${folder}\``))
    .map((folder) => `README.md: ${folder} is not on the map`);
}

const KEYS = 'docs/keyboard.md';

/** Every key that presses something is told about, and every key told about presses something. */
export function keys(house: House): Findings {
  const page = house.get(KEYS);
  if (page === undefined) return [];
  const files = [...house].filter(([path]) => /^(views|core\/web|plugins\/([^/]+\/){1,2}views)\//.test(path));
  const pressed = files.flatMap(([path, text]) => [
    ...inViews(path, text),
    ...(path.startsWith('core/web/')
      ? [...text.matchAll(/\b(?:key|submitKey): '([a-z/?]|shift\+[a-z]|g [a-z])'/g)]
      : []),
  ]);
  const own = block(house.get('views/assets/keys.js') ?? '', 'const own').matchAll(/^ {4}'?([a-z?])'?:/gm);
  const there = new Set([...pressed, ...own].map((match) => match[1]!));
  const told = [...page.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) +\|/gm)].flatMap((match) =>
    [...match[1]!.matchAll(/`([^`]+)`/g)].map((one) => ({
      key: one[1]!.toLowerCase(),
      line: lineAt(page, match.index),
    })),
  );
  // What the browser itself understands, or a script of its own listens for.
  const besides = /^(ctrl\+|⌘|esc|enter|[↑↓])/;
  return [
    ...[...there]
      .filter((key) => !told.some((one) => one.key === key))
      .map((key) => `${KEYS}: "${key}" is not told about`),
    ...told
      .filter(({ key }) => !there.has(key) && !besides.test(key))
      .map(({ key, line }) => `${KEYS}:${line}: nothing listens for "${key}"`),
  ];
}

/** `data-key="n"`, also where a condition chooses between two. */
function inViews(path: string, text: string): RegExpMatchArray[] {
  if (!path.endsWith('.hbs')) return [];
  return [...text.matchAll(/data-key="((?:[^"{]|\{\{[^}]*\}\})+)"/g)].flatMap((match) =>
    match[1]!
      .split(/\{\{[^}]*\}\}/)
      .filter((key) => key !== '')
      .map((key) => ['', key] as unknown as RegExpMatchArray),
  );
}

/** What a script writes into the documents is what it would write now. */
export function generated(house: House): Findings {
  const parts = generatedParts(house);
  return documents(house).flatMap(([path, text]) =>
    withParts(text, parts) === text ? [] : [`${path}: a table is out of date; npm run documents writes it anew`],
  );
}
