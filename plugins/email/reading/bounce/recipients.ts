// Finds who could not be reached in the text that a report has for people.
import { failureWords } from './failure-words.ts';
import {
  aliasLabel,
  aliasLine,
  leadsIn,
  listedLines,
  notRecipient,
  openingLine,
  recipientCommand,
  refusal,
  refusedAddress,
  tellingLines,
} from './line-shapes.ts';
import type { NoticeLine } from './notice.ts';

/** A recipient as a notice names it. */
export interface NamedRecipient {
  address: string;
  alias: string | null;
  /** The line that names it. */
  at: number;
  /** The lines about it: first, and one past the last. */
  from: number;
  to: number;
}

/** Who the report could be about. Everything lower case. */
export interface Candidates {
  /** Who the returned mail was sent to. */
  known: string[];
  /** Who sent it, who wrote the report and who got it: no recipients unless a line says so. */
  others: string[];
  /** The domain that wrote the report. */
  domain: string | null;
}

const mostRecipients = 200;
/** How far below its announcement a list of recipients may begin or go on, in lines that are not empty. */
const farthest = 12;

interface Hit {
  address: string;
  alias: string | null;
  at: number;
  above: boolean;
}

/** Tries the ways to find them from the surest to the vaguest. */
export function findRecipients(lines: NoticeLine[], candidates: Candidates): NamedRecipient[] {
  const { known } = candidates;
  const isOther = ({ address }: Hit) =>
    candidates.others.includes(address.toLowerCase()) && !known.includes(address.toLowerCase());
  const finders = [
    announcedHits,
    refusedHits,
    acceptedHits,
    () => knownHits(lines, known),
    () => localHits(lines, candidates),
  ];
  let spare: Hit[] = [];
  for (const find of finders) {
    const found = find(lines);
    const hits = found.filter((hit) => !isOther(hit));
    if (hits.length > 0) return withBlocks(merge(preferKnown(hits, known)), lines, known);
    if (spare.length === 0) spare = found;
  }
  return withBlocks(merge(spare), lines, known);
}

/** Lines that tell by themselves, and those below or on an announcing line. */
function announcedHits(lines: NoticeLine[]): Hit[] {
  const hits: Hit[] = [];
  let left = 0;
  lines.forEach((line, at) => {
    if (line.shape.trim() === '') return;
    const found = hits.length < mostRecipients ? hitsOn(line, at, left > 0) : [];
    hits.push(...found);
    const isOpen = found.length > 0 || failureWords.test(line.shape) || openingLine.test(line.shape);
    left = isOpen ? farthest : Math.max(0, left - 1);
  });
  return hits;
}

function hitsOn(line: NoticeLine, at: number, isListing: boolean): Hit[] {
  if (line.addresses.length === 0) return [];
  const telling = tellingLines.find((shape) => shape.line.test(line.shape));
  if (telling) return [hitIn(line, telling.line, at, telling)];
  const isListed = isListing && listedLines.some((shape) => shape.line.test(line.shape));
  const before = beforeAddress(line.shape);
  if (isListed && !notRecipient.test(before) && !leadsIn.test(before))
    return [{ address: line.addresses[0]!, alias: line.addresses[1] ?? null, at, above: false }];
  return addressesAfterAnnouncement(line).map((address) => ({ address, alias: null, at, above: false }));
}

function beforeAddress(shape: string, from = 0): string {
  const at = shape.indexOf('@@', from);
  return shape.slice(Math.max(0, at - 60), at);
}

const leadsToAddress =
  /(?:\b(?:to|for|in|list|recipients?|address|user|mailbox|account|an|à|para|a|al|til|aan|destinataire|dla|do)|\bfür|到|给|至|[:：(])\s{0,4}["'<([]{0,3}$/iu;

/** `Your message to a@b could not be delivered`, `Unable to deliver to a@b`. */
function addressesAfterAnnouncement({ shape, addresses }: NoticeLine): string[] {
  if (!failureWords.test(shape)) return [];
  const found: string[] = [];
  let at = -1;
  for (const address of addresses) {
    at = shape.indexOf('@@', at + 1);
    const before = beforeAddress(shape, at);
    if (leadsToAddress.test(before) && !notRecipient.test(before)) found.push(address);
  }
  return found;
}

function hitIn(
  line: NoticeLine,
  pattern: RegExp,
  at: number,
  { alias, above }: { alias?: boolean; above?: boolean },
): Hit {
  const match = pattern.exec(line.shape)!;
  const index = count(line.shape.slice(0, match.index)) + count(match[0]) - (alias ? 2 : 1);
  const second = alias ? (line.addresses[index + 1] ?? null) : null;
  return { address: line.addresses[index]!, alias: second, at, above: above === true };
}

function count(shape: string): number {
  return shape.split('@@').length - 1;
}

/** Commands of a session that were refused, and refusals that repeat the address. */
function refusedHits(lines: NoticeLine[]): Hit[] {
  return lines.flatMap((line, at): Hit[] => {
    if (refusedAddress.test(line.shape)) return [hitIn(line, refusedAddress, at, {})];
    const isRefused =
      recipientCommand.test(line.shape) && lines.slice(at, at + 4).some((next) => refusal.test(next.shape));
    return isRefused ? [hitIn(line, recipientCommand, at, {})] : [];
  });
}

/** Recipients that were accepted in a session that failed later. */
function acceptedHits(lines: NoticeLine[]): Hit[] {
  const hits = lines.flatMap((line, at) =>
    recipientCommand.test(line.shape) ? [hitIn(line, recipientCommand, at, {})] : [],
  );
  const last = hits.at(-1)?.at ?? 0;
  return lines.slice(last).some((line) => refusal.test(line.shape)) ? hits : [];
}

/** Any address of the notice that the returned mail was sent to. */
function knownHits(lines: NoticeLine[], known: string[]): Hit[] {
  return lines.flatMap((line, at) =>
    line.addresses
      .filter((address) => known.includes(address.toLowerCase()))
      .map((address) => ({ address, alias: null, at, above: false })),
  );
}

/** Hosts that leave out their own domain: a word alone on a line below an announcement. */
function localHits(lines: NoticeLine[], { known, domain }: Candidates): Hit[] {
  const hits: Hit[] = [];
  let left = 0;
  lines.forEach(({ shape }, at) => {
    const word = /^\s{1,20}([\w.+=-]{1,64})\s*$/.exec(shape)?.[1]?.toLowerCase();
    const address = known.find((one) => one.split('@')[0] === word) ?? (domain ? `${word}@${domain}` : null);
    if (left > 0 && word && address && hits.length < mostRecipients)
      hits.push({ address, alias: null, at, above: false });
    if (shape.trim() !== '') left = failureWords.test(shape) ? 3 : left - 1;
  });
  return hits;
}

/** Where some of the addresses of a line are recipients of the returned mail, the others there are not. */
function preferKnown(hits: Hit[], known: string[]): Hit[] {
  const sure = new Set(hits.filter((hit) => known.includes(hit.address.toLowerCase())));
  const lines = new Set([...sure].map((hit) => hit.at));
  return hits.filter((hit) => sure.has(hit) || !lines.has(hit.at));
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

function withBlocks(hits: Hit[], lines: NoticeLine[], known: string[]): NamedRecipient[] {
  return hits.map(({ address, alias, at, above }, index) => {
    const next = hits[index + 1]?.at ?? lines.length;
    const from = above ? (index === 0 ? 0 : hits[index - 1]!.at + 1) : at;
    const to = above ? at + 1 : Math.max(next, at + 1);
    const other = alias ?? aliasIn(lines.slice(at, to));
    return { ...inOurTerms(address, other, known), at, from, to };
  });
}

/** The address that the returned mail was sent to comes first, what it was forwarded to second. */
function inOurTerms(address: string, alias: string | null, known: string[]): { address: string; alias: string | null } {
  const swaps = alias !== null && known.includes(alias.toLowerCase()) && !known.includes(address.toLowerCase());
  return swaps ? { address: alias, alias: address } : { address, alias };
}

/** The address that these lines name as another one of the recipient. */
function aliasIn(lines: NoticeLine[]): string | null {
  for (const line of lines.slice(0, 10)) {
    const pattern = [aliasLine, aliasLabel].find((one) => one.test(line.shape));
    if (pattern) return hitIn(line, pattern, 0, {}).address;
  }
  return null;
}
