// One message looked through: its words, its links, its files, each by the rules of the desk (WA-12).
import type { AutomaticKind } from '../contract/inbound.ts';
import type { Part, TextPart } from '../contract/part.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { TicketHints } from '../contract/ticket.ts';
import { withoutCards } from './cards.ts';
import { dangerOf, linksInHtml, tooLong, withoutLinks } from './links.ts';
import { programIn } from './programs.ts';
import type { ContentRules } from './rules.ts';

/** Characters of a message's words, and of its HTML: as much as is read of a mail. What is behind them is left out. */
const MOST = 5 * 1024 * 1024;
/** Different links of a message; all further ones are left out. */
const MOST_LINKS = 5000;
const MOST_REASONS = 20;
const GONE = '•••••';

/** Of a message that holds something dangerous. */
export interface Inspection {
  /** As everybody may see it: links gone, numbers masked, HTML left out. Parts stand where they stood. */
  subject: string;
  parts: Part[];
  ticket?: TicketHints;
  /** Files that nobody may open unasked, by their place among the parts. */
  files: Map<number, Reason>;
  /** Each once, and no more than people read. */
  reasons: Reason[];
}

export interface Inspected {
  subject?: string;
  parts: Part[];
  /** It says in other places what the parts say. */
  ticket?: TicketHints;
  automatic?: AutomaticKind;
}

export async function inspected(
  { subject = '', parts, ticket, automatic }: Inspected,
  given: ContentRules,
): Promise<Inspection | null> {
  // Newsletters count who follows their links: there the words are never where the link leads.
  const rules = automatic === 'list' ? { ...given, differing: false } : given;
  const looking = new Looking(rules);
  const words = looking.words(subject);
  const shown: Part[] = [];
  const files = new Map<number, Reason>();
  for (const [index, part] of parts.entries()) {
    shown.push(part.type === 'text' ? await looking.text(part) : looking.strings(part));
    const program = part.type === 'media' && rules.programs ? await programIn(part) : null;
    if (program) files.set(index, looking.note(program));
  }
  const hints = ticket && looking.hints(ticket);
  if (looking.found === 0) return null;
  return { subject: words, parts: shown, files, reasons: looking.reasons(), ...(hints && { ticket: hints }) };
}

class Looking {
  /** How often something dangerous was come upon, the same again too. */
  found = 0;
  readonly #rules: ContentRules;
  readonly #reasons = new Map<string, Reason>();
  readonly #links = new Map<string, Reason | null>();
  #words = MOST;
  #html = MOST;

  constructor(rules: ContentRules) {
    this.#rules = rules;
  }

  reasons(): Reason[] {
    return [...this.#reasons.values()];
  }

  note(why: Reason): Reason {
    this.found += 1;
    if (this.#reasons.size < MOST_REASONS) this.#reasons.set(why.text, why);
    return why;
  }

  /** HTML with something dangerous in it is left out: its words stand beside it. */
  async text(part: TextPart): Promise<TextPart> {
    const before = this.found;
    const { html, quotedHtml, signatureHtml, ...plain } = part;
    await this.#lookAtHtml([html, quotedHtml, signatureHtml].filter(Boolean).join('\n'));
    const strings = this.strings(plain);
    return this.found === before ? part : strings;
  }

  async #lookAtHtml(html: string): Promise<void> {
    if (html === '') return;
    if (html.length > this.#html) return void this.note(tooLong());
    this.#html -= html.length;
    const { links, differing, isWhole } = await linksInHtml(html, this.#rules, MOST_LINKS);
    for (const why of differing) this.note(why);
    for (const link of links) this.#isDangerous(link);
    if (!isWhole) this.note(tooLong());
  }

  /** Every word of a part, wherever it stands. */
  strings<P extends Part | TextPart>(part: P): P {
    if (part.type !== 'media') return this.#deep(part) as P;
    return { ...part, ...(part.caption && { caption: this.words(part.caption) }) };
  }

  hints({ properties, ...hints }: TicketHints): TicketHints {
    const said = Object.entries(properties ?? {}).map(([key, value]) => [key, this.#deep(value)]);
    return { ...(this.#deep(hints) as TicketHints), ...(properties && { properties: Object.fromEntries(said) }) };
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.words(value);
    if (Array.isArray(value)) return value.map((one) => this.#deep(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, KEPT.has(name) ? one : this.#deep(one)]),
    );
  }

  words(given: string): string {
    const looked = given.slice(0, this.#words);
    this.#words -= looked.length;
    const without = withoutLinks(looked, GONE, (link) => this.#isDangerous(link));
    const masked = this.#rules.cards ? withoutCards(without) : without;
    if (masked !== without) this.note(reason('content.card', 'A card number is masked.'));
    if (looked.length === given.length) return masked;
    this.note(tooLong());
    return masked + GONE;
  }

  #isDangerous(link: string): boolean {
    const why = this.#dangerOf(link);
    if (why) this.note(why);
    return why !== null;
  }

  #dangerOf(link: string): Reason | null {
    const known = this.#links.get(link);
    if (known !== undefined) return known;
    if (this.#links.size >= MOST_LINKS) return tooLong();
    const why = dangerOf(link, this.#rules);
    this.#links.set(link, why);
    return why;
  }
}

/** Names of things, not words. */
const KEPT = new Set(['type', 'id', 'field', 'latitude', 'longitude', 'language', 'code']);
