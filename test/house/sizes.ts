// How long files, functions and views may be.
import { chain, lineAt, place, sources, walk, type Findings, type House, type Node, type Source } from './house.ts';

const FILE = 250;
const FUNCTION = 40;
const VIEW = 60;

export interface Size {
  /** The name under which an exception is listed: `path` or `path function`. */
  name: string;
  place: string;
  lines: number;
  limit: number;
}

const OURS = ['core', 'plugins', 'config', 'scripts', 'views'];

/** Every file, view and function with its length, the longest first in proportion to its limit. */
export function sizes(house: House): Size[] {
  const found: Size[] = [];
  for (const [path, text] of house) {
    if (/^(views|plugins\/([^/]+\/){1,2}views)\/.*\.hbs$/.test(path)) found.push(sizeOfFile(path, text, VIEW));
  }
  for (const source of sources(house, ...OURS, 'hubdesk.config.ts')) {
    found.push(sizeOfFile(source.path, source.text, FILE), ...functions(source));
  }
  return found.toSorted((a, b) => b.lines / b.limit - a.lines / a.limit);
}

function sizeOfFile(path: string, text: string, limit: number): Size {
  return { name: path, place: path, lines: text.trimEnd().split('\n').length, limit };
}

function functions(source: Source): Size[] {
  const found: Size[] = [];
  walk(source.program, (node, parents) => {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return;
    const lines = linesOf(source, node) - ownFunctions(node).reduce((sum, inner) => sum + linesOf(source, inner), 0);
    found.push({ name: `${source.path} ${nameOf(node, parents)}`, place: place(source, node), lines, limit: FUNCTION });
  });
  return found;
}

function linesOf(source: Source, node: Node): number {
  return lineAt(source.text, node.end) - lineAt(source.text, node.start) + 1;
}

/**
 * Functions declared by name right inside another one. They are read, named and counted by themselves: a room built as
 * a function that holds its verbs is a list of small functions, not one long one. Callbacks count with what calls them.
 */
function ownFunctions(outer: Node): Node[] {
  const found: Node[] = [];
  walk(outer, (node, parents) => {
    if (node === outer || node.type !== 'FunctionDeclaration') return;
    if (!parents.some((parent) => found.includes(parent))) found.push(node);
  });
  return found;
}

function nameOf(node: Node, parents: Node[]): string {
  const parent = parents.at(-1);
  const named = [node.id, parent?.key, parent?.id].find((one) => chain(one).length > 0);
  if (named) return chain(named).join('.');
  return parent?.type === 'CallExpression' ? `in ${chain(parent.callee).join('.')}()` : 'without a name';
}

/**
 * Everything that has reached its limit, except what the list of exceptions allows to be as long as it is.
 * The list may only shrink: an entry that is no longer needed is a finding.
 */
export function tooLong(house: House, exceptions: Record<string, number>): Findings {
  const all = sizes(house);
  const over = all.filter(({ name, lines, limit }) => lines >= limit && lines > (exceptions[name] ?? 0));
  const long = new Set(all.filter(({ lines, limit }) => lines >= limit).map(({ name }) => name));
  const stale = Object.keys(exceptions).filter((name) => !long.has(name));
  return [
    ...over.map(({ name, place: at, lines, limit }) => `${at}: ${name} has ${lines} lines; under ${limit} is the rule`),
    ...stale.map((name) => `exceptions: "${name}" needs none any more`),
  ];
}
