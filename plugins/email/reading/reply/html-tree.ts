// Parses HTML into a tree of bounded depth, in which every line of preformatted text is a node of its own.

import { DomHandler, Parser, type parseDocument } from 'htmlparser2';

export type Tree = ReturnType<typeof parseDocument>;
export type Node = Tree['children'][number];
export type Element = Extract<Node, { attribs: Record<string, string> }>;

/** Elements nested deeper than this are laid flat; everything that walks or writes a tree relies on it. */
const maximumDepth = 200;

/** Parses HTML; never throws. Linear in its size. */
export function parseTree(html: string): Tree {
  const handler = new ShallowHandler();
  const parser = new Parser(handler, { decodeEntities: true });
  parser.write(html);
  parser.end();
  return handler.root;
}

class ShallowHandler extends DomHandler {
  private depth = 0;
  /** Whether white space counts, for each open element. */
  private readonly preformatted: boolean[] = [];

  override onopentag(name: string, attribs: Record<string, string>): void {
    this.depth++;
    this.preformatted.push(this.preformatted.at(-1) || isPreformatted({ name, attribs }));
    if (this.depth <= maximumDepth) super.onopentag(name, attribs);
  }

  override onclosetag(): void {
    this.depth--;
    this.preformatted.pop();
    if (this.depth < maximumDepth) super.onclosetag();
  }

  override ontext(data: string): void {
    if (!this.preformatted.at(-1) || !data.includes('\n')) return super.ontext(data);
    for (const line of data.split(/(?<=\n)/)) {
      super.ontext(line);
      if (line.endsWith('\n')) this.lastNode = null;
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
