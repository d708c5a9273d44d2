// Reads RTF as text, or as the HTML it was made from (MS-OXRTFEX), in one pass.
import { decodeBytes } from '../mime/charset.ts';

export interface RtfContent {
  kind: 'text' | 'html';
  content: string;
}

/** What a group hands down to the groups inside it. */
interface State {
  /** Nothing in this group is content. */
  skip: boolean;
  /** Inside `\htmlrtf`: RTF that only repeats what the HTML says. */
  suppressed: boolean;
  /** How many characters after `\u` stand for readers that know no Unicode. */
  fallback: number;
}

interface Output {
  parts: string[];
  /** Bytes of the code page that wait to be decoded together. */
  bytes: number[];
  charset: string;
  isHtml: boolean;
}

/** Groups that hold no text of the message. */
const hidden = new Set([
  'fonttbl',
  'colortbl',
  'stylesheet',
  'info',
  'pict',
  'object',
  'header',
  'footer',
  'headerl',
  'headerr',
  'footerl',
  'footerr',
  'listtable',
  'listoverridetable',
  'rsidtbl',
  'generator',
  'xmlnstbl',
  'themedata',
  'datastore',
  'mmathpr',
  'filetbl',
  'revtbl',
  'nonshppict',
  'mhtmltag',
  'pntext',
  'fldinst',
]);
const spoken: Record<string, string> = {
  par: '\n',
  line: '\n',
  tab: '\t',
  cell: '\t',
  row: '\n',
  page: '\n',
  lquote: '\u2018',
  rquote: '\u2019',
  ldblquote: '\u201c',
  rdblquote: '\u201d',
  bullet: '\u2022',
  endash: '\u2013',
  emdash: '\u2014',
};
const deepest = 200;
const token = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}]+)/gi;

export function readRtf(rtf: Buffer): RtfContent {
  const source = rtf.toString('latin1');
  const out: Output = {
    parts: [],
    bytes: [],
    charset: 'windows-1252',
    isHtml: /\\fromhtml1?\b/.test(source.slice(0, 4096)),
  };
  const stack: State[] = [];
  let state: State = { skip: false, suppressed: false, fallback: 1 };
  let ignore = 0;
  for (const [, word, number, hex, symbol, brace, text] of source.matchAll(token)) {
    if (brace === '{') stack.push(stack.length < deepest ? { ...state } : state);
    else if (brace === '}') state = stack.pop() ?? state;
    else if (word !== undefined) ignore = takeWord(word, number, state, out) ?? ignore;
    else if (symbol !== undefined) takeSymbol(symbol, state, out);
    else if (hex !== undefined && ignore > 0) ignore--;
    else if (hex !== undefined) takeBytes([Number.parseInt(hex, 16)], state, out);
    else if (text !== undefined) {
      const clean = text.replace(/[\r\n]+/g, '');
      takeBytes([...Buffer.from(clean.slice(ignore), 'latin1')], state, out);
      ignore = Math.max(0, ignore - clean.length);
    }
  }
  flush(out);
  return { kind: out.isHtml ? 'html' : 'text', content: out.parts.join('') };
}

/** Handles a control word; returns how many characters to leave out after a Unicode character. */
function takeWord(word: string, number: string | undefined, state: State, out: Output): number | null {
  if (word === 'ansicpg') out.charset = number === '65001' ? 'utf-8' : `cp${number}`;
  if (word === 'uc') state.fallback = Number(number ?? 1);
  if (word === 'htmlrtf') state.suppressed = number !== '0';
  if (word === 'htmltag') state.skip = false;
  if (hidden.has(word)) state.skip = true;
  if (state.skip || state.suppressed) return null;
  if (word === 'u' && number !== undefined) {
    flush(out);
    out.parts.push(String.fromCharCode(Number(number) & 0xffff));
    return state.fallback;
  }
  const said = spoken[word];
  if (said !== undefined) {
    flush(out);
    out.parts.push(said);
  }
  return null;
}

function takeSymbol(symbol: string, state: State, out: Output): void {
  // `\*` opens a group that readers may skip; only HTML tags in it are ours.
  if (symbol === '*') state.skip = true;
  else if (symbol === '\n' || symbol === '\r') takeBytes([10], state, out);
  else if (symbol === '~') takeBytes([32], state, out);
  else if ('\\{}'.includes(symbol)) takeBytes([symbol.charCodeAt(0)], state, out);
}

function takeBytes(bytes: number[], state: State, out: Output): void {
  if (state.skip || state.suppressed) return;
  for (const byte of bytes) out.bytes.push(byte);
}

function flush(out: Output): void {
  if (out.bytes.length === 0) return;
  out.parts.push(decodeBytes(Buffer.from(out.bytes), out.charset).text);
  out.bytes = [];
}
