// Links that lead elsewhere than they seem to: names that look like others, bare addresses, hosts the desk does not want (WA-12).
import { isIP } from 'node:net';
import { domainToUnicode } from 'node:url';
import { reason, type Reason } from '../contract/reason.ts';
import type { ContentRules } from './rules.ts';

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"`\\^{}|]{1,2000}/gi;
/** What ends a sentence rather than an address. */
const BEHIND = /[)\].,;:!?'»”’]+$/;

/** Letters of other scripts that look like one of ASCII. */
const ALIKE = new Set('аеорсухіјѕԁһӏԛԝԍвкмнтгьαερορικυνχωτжҽոսօցհ'.split(''));

/** Every address in words, as it is written. */
export function linksIn(words: string): string[] {
  return [...new Set([...words.matchAll(LINK)].map(([link]) => link.replace(BEHIND, '')))];
}

/** Why a link is held back; null for one that may stand. */
export function dangerOf(link: string, rules: ContentRules): Reason | null {
  const url = URL.parse(/^www\./i.test(link) ? `http://${link}` : link);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  const host = hostOf(url);
  if (isAmong(host, rules.trusted)) return null;
  if (isAmong(host, rules.blocked))
    return reason('content.listed', `A link leads to ${host}, which this desk does not want.`, { host });
  if (rules.addresses && isIP(host) !== 0)
    return reason('content.address', `A link leads to a bare address (${host}).`, { host });
  const user = decodeURIComponentSafely(url.username);
  if (rules.differing && user.includes('.'))
    return reason('content.differs', `A link shows ${user} and leads to ${host}.`, { shown: user, host });
  if (rules.lookalikes && isLookalike(host))
    return reason('content.lookalike', `A link only looks like another name (${host}).`, { host });
  return null;
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

/** Links of HTML whose words are an address of another owner than the one they lead to, and where all of them lead. */
export async function linksInHtml(
  html: string,
  rules: ContentRules,
): Promise<{ links: string[]; differing: Reason[] }> {
  if (!/<a\s/i.test(html)) return { links: [], differing: [] };
  const anchors = await anchorsIn(html);
  const { getDomain, parse } = await import('tldts');
  const differing = anchors.flatMap(({ href, words }) => {
    const shown = ADDRESS.exec(words.trim())?.[1]?.toLowerCase();
    const url = shown && rules.differing ? URL.parse(href) : null;
    if (!shown || !url || !/^https?:$/.test(url.protocol)) return [];
    const host = hostOf(url);
    const isOther = parse(shown).isIcann === true && getDomain(shown) !== getDomain(host);
    if (!isOther || isAmong(host, rules.trusted)) return [];
    return [reason('content.differs', `A link shows ${shown} and leads to ${host}.`, { shown, host })];
  });
  return { links: anchors.map(({ href }) => href), differing };
}

async function anchorsIn(html: string): Promise<{ href: string; words: string }[]> {
  const { Parser } = await import('htmlparser2');
  const found: { href: string; words: string }[] = [];
  let open: { href: string; words: string } | null = null;
  const parser = new Parser({
    onopentag(name, { href }) {
      if (name === 'a' && href) found.push((open = { href, words: '' }));
    },
    ontext(words) {
      if (open && open.words.length < 500) open.words += words;
    },
    onclosetag(name) {
      if (name === 'a') open = null;
    },
  });
  parser.end(html);
  return found;
}
