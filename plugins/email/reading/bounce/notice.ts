// Takes the text of a report apart: lines with their addresses, and where the returned mail begins.
import { findAddresses } from './addresses.ts';

/** A line of a notice. */
export interface NoticeLine {
  text: string;
  /** The text with every address replaced by `@@`, so that shapes of lines can be told. */
  shape: string;
  /** The addresses in the order of the `@@`. */
  addresses: string[];
}

export interface Notice {
  lines: NoticeLine[];
  /** The lines from where the returned mail begins; empty if none was found. */
  returned: string[];
}

const mostLines = 2000;
const longestLine = 2000;

export function readNotice(text: string): Notice {
  const lines = text.split('\n', mostLines).map((line) => line.slice(0, longestLine));
  const cut = returnedStart(lines);
  return { lines: lines.slice(0, cut).map(noticeLine), returned: lines.slice(cut) };
}

export function noticeLine(text: string): NoticeLine {
  const found = findAddresses(text);
  let shape = '';
  let at = 0;
  for (const { start, end } of found) {
    shape += `${text.slice(at, start)}@@`;
    at = end;
  }
  return { text, shape: shape + text.slice(at), addresses: found.map((one) => one.address) };
}

/** Words that announce the returned mail, on a line set apart by dashes or by ending as a heading does. */
const announces =
  /\b(?:original|returned|unsent|undelivered|bounced|attached|failed|old|rejected)\s+(?:mail|e-?mail|message)\b|\b(?:copy|headers?|beginning|text|content|part)s?\s+of\s+(?:the|your|this)\s+(?:\w+\s+)?(?:mail|e-?mail|message)\b|\bmessages?\s+(?:headers?|text|body|follow)|\bmessage\s+header|\breads \(in part\)|\bbelow (?:this|the next) line\b|\b(?:is|are) attached|mensaje original|message (?:d['’])?origin|messaggio originale|mensagem original|(?:urspr[üu]ngliche|original)\w*\s+(?:nachricht|mail)|kopie der nachricht|копия|元のメール|原始邮件|originele bericht/i;
const decorated = /^\s*[-=*_|#~+]{2,}|[-=*_|#~+]{2,}\s*$/;
const leading = /[:：]\s*$|\bfollow(?:s|ing)?\b[\s.:-]*$|\bbelow[\s.:-]*$/i;
/** Longer lines are sentences. */
const longestHeading = 110;

const headerLine = /^(?:[A-Za-z][A-Za-z0-9-]{1,50}):(?:\s|$)/;
const firstHeader =
  /^(?:received|return-path|delivered-to|x-[a-z0-9-]{2,50}|dkim-signature|domainkey-signature|message-id|mime-version|from|date|authentication-results|arc-seal):/i;

/** The index of the line where the returned mail or its announcement begins; the number of lines if there is none. */
export function returnedStart(lines: string[]): number {
  for (let at = 0; at < lines.length; at++) {
    if (isHeading(lines, at) || isHeaderRun(lines, at)) return at;
  }
  return lines.length;
}

function isHeading(lines: string[], at: number): boolean {
  const line = lines[at]!;
  if (line.length > longestHeading || !announces.test(line)) return false;
  if (!decorated.test(line) && !leading.test(line)) return false;
  if (/was received|were received|received at|from:|subject:|sent:|\baddress|\brecipients?\b/i.test(line)) return false;
  return at > 1 || lines.slice(0, at).some((before) => before.includes('@')) || followedByHeader(lines, at);
}

function followedByHeader(lines: string[], at: number): boolean {
  return lines.slice(at + 1, at + 6).some((line) => headerLine.test(unquote(line)));
}

/** Three header lines in a row, of which the first is one that begins a header. */
function isHeaderRun(lines: string[], at: number): boolean {
  if (!firstHeader.test(lines[at]!) || headerLine.test(lines[at - 1] ?? '')) return false;
  let fields = 0;
  for (const line of lines.slice(at, at + 12)) {
    if (headerLine.test(line)) fields++;
    else if (!/^[ \t]+\S/.test(line)) break;
  }
  return (
    fields >= 3 &&
    lines
      .slice(at, at + 12)
      .some((line) => /^(?:received|return-path|message-id|mime-version|content-type):/i.test(line))
  );
}

/** Without the marks that quote a returned mail. */
export function unquote(line: string): string {
  return line.replace(/^(?:[>|][ \t]?)+|^[ \t]{1,12}/, '');
}
