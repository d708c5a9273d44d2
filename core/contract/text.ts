// Pure helpers on text that composer, plan and plugins share.
import type { TextStyle } from './capabilities.ts';

const TAGS: Record<string, TextStyle> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  s: 'strike',
  del: 'strike',
  strike: 'strike',
  code: 'code',
  pre: 'code',
  a: 'link',
  ul: 'list',
  ol: 'list',
  blockquote: 'quote',
  h1: 'heading',
  h2: 'heading',
  h3: 'heading',
  img: 'inline-image',
};

/** The styles an HTML text uses, each once, in order of first use. */
export function stylesIn(html: string): TextStyle[] {
  const found = new Set<TextStyle>();
  for (const match of html.matchAll(/<([a-z][a-z0-9]{0,10})[\s>/]/gi)) {
    const style = TAGS[match[1]!.toLowerCase()];
    if (style) found.add(style);
  }
  return [...found];
}

/** Splits at paragraphs, else lines, else words, else anywhere but inside a surrogate pair; no piece is longer than `most`. */
export function splitText(text: string, most: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const cut = bestCut(rest, most);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest) pieces.push(rest);
  return pieces.filter((piece) => piece !== '');
}

function bestCut(text: string, most: number): number {
  for (const mark of ['\n\n', '\n', '. ', ' ']) {
    const at = text.lastIndexOf(mark, most - mark.length);
    if (at > most / 2) return at + mark.length;
  }
  const code = text.charCodeAt(most - 1);
  return code >= 0xd800 && code <= 0xdbff ? most - 1 : most;
}
