// Reads the tree of an HTML body as lines of text, and remembers which nodes make up which line.

import { elementMark, type ElementMark } from './html-marks.ts';
import { isElement, isPreformatted, type Element, type Node, type Tree } from './html-tree.ts';
import { maximumLines, readMarks, type Line } from './line.ts';

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
/** Blocks with an empty line around them. */
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

class LineBuilder {
  private readonly lines: Line[] = [];
  private readonly leaves: Leaf[] = [];
  /** What open elements are, to be undone when they end. */
  private readonly open = new Map<Element, Exclude<ElementMark, 'start'> | 'preformatted'>();
  private readonly inside = { quote: 0, attribution: 0, signature: 0, preformatted: 0 };
  private raw = '';
  private picture = false;
  private startsHere = false;

  text(node: Node): void {
    if (node.type !== 'text' || !('data' in node)) return;
    const preformatted = this.inside.preformatted > 0;
    this.raw += preformatted ? node.data.replaceAll('\n', '') : this.collapsed(node.data);
    this.leaves.push({ node, line: this.lines.length });
    if (preformatted && node.data.endsWith('\n')) this.flush(true);
  }

  private collapsed(data: string): string {
    const text = data.replace(/[ \t\r\n\f]+/g, ' ');
    return this.raw === '' || this.raw.endsWith(' ') ? text.replace(/^ /, '') : text;
  }

  enter(element: Element): void {
    const mark = elementMark(element);
    if (mark || blocks.has(element.name)) this.flush(false);
    if (spaced.has(element.name)) this.gap();
    if (mark === 'start') this.startsHere = true;
    else if (mark) this.count(element, mark);
    else if (isPreformatted(element)) this.count(element, 'preformatted');
    if (element.name.includes('@')) this.raw += `<${element.name}>`; // an address whose brackets were not escaped
    if (element.name === 'td' || element.name === 'th') this.raw += this.raw ? ' ' : '';
    if (element.children.length === 0) this.leaf(element);
  }

  private count(element: Element, what: Exclude<ElementMark, 'start'> | 'preformatted'): void {
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
    if (spaced.has(element.name)) this.gap();
  }

  leave(element: Element): void {
    const what = this.open.get(element);
    if ((what && what !== 'preformatted') || blocks.has(element.name)) this.flush(false);
    if (what) this.inside[what]--;
    if (spaced.has(element.name)) this.gap();
  }

  /** Ends the line; an empty one is only kept if `force` is set. */
  private flush(force: boolean): void {
    const { text, depth } = readMarks(this.raw);
    if (!text && depth === 0 && !force && !this.picture) return;
    const line: Line = { text, raw: this.raw.trim(), depth: this.inside.quote + depth };
    const mark = this.mark();
    if (mark) line.mark = mark;
    if (this.picture) line.picture = true;
    this.push(line);
    this.raw = '';
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
  }

  private gap(): void {
    const last = this.lines.at(-1);
    if (last && (last.text || last.picture)) this.push({ text: '', raw: '', depth: this.inside.quote });
  }

  finish(): { lines: Line[]; leaves: Leaf[] } {
    this.flush(false);
    const last = Math.max(0, this.lines.length - 1);
    for (const leaf of this.leaves) leaf.line = Math.min(leaf.line, last);
    return { lines: this.lines, leaves: this.leaves };
  }
}

function isTracker(image: Element): boolean {
  return ['width', 'height'].some((side) => /^[01](?:px)?$/.test(image.attribs[side] ?? ''));
}
