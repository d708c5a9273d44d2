// Chatflows as a channel sees them: for whom each is meant, and how it opens. Pure; a widget can carry the same logic.
import type { Part } from './part.ts';

/** For whom a flow is meant. Everything that is set must hold. */
export interface FlowTargeting {
  /**
   * Page addresses where it opens; empty: everywhere. `*` stands for any characters. A pattern that begins with `/` is
   * compared with path and query, any other with host, path and query; scheme and fragment never count.
   */
  pages: string[];
  /** Where it does not open although `pages` says so. */
  except: string[];
  /** BCP 47 tags: `de` also means `de-AT`. Empty: every language. */
  languages: string[];
  visitors: 'all' | 'new' | 'returning';
}

/** Who looks, at which page. */
export interface FlowVisit {
  /** The whole address of the page. */
  page: string;
  /** BCP 47, of the page or else of the browser. */
  language: string;
  /** Whether they were here before. */
  returning: boolean;
}

/** A published flow of an account, in the order in which they are tried: the first that matches opens. */
export interface Chatflow {
  /** Public, for ever; goes into `MessageEvent.chatflow` of the first message it led to. */
  id: string;
  /** Who seems to speak. */
  name: string;
  /** Of its texts, BCP 47; null when it is not said. */
  language: string | null;
  targeting: FlowTargeting;
  /** Opens by itself instead of waiting to be opened. */
  prompts: boolean;
  /** Shown before anybody wrote: texts, and the first question as a text or a choice. Empty for plain live chat. */
  opening: Part[];
}

/** Pure: whether a flow is meant for this visit. */
export function matchesFlow(targeting: FlowTargeting, visit: FlowVisit): boolean {
  const { pages, except, languages, visitors } = targeting;
  if (visitors !== 'all' && (visitors === 'returning') !== visit.returning) return false;
  if (languages.length > 0 && !languages.some((one) => speaks(visit.language, one))) return false;
  if (except.some((one) => isAddress(visit.page, one))) return false;
  return pages.length === 0 || pages.some((one) => isAddress(visit.page, one));
}

function speaks(language: string, wanted: string): boolean {
  const [spoken, asked] = [language.toLowerCase(), wanted.toLowerCase()];
  return spoken === asked || spoken.startsWith(`${asked}-`);
}

function isAddress(page: string, pattern: string): boolean {
  const whole = bare(page);
  const slash = whole.indexOf('/');
  return matches(
    pattern.startsWith('/') ? (slash < 0 ? '/' : whole.slice(slash)) : slash < 0 ? `${whole}/` : whole,
    bare(pattern),
  );
}

function bare(address: string): string {
  return address
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/#.*$/s, '')
    .toLowerCase();
}

/** Each piece between stars is looked for once, from left to right: hostile patterns cost no more than others. */
function matches(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.pop()!;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
