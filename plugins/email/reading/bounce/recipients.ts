// Finds who could not be reached, and what is said about it, in the text that a report has for people.
import {
  aliasLabel,
  aliasLine,
  listedLines,
  notRecipient,
  recipientCommand,
  refusal,
  refusedAddress,
  tellingLines,
} from './line-shapes.ts';
import { failureWords } from './failure-words.ts';
import type { NoticeLine } from './notice.ts';

/** A recipient as a notice names it. */
export interface NamedRecipient {
  address: string;
  alias: string | null;
  /** Lines of the notice from where it is named to where the next one is: first and one past the last. */
  from: number;
  to: number;
}

const mostRecipients = 200;
/** How far below its announcement a list of recipients may begin, in lines that are not empty. */
const farthest = 12;

interface Hit {
  address: string;
  alias: string | null;
  at: number;
}

/** @param known who the returned mail was sent to, lower case: decides where the text alone leaves doubt */
export function findRecipients(lines: NoticeLine[], known: string[], excluded: string[]): NamedRecipient[] {
  const isExcluded = (hit: Hit) =>
    excluded.includes(hit.address.toLowerCase()) && !known.includes(hit.address.toLowerCase());
  const finders = [announcedHits, transcriptHits, (all: NoticeLine[]) => knownHits(all, known)];
  for (const find of finders) {
    const hits = find(lines).filter((hit) => !isExcluded(hit));
    if (hits.length > 0) return withBlocks(merge(preferKnown(hits, known)), lines);
  }
  return [];
}

/** Lines that tell by themselves, and those below or on an announcing line. */
function announcedHits(lines: NoticeLine[]): Hit[] {
  const hits: Hit[] = [];
  let left = 0;
  lines.forEach((line, at) => {
    if (line.shape.trim() === '') return;
    const telling = tellingLines.find((shape) => shape.line.test(line.shape));
    const listed = left > 0 && listedLines.some((shape) => shape.line.test(line.shape));
    const onLine = telling || listed ? [] : addressesAfterAnnouncement(line);
    if (telling) hits.push(hitIn(line, telling.line, at, telling.alias === true));
    else if (listed) hits.push({ address: line.addresses[0]!, alias: line.addresses[1] ?? null, at });
    for (const address of onLine) hits.push({ address, alias: null, at });
    left = stillListing(line, left, listed || onLine.length > 0);
  });
  return hits.filter((hit) => hits.length < mostRecipients || hit.at < 500);
}

/** How many more lines may pass before a list of recipients that was announced is given up. */
function stillListing(line: NoticeLine, left: number, hit: boolean): number {
  if (hit || failureWords.test(line.shape)) return farthest;
  return Math.max(0, left - 1);
}

/** `Your message to a@b could not be delivered`, `Unable to deliver to a@b`. */
function addressesAfterAnnouncement({ shape, addresses }: NoticeLine): string[] {
  if (addresses.length === 0 || !failureWords.test(shape)) return [];
  const found: string[] = [];
  let at = -1;
  for (const address of addresses) {
    at = shape.indexOf('@@', at + 1);
    const before = shape.slice(Math.max(0, at - 60), at);
    const isNamed =
      /(?:\b(?:to|for|recipient|address|user|mailbox|account|an|für|à|para|a|al|til|aan|destinataire|dla|do|für)|[:：(])\s{0,4}["'<(\[]{0,3}$/i.test(
        before,
      );
    if (isNamed && !notRecipient.test(before)) found.push(address);
  }
  return found;
}

function hitIn(line: NoticeLine, pattern: RegExp, at: number, hasAlias: boolean): Hit {
  const match = pattern.exec(line.shape)!;
  const index = count(line.shape.slice(0, match.index)) + count(match[0]) - (hasAlias ? 2 : 1);
  return { address: line.addresses[index]!, alias: hasAlias ? (line.addresses[index + 1] ?? null) : null, at };
}

function count(shape: string): number {
  return shape.split('@@').length - 1;
}

/** Commands of an SMTP session that were refused, and refusals that repeat the address. */
function transcriptHits(lines: NoticeLine[]): Hit[] {
  const hits: Hit[] = [];
  lines.forEach((line, at) => {
    if (recipientCommand.test(line.shape)) {
      const refused = lines
        .slice(at, at + 4)
        .some((next) => refusal.test(next.shape) || /\b[45]\d\d[ -]/.test(next.shape));
      if (refused) hits.push(hitIn(line, recipientCommand, at, false));
    } else if (refusedAddress.test(line.shape)) hits.push(hitIn(line, refusedAddress, at, false));
  });
  return hits;
}

/** Any address of the notice that the returned mail was sent to. */
function knownHits(lines: NoticeLine[], known: string[]): Hit[] {
  return lines.flatMap((line, at) =>
    line.addresses
      .filter((address) => known.includes(address.toLowerCase()))
      .map((address) => ({ address, alias: null, at })),
  );
}

/** Where some of the addresses found are recipients of the returned mail, what else stood on such lines is not. */
function preferKnown(hits: Hit[], known: string[]): Hit[] {
  const sure = hits.filter((hit) => known.includes(hit.address.toLowerCase()));
  if (sure.length === 0) return hits;
  const lines = new Set(sure.map((hit) => hit.at));
  return hits.filter((hit) => sure.includes(hit) || !lines.has(hit.at));
}

/** The same address named again adds nothing. */
function merge(hits: Hit[]): Hit[] {
  const byAddress = new Map<string, Hit>();
  for (const hit of hits) {
    const key = hit.address.toLowerCase();
    const earlier = byAddress.get(key);
    if (!earlier && byAddress.size < mostRecipients) byAddress.set(key, { ...hit });
    else if (earlier) earlier.alias ??= hit.alias;
  }
  return [...byAddress.values()];
}

function withBlocks(hits: Hit[], lines: NoticeLine[]): NamedRecipient[] {
  return hits.map((hit, index) => {
    const to = hits[index + 1]?.at ?? lines.length;
    const range = lines.slice(hit.at, to);
    const alias = hit.alias ?? range.map(aliasOn).find((address) => address !== null) ?? null;
    return { address: hit.address, alias, from: hit.at, to: Math.max(to, hit.at + 1) };
  });
}

/** The address a line names as another one of the recipient above it. */
function aliasOn(line: NoticeLine): string | null {
  const pattern = aliasLine.test(line.shape) ? aliasLine : aliasLabel.test(line.shape) ? aliasLabel : null;
  return pattern ? hitIn(line, pattern, 0, false).address : null;
}
