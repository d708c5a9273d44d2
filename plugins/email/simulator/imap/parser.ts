// One IMAP command as tag, name and arguments (RFC 3501 §9), literals included.
import type { Input } from './input.ts';

/** An atom, string or literal. Bytes are latin1 characters; `quoted` tells a string from an atom. */
export interface Word {
  text: string;
  quoted: boolean;
}

export type Argument = Word | Argument[];

export interface Command {
  tag: string;
  /** Upper case; `UID FETCH` and its like are one name. */
  name: string;
  arguments: Argument[];
}

/** A command that cannot be read; `tag` is known where the line began with one. */
export interface Unreadable {
  tag: string;
  problem: string;
}

/** The largest literal taken, in bytes; also announced as APPENDLIMIT. */
export const LARGEST_LITERAL = 50 * 1024 * 1024;

const LITERAL_MARK = /~?\{(\d{1,10})(\+?)\}$/;

/**
 * Reads the next command. `invite` is called before each literal the client waits to send (RFC 3501 §7.5).
 * Gives undefined when the client is gone.
 */
export async function readCommand(input: Input, invite: () => void): Promise<Command | Unreadable | undefined> {
  const pieces: string[] = [];
  const literals: string[] = [];
  for (;;) {
    const line = (await input.readLine())?.toString('latin1');
    if (line === undefined) return undefined;
    const mark = LITERAL_MARK.exec(line);
    if (!mark) {
      pieces.push(line);
      return parseCommand(pieces, literals);
    }
    const size = Number(mark[1]);
    if (size > LARGEST_LITERAL) return { tag: tagOf(pieces[0] ?? line), problem: '[TOOBIG] Literal is too large' };
    if (!mark[2]) invite();
    const bytes = await input.readBytes(size);
    if (!bytes) return undefined;
    pieces.push(line.slice(0, mark.index));
    literals.push(bytes.toString('latin1'));
  }
}

function parseCommand(pieces: string[], literals: string[]): Command | Unreadable {
  const tag = tagOf(pieces[0]!);
  const words: Argument[] = [];
  const open: Argument[][] = [words];
  for (const [index, piece] of pieces.entries()) {
    const text = index === 0 ? piece.slice(tag.length) : piece;
    if (!readWords(text, open)) return { tag, problem: 'Arguments cannot be read' };
    if (index < literals.length) open.at(-1)!.push({ text: literals[index]!, quoted: true });
  }
  const [first, second] = words;
  if (open.length !== 1 || !tag || !isWord(first)) return { tag, problem: 'This is no command' };
  const name = first.text.toUpperCase();
  if (name === 'UID' && isWord(second)) {
    return { tag, name: `UID ${second.text.toUpperCase()}`, arguments: words.slice(2) };
  }
  return { tag, name, arguments: words.slice(1) };
}

function tagOf(line: string): string {
  return /^[^\s(){%*"\\]+/.exec(line)?.[0] ?? '';
}

/** Appends the words of `text` to the innermost open list; false when brackets or quotes do not match. */
function readWords(text: string, open: Argument[][]): boolean {
  let position = 0;
  while (position < text.length) {
    const character = text[position]!;
    if (character === ' ') {
      position++;
    } else if (character === '(') {
      const list: Argument[] = [];
      open.at(-1)!.push(list);
      open.push(list);
      if (open.length > 50) return false;
      position++;
    } else if (character === ')') {
      open.pop();
      if (open.length === 0) return false;
      position++;
    } else {
      const word = character === '"' ? quotedAt(text, position) : atomAt(text, position);
      if (!word) return false;
      open.at(-1)!.push({ text: word.text, quoted: character === '"' });
      position = word.next;
    }
  }
  return true;
}

function quotedAt(text: string, start: number): { text: string; next: number } | undefined {
  let value = '';
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '"') return { text: value, next: index + 1 };
    if (text[index] === '\\') index++;
    value += text[index] ?? '';
  }
  return undefined;
}

// A fetch item such as BODY.PEEK[HEADER.FIELDS (DATE FROM)]<0.10> is one atom, spaces and brackets included.
function atomAt(text: string, start: number): { text: string; next: number } | undefined {
  const section = /^(?:BODY|BODY\.PEEK)\[[^\]]*\](?:<[\d.]+>)?/i.exec(text.slice(start, start + 8192));
  const next = section ? start + section[0].length : atomEnd(text, start);
  return { text: text.slice(start, next), next };
}

function atomEnd(text: string, start: number): number {
  let index = start;
  while (index < text.length && !' ()"'.includes(text[index]!)) index++;
  return index;
}

export function isWord(argument: Argument | undefined): argument is Word {
  return argument !== undefined && !Array.isArray(argument);
}

/** The text of a word, or undefined where the client sent a list or nothing. */
export function wordText(argument: Argument | undefined): string | undefined {
  return isWord(argument) ? argument.text : undefined;
}

/** The words of a list, or the one word where no list was needed. */
export function wordList(argument: Argument | undefined): string[] {
  if (isWord(argument)) return [argument.text];
  return (argument ?? []).filter(isWord).map((word) => word.text);
}
