// One message looked through: its words, its links, its files, each by the rules of the desk (WA-12).
import type { AutomaticKind } from '../contract/inbound.ts';
import type { Part, TextPart } from '../contract/part.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { withoutCards } from './cards.ts';
import { dangerOf, linksIn, linksInHtml } from './links.ts';
import { programIn } from './programs.ts';
import type { ContentRules } from './rules.ts';

/** Longer words are not looked through; no message of a person is. */
const MOST = 500_000;
const GONE = '•••••';

/** Of a message that holds something dangerous. */
export interface Inspection {
  /** As everybody may see it: links gone, numbers masked, HTML left out. Parts stand where they stood. */
  subject: string;
  parts: Part[];
  /** Files that nobody may open unasked, by their place among the parts. */
  files: Map<number, Reason>;
  /** Each once. */
  reasons: Reason[];
}

interface Given {
  subject?: string;
  parts: Part[];
  automatic?: AutomaticKind;
}

export async function inspected(
  { subject = '', parts, automatic }: Given,
  given: ContentRules,
): Promise<Inspection | null> {
  // Newsletters count who follows their links: there the words are never where the link leads.
  const rules = automatic === 'list' ? { ...given, differing: false } : given;
  const looking = new Looking(rules);
  const shown: Part[] = [];
  const files = new Map<number, Reason>();
  for (const [index, part] of parts.entries()) {
    shown.push(part.type === 'text' ? await looking.text(part) : looking.strings(part));
    const program = part.type === 'media' && rules.programs ? await programIn(part) : null;
    if (program) files.set(index, looking.note(program));
  }
  const words = looking.words(subject);
  return looking.reasons.length > 0 ? { subject: words, parts: shown, files, reasons: looking.reasons } : null;
}

class Looking {
  readonly reasons: Reason[] = [];
  readonly #rules: ContentRules;

  constructor(rules: ContentRules) {
    this.#rules = rules;
  }

  note(why: Reason): Reason {
    if (!this.reasons.some(({ text }) => text === why.text)) this.reasons.push(why);
    return why;
  }

  /** HTML with something dangerous in it is left out: its words stand beside it. */
  async text(part: TextPart): Promise<TextPart> {
    const before = this.reasons.length;
    const html = [part.html, part.quotedHtml, part.signatureHtml].filter(Boolean).join('\n').slice(0, MOST);
    const found = html ? await linksInHtml(html, this.#rules) : { links: [], differing: [] };
    for (const why of found.differing) this.note(why);
    const bad = found.links.filter((link) => this.#isDangerous(link));
    const { html: _html, quotedHtml: _quoted, signatureHtml: _signature, ...plain } = part;
    const strings = this.strings(plain, bad);
    const isClean = this.reasons.length === before && JSON.stringify(strings) === JSON.stringify(plain);
    return isClean ? part : strings;
  }

  /** Every word of a part, wherever it stands. */
  strings<P extends Part | TextPart>(part: P, bad: string[] = []): P {
    if (part.type !== 'media') return this.#deep(part, bad) as P;
    return { ...part, ...(part.caption && { caption: this.words(part.caption) }) };
  }

  #deep(value: unknown, bad: string[]): unknown {
    if (typeof value === 'string') return this.words(value, bad);
    if (Array.isArray(value)) return value.map((one) => this.#deep(one, bad));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, KEPT.has(name) ? one : this.#deep(one, bad)]),
    );
  }

  words(given: string, bad: string[] = []): string {
    if (given.length > MOST) return given;
    const links = linksIn(given).filter((link) => this.#isDangerous(link));
    const without = [...bad, ...links]
      .toSorted((one, other) => other.length - one.length)
      .reduce((words, link) => words.replaceAll(link, GONE), given);
    const masked = this.#rules.cards ? withoutCards(without) : without;
    if (masked !== without) this.note(reason('content.card', 'A card number is masked.'));
    return masked;
  }

  #isDangerous(link: string): boolean {
    const why = dangerOf(link, this.#rules);
    if (why) this.note(why);
    return why !== null;
  }
}

/** Names of things, not words. */
const KEPT = new Set(['type', 'id', 'field', 'latitude', 'longitude', 'language', 'code']);
