// The MIME tree of a mail with byte positions, as far as IMAP has to describe it (RFC 2045, RFC 2046).

export interface HeaderField {
  /** Lower case. */
  name: string;
  /** Unfolded, bytes as latin1 characters. */
  value: string;
  /** The field as it stands in the mail, with its line end. */
  text: string;
}

export interface MimePart {
  type: string;
  subtype: string;
  parameters: [name: string, value: string][];
  headers: HeaderField[];
  /** Byte positions in the mail: header block with its closing empty line, then body. */
  headerStart: number;
  bodyStart: number;
  bodyEnd: number;
  /** Parts of a multipart, or the one inner mail of message/rfc822. */
  children: MimePart[];
}

const MOST_PARTS = 1000;
const DEEPEST = 50;

/** Reads a whole mail. `text` holds its bytes as latin1, so that positions are byte positions. */
export function parseMime(text: string): MimePart {
  return readPart(text, 0, text.length, 0, { parts: 0 }, 'text/plain');
}

export function header(part: { headers: HeaderField[] }, name: string): string | undefined {
  return part.headers.find((field) => field.name === name)?.value;
}

/** Splits the header block that starts at `start`; gives the fields and where the body begins. */
export function readHeaders(text: string, start: number, end: number): { headers: HeaderField[]; bodyStart: number } {
  const headers: HeaderField[] = [];
  let position = start;
  while (position < end) {
    const line = lineAt(text, position, end);
    if (line.content === '') return { headers, bodyStart: line.next };
    const last = headers.at(-1);
    const colon = line.content.indexOf(':');
    if (last && /^[ \t]/.test(line.content)) {
      last.value += ' ' + line.content.trim();
      last.text += text.slice(position, line.next);
    } else if (colon > 0) {
      const name = line.content.slice(0, colon).trim().toLowerCase();
      headers.push({ name, value: line.content.slice(colon + 1).trim(), text: text.slice(position, line.next) });
    }
    position = line.next;
  }
  return { headers, bodyStart: end };
}

/** Splits `text/plain; charset=utf-8` or a disposition into its value and parameters, undecoded. */
export function parseParameters(field: string): { value: string; parameters: [string, string][] } {
  const pieces: string[] = [''];
  let quoted = false;
  for (let index = 0; index < field.length; index++) {
    const character = field[index]!;
    if (quoted && character === '\\') pieces[pieces.length - 1] += field[++index] ?? '';
    else if (character === '"') quoted = !quoted;
    else if (character === ';' && !quoted) pieces.push('');
    else pieces[pieces.length - 1] += character;
  }
  const [value, ...rest] = pieces;
  const parameters = rest
    .filter((piece) => piece.includes('='))
    .map((piece): [string, string] => [
      piece.slice(0, piece.indexOf('=')).trim().toLowerCase(),
      piece.slice(piece.indexOf('=') + 1).trim(),
    ]);
  return { value: value!.trim(), parameters };
}

function readPart(
  text: string,
  start: number,
  end: number,
  depth: number,
  count: { parts: number },
  defaultType: string,
): MimePart {
  count.parts++;
  const { headers, bodyStart } = readHeaders(text, start, end);
  const content = parseParameters(header({ headers }, 'content-type') ?? defaultType);
  const [type, subtype] = (/^[^\s/]+\/[^\s/]+$/.test(content.value) ? content.value : 'text/plain')
    .toLowerCase()
    .split('/');
  const part: MimePart = {
    type: type!,
    subtype: subtype!,
    parameters: content.parameters,
    headers,
    headerStart: start,
    bodyStart,
    bodyEnd: end,
    children: [],
  };
  if (depth < DEEPEST) part.children = readChildren(text, part, depth, count);
  return part;
}

function readChildren(text: string, part: MimePart, depth: number, count: { parts: number }): MimePart[] {
  if (part.type === 'message' && part.subtype === 'rfc822') {
    return [readPart(text, part.bodyStart, part.bodyEnd, depth + 1, count, 'text/plain')];
  }
  const boundary = part.parameters.find(([name]) => name === 'boundary')?.[1];
  if (part.type !== 'multipart' || !boundary) return [];
  const defaultType = part.subtype === 'digest' ? 'message/rfc822' : 'text/plain';
  const children: MimePart[] = [];
  for (const [start, end] of sections(text, part, boundary)) {
    if (count.parts >= MOST_PARTS) break;
    children.push(readPart(text, start, end, depth + 1, count, defaultType));
  }
  return children;
}

/** The byte ranges between the boundary lines; a missing closing boundary ends at the end of the part. */
function sections(text: string, part: MimePart, boundary: string): [start: number, end: number][] {
  const found: [number, number][] = [];
  let open: number | undefined;
  let position = part.bodyStart;
  while (position < part.bodyEnd) {
    const line = lineAt(text, position, part.bodyEnd);
    const mark = line.content.trimEnd();
    if (mark === `--${boundary}` || mark === `--${boundary}--`) {
      if (open !== undefined) found.push([open, Math.max(open, endBeforeBreak(text, position))]);
      open = mark.endsWith(`${boundary}--`) && mark !== `--${boundary}` ? undefined : line.next;
      if (open === undefined) return found;
    }
    position = line.next;
  }
  if (open !== undefined) found.push([open, part.bodyEnd]);
  return found;
}

// The line break before a boundary belongs to the boundary (RFC 2046 §5.1.1).
function endBeforeBreak(text: string, position: number): number {
  if (text[position - 1] !== '\n') return position;
  return text[position - 2] === '\r' ? position - 2 : position - 1;
}

function lineAt(text: string, position: number, end: number): { content: string; next: number } {
  const feed = text.indexOf('\n', position);
  if (feed < 0 || feed >= end) return { content: text.slice(position, end), next: end };
  const stop = text[feed - 1] === '\r' && feed > position ? feed - 1 : feed;
  return { content: text.slice(position, stop), next: feed + 1 };
}
