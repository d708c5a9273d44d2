// What people of an invented company did, told step by step: each as Meta would have reported it.
import type { ExternalId } from '../../../core/contract/address.ts';
import type { SampleFile, SampleStep, SampleWanted } from '../../../core/contract/sample.ts';
import type { Piece } from '../graph/webhook.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Minutes. */
export const DAY = 24 * 60;

export class Telling {
  readonly steps: SampleStep[] = [];
  readonly #files = new Map<string, SampleFile>();
  readonly #wanted: SampleWanted;
  readonly #piecesOf: (body: unknown) => Piece[];
  #count = 0;

  constructor(wanted: SampleWanted, piecesOf: (body: unknown) => Piece[]) {
    this.#wanted = wanted;
    this.#piecesOf = piecesOf;
  }

  /** In the language that is wanted. */
  say(german: string, english: string): string {
    return this.#wanted.language === 'de' ? german : english;
  }

  /** So many minutes ago. */
  at(ago: number): Date {
    return new Date(this.#wanted.now.getTime() - ago * MINUTE);
  }

  id(prefix: string): ExternalId {
    this.#count += 1;
    return `${prefix}sample.${this.#count}`;
  }

  /** What stands for a file in what arrives. */
  file(name: string, mimeType: string, content: Uint8Array): string {
    const ref = `sample-${this.#files.size + 1}`;
    this.#files.set(ref, { name, mimeType, content });
    return ref;
  }

  fileOf(ref: string): SampleFile | null {
    return this.#files.get(ref) ?? null;
  }

  /** A whole webhook. */
  brings(ago: number, body: object): void {
    for (const { key, body: own, orderKey, from, summary } of this.#piecesOf(body)) {
      const raw = { key, orderKey, from, summary, type: 'application/json', body: Buffer.from(JSON.stringify(own)) };
      this.steps.push({ at: this.at(ago), does: 'arrive', raw });
    }
  }

  does(step: SampleStep): void {
    this.steps.push(step);
  }

  seconds(ago: number): string {
    return String(Math.floor(this.at(ago).getTime() / 1000));
  }

  /** The day that lies so many days ahead, as people write it. */
  dayAhead(days: number): string {
    const at = new Date(this.#wanted.now.getTime() + days * 24 * HOUR);
    return new Intl.DateTimeFormat(this.#wanted.language === 'de' ? 'de-DE' : 'en-GB', {
      ...{ timeZone: 'Europe/Berlin', weekday: 'long', day: 'numeric', month: 'long' },
    }).format(at);
  }
}
