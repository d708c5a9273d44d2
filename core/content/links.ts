// Links that lead elsewhere than they seem to: names that look like others, bare addresses, hosts the desk does not want (WA-12).
import { isIP } from 'node:net';
import { domainToUnicode } from 'node:url';
import { reason, type Reason } from '../contract/reason.ts';
import type { ContentRules } from './rules.ts';

/** No narrower than what pages make links of. */
const LINK = /(?:https?:\/\/|\bwww\.)[^\s<>"'`]+/gi;
/** What ends a sentence rather than an address. */
const BEHIND = new Set(')].,;:!?}»”’“');
/** As much of a name as a reason says. */
const SHOWN = 253;
/** Characters before the path. Names of hosts end far below, also percent-encoded. */
const MOST_BEFORE_PATH = 1000;

/** Letters of other scripts that look like one of ASCII. */
const ALIKE = new Set('аеорсухіјѕԁһӏԛԝԍвкмнтгьαερορικυνχωτжҽոսօցհ'.split(''));

/** The words with something else for every address that may not stand, in one pass. */
export function withoutLinks(words: string, instead: string, isDangerous: (link: string) => boolean): string {
  return words.replace(LINK, (found) => {
    let end = found.length;
    while (end > 0 && BEHIND.has(found[end - 1]!)) end -= 1;
    return isDangerous(found.slice(0, end)) ? instead + found.slice(end) : found;
  });
}

/** Why a link is held back; null for one that may stand. */
export function dangerOf(link: string, rules: ContentRules): Reason | null {
  const beginning = /^https?:[\\/]*[^\\/?#]*/i.exec(whole(link))?.[0];
  if (beginning === undefined) return null;
  if (beginning.length > MOST_BEFORE_PATH) return tooLong();
  const url = URL.parse(beginning);
  if (!url) return null;
  const host = hostOf(url);
  if (isAmong(host, rules.trusted)) return null;
  const name = host.slice(0, SHOWN);
  if (isAmong(host, rules.blocked))
    return reason('content.listed', `A link leads to ${name}, which this desk does not want.`, { host: name });
  if (rules.addresses && isIP(host) !== 0)
    return reason('content.address', `A link leads to a bare address (${name}).`, { host: name });
  const user = decodeURIComponentSafely(url.username);
  if (rules.differing && user.includes('.')) return differs(user, host);
  if (rules.lookalikes && isLookalike(host))
    return reason('content.lookalike', `A link only looks like another name (${name}).`, { host: name });
  return null;
}

export function tooLong(): Reason {
  return reason('content.too_long', 'It is too long to be looked through; what is behind that is left out.');
}

/** Without what browsers pass over, and with the scheme that they put before it. */
function whole(link: string): string {
  const bare = link.replace(/[\t\n\r]+/g, '').replace(/^[\u0000-\u0020]+/, '');
  if (/^[\\/]{2}/.test(bare)) return `https:${bare}`;
  return /^www\./i.test(bare) ? `http://${bare}` : bare;
}

function differs(shown: string, host: string): Reason {
  const params = { shown: shown.slice(0, SHOWN), host: host.slice(0, SHOWN) };
  return reason('content.differs', `A link shows ${params.shown} and leads to ${params.host}.`, params);
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function decodeURIComponentSafely(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The host itself or one below it. */
export function isAmong(host: string, domains: string[]): boolean {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** Scripts mixed within a word, or a word all of whose letters look like others, below an ending in ASCII. */
function isLookalike(host: string): boolean {
  if (!host.includes('xn--')) return false;
  const labels = domainToUnicode(host).split('.');
  const hasAsciiEnding = /^[a-z0-9-]+$/.test(labels.at(-1) ?? '');
  return labels.some((label) => {
    const [latin, other] = [
      /\p{Script=Latin}/u.test(label),
      /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(label),
    ];
    if (!other) return false;
    return latin || (hasAsciiEnding && [...label].every((letter) => ALIKE.has(letter) || /[0-9-]/.test(letter)));
  });
}

/** Words that are an address themselves. */
const ADDRESS = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}]{2,63})(?:[/:?#]|$)/iu;

export interface HtmlLinks {
  /** Where they lead. */
  links: string[];
  /** Of those whose words are an address of another owner. */
  differing: Reason[];
  /** Whether those are all of them. */
  isWhole: boolean;
}

/** The first links of HTML, so many at most. */
export async function linksInHtml(html: string, rules: ContentRules, most: number): Promise<HtmlLinks> {
  if (!/<a[\s/]/i.test(html)) return { links: [], differing: [], isWhole: true };
  const all = await anchorsIn(html);
  const anchors = all.slice(0, most);
  const { getDomain, parse } = await import('tldts');
  const differing = anchors.flatMap(({ href, words }) => {
    const shown = ADDRESS.exec(words.trim())?.[1]?.toLowerCase();
    const url = shown && rules.differing && href.length <= MOST_BEFORE_PATH ? URL.parse(whole(href)) : null;
    if (!shown || !url || !/^https?:$/.test(url.protocol)) return [];
    const host = hostOf(url);
    const isOther = parse(shown).isIcann === true && getDomain(shown) !== getDomain(host);
    if (!isOther || isAmong(host, rules.trusted)) return [];
    return [differs(shown, host)];
  });
  return { links: anchors.map(({ href }) => href), differing, isWhole: anchors.length === all.length };
}

/** Characters of a link's words as they are seen: an address stands at their beginning. */
const LONGEST = 500;
/** White space is drawn as one, or not at all at the beginning; marks that format are not drawn. */
const UNSEEN = /[\s\p{Cf}]+/gu;

async function anchorsIn(html: string): Promise<{ href: string; words: string }[]> {
  const { Parser } = await import('htmlparser2');
  const found: { href: string; words: string }[] = [];
  let open: { href: string; words: string } | null = null;
  const parser = new Parser({
    onopentag(name, { href }) {
      if (name === 'a' && href) found.push((open = { href, words: '' }));
    },
    ontext(words) {
      if (!open || open.words.length >= LONGEST) return;
      const seen = words.replace(UNSEEN, (unseen) => (/\s/.test(unseen) ? ' ' : ''));
      open.words = (open.words + seen).trimStart().slice(0, LONGEST);
    },
    onclosetag(name) {
      if (name === 'a') open = null;
    },
  });
  parser.end(html);
  return found;
}
