// The repository as the house rules see it: its files, and the syntax of its sources.
import { readdirSync, readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

/** Every file by its path from the root (with `/`); the text of a file that is not text is empty. Tests plant small ones. */
export type House = ReadonlyMap<string, string>;

/** What a rule finds: one sentence each, beginning with the place. */
export type Findings = string[];
export type Rule = (house: House) => Findings;

/** A node of the syntax tree (ESTree with TypeScript, as oxc-parser gives it). */
export interface Node {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

export interface Source {
  path: string;
  text: string;
  program: Node;
}

const NOT_OURS = new Set(['node_modules', '.git', '.tap', 'results']);
const OPEN_DATA = 'data';

/** Reads a checkout, without installed packages, the operator's data and test results. */
export function readHouse(root: string): House {
  const house = new Map<string, string>();
  const read = (folder: string): void => {
    for (const entry of readdirSync(`${root}/${folder}`, { withFileTypes: true })) {
      const path = `${folder}${entry.name}`;
      if (NOT_OURS.has(entry.name) || path === OPEN_DATA) continue;
      if (entry.isDirectory()) read(`${path}/`);
      else if (entry.isFile()) house.set(path, textOf(readFileSync(`${root}/${path}`)));
    }
  };
  read('');
  return house;
}

function textOf(bytes: Buffer): string {
  return bytes.includes(0) ? '' : bytes.toString('utf8');
}

const parsed = new WeakMap<House, Map<string, Source>>();

/** The parsed TypeScript and JavaScript files below the given folders (or exactly these files). */
export function sources(house: House, ...places: string[]): Source[] {
  const paths = [...house.keys()].filter(
    (path) => /\.(ts|mjs|js)$/.test(path) && !path.endsWith('.min.js') && isIn(path, places),
  );
  return paths.map((path) => source(house, path));
}

function source(house: House, path: string): Source {
  const cache = parsed.get(house) ?? new Map<string, Source>();
  parsed.set(house, cache);
  const known = cache.get(path);
  if (known) return known;
  const text = house.get(path) ?? '';
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`);
  const made = { path, text, program: program as unknown as Node };
  cache.set(path, made);
  return made;
}

export function isIn(path: string, places: string[]): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}/`));
}

/** `path:line` of a node, as editors and terminals understand it. */
export function place({ path, text }: Source, { start }: Node): string {
  return `${path}:${lineAt(text, start)}`;
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Visits every node, parents before children; `parents` is the way from the root, nearest last, only during the visit. */
export function walk(node: Node, visit: (node: Node, parents: Node[]) => void, parents: Node[] = []): void {
  visit(node, parents);
  parents.push(node);
  for (const child of children(node)) walk(child, visit, parents);
  parents.pop();
}

function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const name in node) {
    const value = node[name];
    if (typeof value !== 'object' || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) found.push(one);
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The value of a string literal or of a template without placeholders. */
export function stringValue(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TSLiteralType') return stringValue(node.literal);
  const quasis = node.type === 'TemplateLiteral' ? (node.quasis as { value: { cooked: string } }[]) : [];
  return quasis.length === 1 ? quasis[0]!.value.cooked : undefined;
}

/** The names along `a.b?.c()`, here `['a', 'b', 'c']`; what is not a name is left out. */
export function chain(node: unknown): string[] {
  if (!isNode(node)) return [];
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return [node.name as string];
  if (node.type === 'ThisExpression') return ['this'];
  if (node.type === 'MemberExpression') {
    const computed = node.computed === true ? stringValue(node.property) : undefined;
    const last = node.computed === true ? (computed === undefined ? [] : [computed]) : chain(node.property);
    return [...chain(node.object), ...last];
  }
  if (node.type === 'CallExpression') return chain(node.callee);
  const inside = node.expression ?? (node.type === 'AwaitExpression' ? node.argument : undefined);
  return chain(inside);
}

/** The ids of the channels: the folders below `plugins/`; of a family the folders inside that hold a plugin. */
export function channelIds(house: House): string[] {
  return channelFolders(house).map((folder) => folder.split('/').at(-1)!);
}

/** Where each channel stands. */
export function channelFolders(house: House): string[] {
  const members = [...house.keys()].flatMap((path) => /^(plugins\/[^/]+\/[^/]+)\/plugin\.ts$/.exec(path)?.[1] ?? []);
  const families = new Set(members.map((one) => one.split('/').slice(0, 2).join('/')));
  const folders = [...house.keys()].flatMap((path) => /^(plugins\/[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].filter((folder) => !families.has(folder)).concat(members);
}

/** The channel a file belongs to; null outside of them, and for what a family shares. */
export function channelOf(folders: string[], path: string): string | null {
  const folder = folders.find((one) => path.startsWith(`${one}/`));
  return folder?.split('/').at(-1) ?? null;
}
