// Who may import whom: the staircase of rooms, their doors, no cycles, no barrels.
import { posix } from 'node:path';
import {
  chain,
  isIn,
  place,
  sources,
  stringValue,
  walk,
  type Findings,
  type House,
  type Node,
  type Source,
} from './house.ts';

/** The rooms from the ground up; a room may use those of lower steps only. */
const STAIRCASE = [
  ['contract'],
  ['kernel'],
  ['database'],
  ['events', 'jobs', 'files', 'properties', 'conditions'],
  ['accounts', 'contacts', 'conversations', 'records', 'tickets', 'search'],
  ['routing', 'sla', 'notifications', 'library', 'views', 'webhooks', 'imports', 'duplicates', 'content', 'runs'],
  ['inbound', 'outbound', 'calls'],
  ['channels', 'chatflows', 'doctor', 'macros', 'exports'],
  ['realtime', 'web', 'api'],
  ['boot'],
  // The command line starts whole desks, so it stands above the file that joins them.
  ['cli'],
];

/** What stands above the staircase and may look at the shape of the configuration. */
const READS_CONFIG = ['boot', 'cli'];

/** The only places where a file is imported whose name the code computes: channels and migrations found on disk, the operator's own file. */
const FINDS_FILES = ['core/channels', 'core/boot.ts', 'core/cli', 'config'];

/** Packages the contract may name in types; it uses none at run time. */
const CONTRACT_TYPES = /^(fastify|@fastify\/|@mikro-orm\/|node:)/;

export interface Import {
  from: Source;
  node: Node;
  /** As written; undefined when it is computed. */
  target: string | undefined;
  typesOnly: boolean;
}

/** Every import of a file: static, re-export, dynamic, in a type, by `require`, and by `new URL(…, import.meta.url)`. */
export function importsOf(from: Source): Import[] {
  const found: Import[] = [];
  const add = (node: Node, written: unknown, typesOnly: boolean): void => {
    found.push({ from, node, target: stringValue(written), typesOnly });
  };
  walk(from.program, (node) => {
    if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && node.source) {
      add(node, node.source, bringsTypesOnly(node));
    } else if (node.type === 'ImportExpression') add(node, node.source, false);
    else if (node.type === 'TSImportType') add(node, node.source ?? node.argument, true);
    else if (node.type === 'CallExpression' && chain(node.callee).join('.') === 'require') {
      add(node, (node.arguments as Node[])[0], false);
    } else if (node.type === 'NewExpression' && isFileBeside(node)) add(node, (node.arguments as Node[])[0], false);
  });
  return found;
}

function bringsTypesOnly(node: Node): boolean {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const named = (node.specifiers ?? []) as Node[];
  return named.length > 0 && named.every((one) => one.importKind === 'type' || one.exportKind === 'type');
}

/** `new URL('./worker.ts', import.meta.url)`: a source started by its address is imported as well. */
function isFileBeside(node: Node): boolean {
  const [written, base] = node.arguments as Node[];
  const file = stringValue(written);
  return chain(node.callee).join() === 'URL' && /\.(ts|mjs|js)$/.test(file ?? '') && base?.type === 'MemberExpression';
}

function resolve({ from, target }: Import): string | undefined {
  return target?.startsWith('.') ? posix.join(posix.dirname(from.path), target) : undefined;
}

function roomOf(path: string): string | undefined {
  if (TOP.test(path)) return 'boot';
  return /^core\/([^/]+)\//.exec(path)?.[1];
}

function stepOf(room: string): number {
  return STAIRCASE.findIndex((rooms) => rooms.includes(room));
}

/** Rooms without one door: each named file stands for itself. */
const NAMED_FILES = ['contract', 'kernel'];

/** What joins the rooms, and the shape of what they make. */
const TOP = /^core\/(boot|desk|lower-rooms)\.ts$/;

/** Doors besides `core/<room>/<room>.ts`: the tables, rows of them, what contacts are called, what plugins’ own tables need, undoing, words to search for. */
const SIDE_DOORS = [
  /^core\/database\/entities\/[^/]+\.ts$/,
  TOP,
  /^core\/channels\/system-mail\.ts$/,
  /^core\/database\/(rows|columns|calling|migration|on-call|plugin-migrations|timeline|undo|words)\.ts$/,
];

function isDoor(path: string, room: string): boolean {
  if (NAMED_FILES.includes(room)) return new RegExp(`^core/${room}/[^/]+\\.ts$`).test(path);
  return path === `core/${room}/${room}.ts` || SIDE_DOORS.some((door) => door.test(path));
}

/** The published kit: above the whole desk, and usable where the tests of this repository are not. */
const KIT = 'test/conformance';

/** Everything in core, plugins, config and the kit imports only what stands below it, by the door. */
export function staircase(house: House): Findings {
  const findings: Findings = [];
  for (const source of sources(house, 'core', 'plugins', 'config', KIT)) {
    const room = roomOf(source.path);
    if (source.path.startsWith('core/') && (!room || stepOf(room) < 0)) {
      findings.push(`${source.path}: there is no such room on the staircase`);
      continue;
    }
    for (const one of importsOf(source)) {
      const wrong = room ? wrongInCore(one, room) : isIn(source.path, [KIT]) ? wrongInKit(one) : wrongOutside(one);
      if (wrong) findings.push(`${place(source, one.node)}: ${one.target ?? 'a computed import'}: ${wrong}`);
    }
  }
  return findings;
}

function wrongInCore(one: Import, room: string): string | undefined {
  if (one.target === undefined) return isIn(one.from.path, FINDS_FILES) ? undefined : 'write the name of the file';
  const path = resolve(one);
  if (path === undefined) return room === 'contract' ? wrongInContract(one) : undefined;
  if (isIn(path, ['config']))
    return READS_CONFIG.includes(room) ? undefined : 'only boot and cli read the configuration';
  const other = roomOf(path);
  if (!other) return 'core imports only from core';
  if (other === room) return undefined;
  if (stepOf(other) >= stepOf(room)) return `${room} does not stand above ${other}`;
  return isDoor(path, other) ? undefined : `enter ${other} by its door`;
}

function wrongInContract({ target, typesOnly }: Import): string | undefined {
  return typesOnly && CONTRACT_TYPES.test(target!)
    ? undefined
    : 'the contract takes only types, of fastify, the ORM and node';
}

function wrongInKit(one: Import): string | undefined {
  if (one.target === undefined) return 'write the name of the file';
  const path = resolve(one);
  if (path === undefined || isIn(path, [KIT, 'views/assets'])) return undefined;
  const room = roomOf(path);
  if (!room) return 'the kit imports only its own files and the core';
  return isDoor(path, room) ? undefined : `enter ${room} by its door`;
}

function wrongOutside(one: Import): string | undefined {
  const home = one.from.path
    .split('/')
    .slice(0, one.from.path.startsWith('plugins/') ? 2 : 1)
    .join('/');
  if (one.target === undefined) return isIn(one.from.path, FINDS_FILES) ? undefined : 'write the name of the file';
  const path = resolve(one);
  if (path === undefined) return /^(hubdesk|file:)/.test(one.target) ? 'write the way to the file' : undefined;
  if (isIn(path, [home])) return undefined;
  const other = roomOf(path);
  if (other === 'contract' && isDoor(path, other)) return undefined;
  if (home === 'config' && (path === 'hubdesk.config.ts' || (other === 'kernel' && isDoor(path, other))))
    return undefined;
  return home === 'config'
    ? 'the configuration knows only the contract and the kernel'
    : 'a channel knows only the contract and itself';
}

/** Files that import each other in a circle, types included: none of them can be read before the others. */
export function cycles(house: House): Findings {
  const targets = new Map<string, string[]>();
  for (const source of sources(house, 'core', 'plugins', 'config', 'scripts/skeleton', KIT)) {
    const paths = importsOf(source).map((one) => resolve(one) ?? '');
    targets.set(
      source.path,
      paths.filter((path) => house.has(path)),
    );
  }
  const reach = new Map([...targets.keys()].map((path) => [path, reachable(path, targets)]));
  const circles = [...targets.keys()].map((path) =>
    [...reach.get(path)!].filter((other) => reach.get(other)?.has(path)).toSorted(),
  );
  const told = new Set(circles.filter((circle) => circle.length > 0).map((circle) => circle.join(', ')));
  return [...told].map((circle) => `${circle}: import each other in a circle`);
}

/** Everything a file imports, directly and through others; itself only when it stands in a circle. */
function reachable(path: string, targets: Map<string, string[]>): Set<string> {
  const found = new Set<string>();
  const next = [...(targets.get(path) ?? [])];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (found.has(one)) continue;
    found.add(one);
    next.push(...(targets.get(one) ?? []));
  }
  return found;
}

/** A file that only hands on what others export hides who uses what. */
export function barrels(house: House): Findings {
  return sources(house, 'core', 'plugins', 'config', 'test', 'scripts').flatMap((source) => {
    const statements = source.program.body as Node[];
    const handsOn = statements.filter(
      (one) => one.type === 'ExportAllDeclaration' || (one.type === 'ExportNamedDeclaration' && one.source),
    );
    const all = statements.find((one) => one.type === 'ExportAllDeclaration');
    if (all) return [`${place(source, all)}: name what is handed on`];
    if (handsOn.length > 0 && handsOn.length === statements.filter((one) => one.type !== 'ImportDeclaration').length) {
      return [`${source.path}: only hands on what other files export`];
    }
    return posix.basename(source.path).startsWith('index.')
      ? [`${source.path}: name the file after what it holds`]
      : [];
  });
}

/** What runs at the operator's place may use only packages that are installed there. */
export function packages(house: House): Findings {
  const manifest = JSON.parse(house.get('package.json') ?? '{}') as Record<string, Record<string, string>>;
  const installed = { ...manifest.dependencies, ...manifest.optionalDependencies };
  return sources(house, 'core', 'plugins', 'config', KIT).flatMap((source) =>
    importsOf(source).flatMap((one) => {
      if (!one.target || one.typesOnly || /^(\.|node:)/.test(one.target)) return [];
      const name = one.target
        .split('/')
        .slice(0, one.target.startsWith('@') ? 2 : 1)
        .join('/');
      return name in installed
        ? []
        : [`${place(source, one.node)}: ${name} is not among the dependencies (or lacks "node:")`];
    }),
  );
}
