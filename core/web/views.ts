// Finds the templates, parses them once and tells what they name: partials, texts, icons.
import Handlebars from 'handlebars';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface ViewSource {
  folder: string;
  /** Put before every name: `<plugin id>/`. Empty for the desk's own views. */
  prefix: string;
}

/** A parsed template and every name it uses that can be checked before it is ever rendered. */
export interface ParsedView {
  name: string;
  file: string;
  program: hbs.AST.Program;
  partials: string[];
  texts: string[];
  icons: string[];
}

/** All templates below the folders. A name is the path without `.hbs`: `inbox/row`, `email/notice`. */
export function findViews(sources: ViewSource[]): ParsedView[] {
  return sources.flatMap(({ folder, prefix }) =>
    hbsFiles(folder).map((path) => parseView(prefix + path.slice(0, -'.hbs'.length), join(folder, path))),
  );
}

/** Changes whenever a template is added, removed or edited. */
export function viewsStamp(sources: ViewSource[]): string {
  return sources
    .flatMap(({ folder }) => hbsFiles(folder).map((path) => `${path}${statSync(join(folder, path)).mtimeMs}`))
    .join(' ');
}

function hbsFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.hbs'))
    .toSorted();
}

function parseView(name: string, file: string): ParsedView {
  const text = readFileSync(file, 'utf8').replace(/\n$/, '');
  const program = Handlebars.parse(text, { srcName: name });
  const inline = new Set(['@partial-block']);
  const view: ParsedView = { name, file, program, partials: [], texts: [], icons: [] };
  walk(program, (node) => note(node, view, inline));
  view.partials = view.partials.filter((partial) => !inline.has(partial));
  return view;
}

type Node = Record<string, unknown> & { type: string };

function note(node: Node, view: ParsedView, inline: Set<string>): void {
  const first = (node.params as Node[] | undefined)?.[0];
  const name = (node.name ?? node.path) as Node | undefined;
  if (node.type === 'PartialStatement' || node.type === 'PartialBlockStatement') {
    if (name?.type === 'PathExpression') view.partials.push(String(name.original));
  } else if (node.type === 'DecoratorBlock' && first) {
    inline.add(String(first.value));
  } else if (first?.type === 'StringLiteral' && (name?.original === 't' || name?.original === 'th')) {
    view.texts.push(String(first.value));
  } else if (first?.type === 'StringLiteral' && name?.original === 'icon') {
    view.icons.push(String(first.value));
  }
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const one of value) walk(one, visit);
  } else if (value && typeof value === 'object') {
    if (typeof (value as Node).type === 'string') visit(value as Node);
    for (const one of Object.values(value)) walk(one, visit);
  }
}
