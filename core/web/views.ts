// Finds the templates; tells which partials they name, and for tests which texts and icons.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Handlebars } from './handlebars.ts';

export interface ViewSource {
  folder: string;
  /** Put before every name: `<plugin id>/`. Empty for the desk's own views. */
  prefix: string;
}

export interface FoundView {
  name: string;
  file: string;
  text: string;
  /** Those it names, without those it defines itself. */
  partials: string[];
}

/** A parsed template and what it names that can be checked before it is ever rendered. */
export interface ParsedView extends FoundView {
  texts: string[];
  icons: string[];
}

/**
 * All templates below the folders. A name is the path without `.hbs`: `inbox/row`, `email/notice`. They are read, not
 * parsed: that takes a fifth of a second and is left to the first time each is rendered.
 */
export function findViews(sources: ViewSource[]): FoundView[] {
  return sources.flatMap(({ folder, prefix }) =>
    hbsFiles(folder).map((path) => foundView(prefix + path.slice(0, -'.hbs'.length), join(folder, path))),
  );
}

function foundView(name: string, file: string): FoundView {
  const text = readFileSync(file, 'utf8').replace(/\n$/, '');
  const own = new Set([...text.matchAll(/\{\{#\*inline\s+['"]([^'"]+)/g)].map(([, inline]) => inline));
  const named = [...text.matchAll(/\{\{~?#?>\s*([\w/-]+)/g)].map(([, partial]) => partial!);
  return { name, file, text, partials: named.filter((partial) => !own.has(partial)) };
}

function hbsFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.hbs'))
    .toSorted();
}

/** For tests: every name a template uses. */
export function parseView(found: FoundView): ParsedView {
  const view: ParsedView = { ...found, texts: [], icons: [] };
  walk(Handlebars.parse(found.text), (node) => note(node, view));
  return view;
}

type Node = Record<string, unknown> & { type: string };

function note(node: Node, view: ParsedView): void {
  const first = (node.params as Node[] | undefined)?.[0];
  const name = (node.name ?? node.path) as Node | undefined;
  if (first?.type !== 'StringLiteral') return;
  if (name?.original === 't' || name?.original === 'th') view.texts.push(String(first.value));
  else if (name?.original === 'icon') view.icons.push(String(first.value));
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const one of value) walk(one, visit);
  } else if (value && typeof value === 'object') {
    if (typeof (value as Node).type === 'string') visit(value as Node);
    for (const one of Object.values(value)) walk(one, visit);
  }
}
