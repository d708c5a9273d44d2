// Reads the tree of an HTML body as lines of text, and remembers which nodes make up which line.

import { elementMark, type ElementMark } from './html-marks.ts';
import { isElement, isPreformatted, type Element, type Node, type Tree } from './html-tree.ts';
import { isEmpty, maximumLines, plain, readMarks, type Line } from './line.ts';

/** A node without children, and the line it belongs to. */
export interface Leaf {
  node: Node;
  line: number;
}

const blocks = new Set(
  (
    'address article aside body blockquote center dd details dir div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 ' +
    'header html li main menu nav ol p pre section table tbody tfoot thead tr ul summary caption'
  ).split(' '),
);
/** Blocks that usually have an empty line around them. */
const spaced = new Set('p h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote'.split(' '));
/** Not shown, and left where they are. */
const unseen = new Set('head style script title meta link base template noscript object iframe svg math'.split(' '));

/** The lines of a tree with their leaves, in document order. */
export function linesOf(tree: Tree): { lines: Line[]; leaves: Leaf[] } {
  const builder = new LineBuilder();
  const stack: { node: Node; leave: boolean }[] = [];
  pushAll(stack, tree.children);
  while (stack.length > 0) {
    const { node, leave } = stack.pop()!;
    if (leave) {
      builder.leave(node as Element);
    } else if (!isElement(node)) {
      builder.text(node);
    } else if (!unseen.has(node.name)) {
      builder.enter(node);
      if (node.children.length === 0) continue;
      stack.push({ node, leave: true });
      pushAll(stack, node.children);
    }
  }
  return builder.finish();
}

function pushAll(stack: { node: Node; leave: boolean }[], nodes: readonly Node[]): void {
  for (let at = nodes.length - 1; at >= 0; at--) stack.push({ node: nodes[at]!, leave: false });
}

type Inside = Exclude<ElementMark, 'start'> | 'preformatted' | 'hidden';

class LineBuilder {
  private readonly lines: Line[] = [];
  private readonly leaves: Leaf[] = [];
  /** What open elements are, to be undone when they end. */
  private readonly open = new Map<Element, Inside>();
  private readonly inside: Record<Inside, number> = {
    quote: 0,
    attribution: 0,
    signature: 0,
    preformatted: 0,
    hidden: 0,
  };
  private raw = '';
  /** Whether white space adds nothing: at the start of a line and after a blank. */
  private afterBlank = true;
  private picture = false;
  private startsHere = false;

  text(node: Node): void {
    if (String(node.type) !== 'text' || !('data' in node)) return;
    this.leaves.push({ node, line: this.lines.length });
    if (this.inside.hidden > 0) return;
    const preformatted = this.inside.preformatted > 0;
    this.add(preformatted ? node.data.replaceAll('\n', '') : node.data.replace(/[ \t\r\n\f]+/g, ' '));
    if (preformatted && node.data.endsWith('\n')) this.flush(true);
  }

  private add(text: string): void {
    const piece = this.afterBlank && this.inside.preformatted === 0 ? text.replace(/^ /, '') : text;
    if (!piece) return;
    this.raw += piece;
    this.afterBlank = piece.endsWith(' ');
  }

  enter(element: Element): void {
    const mark = elementMark(element);
    if (mark || blocks.has(element.name)) this.flush(false);
    if (isSpaced(element)) this.gap();
    if (mark === 'start') this.startsHere = true;
    else if (mark) this.count(element, mark);
    else if (isPreformatted(element)) this.count(element, 'preformatted');
    else if (/display:\s?none/i.test(element.attribs['style'] ?? '')) this.count(element, 'hidden');
    if (element.name.includes('@')) this.add(`<${element.name}>`); // an address whose brackets were not escaped
    if (element.name === 'td' || element.name === 'th') this.add(' ');
    if (element.children.length === 0) this.leaf(element);
  }

  private count(element: Element, what: Inside): void {
    if (element.children.length === 0) return;
    this.open.set(element, what);
    this.inside[what]++;
  }

  private leaf(element: Element): void {
    this.leaves.push({ node: element, line: this.lines.length });
    if (element.name === 'br') this.flush(true);
    else if (element.name === 'img') this.picture ||= !isTracker(element);
    else if (element.name === 'hr') {
      this.flush(false);
      this.leaves.at(-1)!.line = this.lines.length;
      this.push({ text: '', raw: '', depth: this.inside.quote, mark: this.startsHere ? 'start' : 'rule' });
    }
    if (isSpaced(element)) this.gap();
  }

  leave(element: Element): void {
    const what = this.open.get(element);
    if (blocks.has(element.name) || (what && what !== 'preformatted' && what !== 'hidden')) this.flush(false);
    if (what) this.inside[what]--;
    if (isSpaced(element)) this.gap();
  }

  /** Ends the line; an empty one is only kept if `force` is set or a non-breaking space stands in it. */
  private flush(force: boolean): void {
    const { text, depth } = readMarks(this.raw);
    const raw = this.inside.preformatted > 0 ? this.raw.trimEnd() : plain(this.raw);
    const isNeeded = text || depth > 0 || force || this.picture;
    if (isNeeded) {
      const line: Line = { text, raw, depth: this.inside.quote + depth };
      const mark = this.mark();
      if (mark) line.mark = mark;
      if (this.picture) line.picture = true;
      this.push(line);
    } else if (this.raw.includes('\u00a0')) this.gap();
    this.raw = '';
    this.afterBlank = true;
    this.picture = false;
  }

  private mark(): Line['mark'] | null {
    if (this.startsHere) return 'start';
    if (this.inside.attribution > 0) return 'attribution';
    return this.inside.signature > 0 ? 'signature' : null;
  }

  /** Beyond the bound everything stays on the last line. */
  private push(line: Line): void {
    this.startsHere = false;
    if (this.lines.length < maximumLines) this.lines.push(line);
    else this.lines.at(-1)!.raw += `\n${line.raw}`;
  }

  private gap(): void {
    const last = this.lines.at(-1);
    if (last && !isEmpty(last)) this.push({ text: '', raw: '', depth: this.inside.quote });
  }

  finish(): { lines: Line[]; leaves: Leaf[] } {
    this.flush(false);
    const last = Math.max(0, this.lines.length - 1);
    for (const leaf of this.leaves) leaf.line = Math.min(leaf.line, last);
    return { lines: this.lines, leaves: this.leaves };
  }
}

/** Blocks with an empty line around them; Word's paragraphs have none. */
function isSpaced(element: Element): boolean {
  if (!spaced.has(element.name)) return false;
  return element.name !== 'p' || !/MsoNormal|elementToProof|MsoPlainText/.test(element.attribs['class'] ?? '');
}

function isTracker(image: Element): boolean {
  return ['width', 'height'].some((side) => /^[01](?:px)?$/.test(image.attribs[side] ?? ''));
}
