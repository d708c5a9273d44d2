// Parses HTML into a tree of bounded depth, in which every line of preformatted text is a node of its own.

import { DomHandler, Parser, type parseDocument } from 'htmlparser2';

export type Tree = ReturnType<typeof parseDocument>;
export type Node = Tree['children'][number];
export type Element = Extract<Node, { attribs: Record<string, string> }>;

/** Elements nested deeper than this are laid flat; everything that walks or writes a tree relies on it. */
const maximumDepth = 200;

/** Mails nested deeper than this are hostile: the parser would take quadratic time. */
const hostileDepth = 1000;
/** Bounds memory to some 200 MB; the longest threads have some ten thousand. */
const mostNodes = 60_000;

/** Characters given to the parser at a time, so that it can be stopped. */
const chunk = 32_768;

/** Parses HTML; never throws. Linear in its size. `whole` is false if some was left unread because there is too much. */
export function parseTree(html: string): { tree: Tree; whole: boolean } {
  const handler = new ShallowHandler();
  const parser = new Parser(handler, { decodeEntities: true });
  for (let at = 0; at < html.length && !handler.isHostile; at += chunk) parser.write(html.slice(at, at + chunk));
  if (!handler.isHostile) parser.end();
  return { tree: handler.root, whole: !handler.isHostile };
}

class ShallowHandler extends DomHandler {
  isHostile = false;
  private depth = 0;
  private nodes = 0;
  /** Whether white space counts, for each open element. */
  private readonly preformatted: boolean[] = [];

  override onopentag(name: string, attribs: Record<string, string>): void {
    this.depth++;
    this.isHostile ||= this.depth > hostileDepth || ++this.nodes > mostNodes;
    this.preformatted.push(this.preformatted.at(-1) || isPreformatted({ name, attribs }));
    if (this.depth <= maximumDepth) super.onopentag(name, attribs);
  }

  override onclosetag(): void {
    this.depth--;
    this.preformatted.pop();
    if (this.depth < maximumDepth) super.onclosetag();
  }

  override ontext(data: string): void {
    const preformatted = this.preformatted.at(-1) ?? false;
    for (const line of preformatted ? data.split(/(?<=\n)/) : [data]) {
      this.isHostile ||= ++this.nodes > mostNodes;
      super.ontext(line);
      if (preformatted && line.endsWith('\n')) this.lastNode = null;
    }
  }
}

export function isElement(node: Node): node is Element {
  return 'attribs' in node;
}

/** Whether white space and line ends count inside the element. */
export function isPreformatted(element: Pick<Element, 'name' | 'attribs'>): boolean {
  return element.name === 'pre' || /white-space:\s?pre/i.test(element.attribs['style'] ?? '');
}
