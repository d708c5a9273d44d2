// Divides an HTML body into what is shown, what is quoted and what is signature, keeping the structure of each.

import { DomUtils } from 'htmlparser2';
import { cutLines, type Part } from './cut.ts';
import { linesOf, type Leaf } from './html-lines.ts';
import { isElement, parseTree, type Node, type Tree } from './html-tree.ts';
import { isEmpty, type Line } from './line.ts';

/** Bodies beyond this many characters are read up to here, and shown undivided. */
const maximumHtml = 3_000_000;

/** The text lines of an HTML body. `whole` is false if some of it was left unread. */
export function readDocument(html: string): { lines: Line[]; leaves: Leaf[]; tree: Tree; whole: boolean } {
  const { tree, whole } = parseTree(html.slice(0, maximumHtml));
  return { tree, whole: whole && html.length <= maximumHtml, ...linesOf(tree) };
}

/** An HTML body in three, none of them sanitised. */
export interface HtmlReply {
  /** What to show. */
  visibleHtml: string;
  /** Empty if nothing is quoted. */
  quotedHtml: string;
  /** Empty if there is none that could be told from what was written. */
  signatureHtml: string;
}

/** See `cutReplyHtml` in `reply.ts`. */
export function cutDocument(html: string, subject: string): HtmlReply {
  const shown = readDocument(html);
  const { parts } = cutLines(shown.lines, subject, true);
  const isWhole = !shown.whole || parts.every((part) => part === 'visible');
  if (isWhole) return { visibleHtml: html, quotedHtml: '', signatureHtml: '' };
  const of = (wanted: Part): string => {
    if (!shown.lines.some((line, at) => parts[at] === wanted && !isEmpty(line))) return '';
    const { leaves, tree } = wanted === 'visible' ? shown : readDocument(html);
    removeLeaves(leaves, (line) => parts[line] !== wanted);
    return write(tree);
  };
  return { visibleHtml: of('visible'), quotedHtml: of('quoted'), signatureHtml: of('signature') };
}

function write(tree: Tree): string {
  return DomUtils.getOuterHTML(tree, { encodeEntities: 'utf8' });
}

/** Removes the leaves on lines for which `goes` holds, and the elements that hold none afterwards. */
function removeLeaves(leaves: readonly Leaf[], goes: (line: number) => boolean): void {
  const left = new Map<unknown, number>();
  for (const { node } of leaves) for (let up = node.parent; up; up = up.parent) left.set(up, (left.get(up) ?? 0) + 1);
  for (const { node, line } of leaves) {
    if (!goes(line)) continue;
    let top: Node = node;
    for (let up = node.parent; up; up = up.parent) {
      const rest = left.get(up)! - 1;
      left.set(up, rest);
      if (rest === 0 && isElement(up) && !isFrame(up)) top = up as Node;
    }
    DomUtils.removeElement(top);
  }
}

/** The page's own elements stay even if empty. */
function isFrame(node: Node): boolean {
  return isElement(node) && ['html', 'head', 'body'].includes(node.name);
}
