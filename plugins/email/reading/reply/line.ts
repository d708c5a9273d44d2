// Lines of a mail body: what a line says once its quote marks are taken off, and how deep it is quoted.

/** One line of a body, from plain text or from HTML. */
export interface Line {
  /** What the line says: quote marks off, trimmed, odd spaces plain, invisible characters removed. */
  text: string;
  /** As written, for showing. */
  raw: string;
  /** How many quote marks or quoting elements stand around it; 0 is the writer's own. */
  depth: number;
  /** HTML only: what the markup says. `start`: a quotation begins here and runs to the end. */
  mark?: 'start' | 'attribution' | 'signature' | 'rule';
  /** HTML only: the line shows a picture. */
  picture?: boolean;
}

/** Lines beyond this are not looked at; they share the fate of the last one that is. */
export const maximumLines = 10_000;

/** Only the beginning of a line is looked at. */
export const lineSight = 500;

const oddSpaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]+/g;
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc]+/g;

/** Plain spaces for odd ones, invisible characters gone, trimmed. */
export function plain(text: string): string {
  return text.replace(oddSpaces, ' ').replace(invisible, '').trim();
}

/** For comparing words: one Unicode form, lower case, the Turkish İ as a plain i. */
export function fold(text: string): string {
  return text.normalize().toLowerCase().replaceAll('i\u0307', 'i');
}

/** Takes any of `characters` off both ends; linear, unlike a regular expression bound to the end of the text. */
export function stripChars(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text[start]!)) start++;
  while (end > start && characters.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
}

/** The lines of a plain text body, any line ends; at most {@link maximumLines}, the rest is `remainder`. */
export function readLines(text: string): { lines: Line[]; remainder: string } {
  const lines: Line[] = [];
  let position = 0;
  while (position <= text.length && lines.length < maximumLines) {
    let end = text.indexOf('\n', position);
    if (end < 0) end = text.length;
    lines.push(readLine(text.slice(position, end)));
    position = end + 1;
  }
  markBars(lines);
  return { lines, remainder: text.slice(position) };
}

function readLine(raw: string): Line {
  const clean = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  // GroupWise: ">>> Anna Berg <anna@example.org> 05.03.2024 15:14 >>>" is no quotation but stands above one.
  if (clean.startsWith('>>> ') && clean.endsWith(' >>>')) return { text: plain(clean), raw: clean, depth: 0 };
  return { raw: clean, ...readMarks(clean) };
}

/** Takes quote marks off the start of a line and counts them. */
export function readMarks(raw: string): { depth: number; text: string } {
  let depth = 0;
  let position = 0;
  for (; position < raw.length; position++) {
    const character = raw[position]!;
    if (character === '>' || character === '＞') depth++;
    else if (!' \t\u00a0\ufeff'.includes(character)) break;
  }
  return { depth, text: plain(depth ? raw.slice(position) : raw) };
}

/** Some programs quote with a bar: three or more lines in a row with one bar each, at the start. */
function markBars(lines: Line[]): void {
  let first = 0;
  for (let index = 0; index <= lines.length; index++) {
    const line = lines[index];
    if (line && line.depth === 0 && line.raw.startsWith('|') && !line.raw.includes('|', 1)) continue;
    if (index - first >= 3) for (const barred of lines.slice(first, index)) unbar(barred);
    first = index + 1;
  }
}

function unbar(line: Line): void {
  line.depth = 1;
  line.text = plain(line.raw.slice(1));
}

/** The next line at or after `index` that says something, or -1. */
export function nextFilled(lines: readonly Line[], index: number): number {
  for (let at = index; at < lines.length; at++) if (lines[at]!.text) return at;
  return -1;
}

/** Neither words nor a picture. */
export function isEmpty(line: Line): boolean {
  return !line.text && !line.picture;
}

/** A run of dashes, underscores or the like and nothing else. */
export function isRule(line: Line, least = 5): boolean {
  if (line.mark === 'rule') return true;
  const text = line.text;
  return (
    text.length >= least && text.length <= 200 && '-_=*—–―─~'.includes(text[0]!) && !stripChars(text, '-_=*—–―─~ ')
  );
}
