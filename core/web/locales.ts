// The texts of every language: flat keys read from JSON files, plugins' texts under their own id.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';

export type TextValues = Record<string, string | number | boolean | Date | null | undefined>;

interface Asked {
  language: string;
  key: string;
  text: string;
  /** Whether `<b>` is a text like any other. */
  ignoreTag: boolean;
}

interface Source {
  folder: string;
  prefix: string;
}

export interface LocalesOptions {
  /** Tests: a placeholder without a value throws. Otherwise it is shown empty. */
  strict?: boolean;
  /** Told once of each text that was shown with a placeholder empty. */
  onGap?(error: unknown, key: string): void;
}

/** Texts by language and key. English is the language of last resort; a key unknown there too is shown as itself. */
export class Locales {
  #texts = new Map<string, Map<string, string>>();
  #formats = new Map<string, IntlMessageFormat>();
  #gaps = new Set<string>();
  readonly #options: LocalesOptions;

  constructor(options: LocalesOptions = {}) {
    this.#options = options;
  }

  /** Reads `<language>.json` files of a folder; keys of a plugin are put under `<id>.`. A folder that does not exist holds none. */
  add(folder: string, plugin?: string): void {
    this.#read({ folder, prefix: plugin ? `${plugin}.` : '' });
  }

  get languages(): string[] {
    return [...this.#texts.keys()];
  }

  keys(language: string): string[] {
    return [...(this.#texts.get(language)?.keys() ?? [])];
  }

  /** The raw text in this language, else in English, else undefined. `de-AT` falls back to `de`. */
  find(language: string, key: string): string | undefined {
    return (
      this.#texts.get(language)?.get(key) ??
      this.#texts.get(language.split('-')[0]!)?.get(key) ??
      this.#texts.get('en')?.get(key)
    );
  }

  /** The text with its placeholders filled (ICU MessageFormat). `<b>…</b>` in a text is not interpreted here. */
  text(language: string, key: string, values?: TextValues): string {
    const text = this.find(language, key);
    if (text === undefined) return key;
    if (!text.includes('{')) return text;
    return String(this.#filled({ language, key, text, ignoreTag: true }, withoutTurns(values)));
  }

  /**
   * HTML made from a text that may contain `<b>`, `<i>` and `<code>`; every value is escaped by `escape` first.
   * Nothing else of the text is markup.
   */
  html(language: string, key: string, values: TextValues, escape: (text: string) => string): string {
    const text = this.find(language, key);
    if (text === undefined) return escape(key);
    const filled: Record<string, unknown> = { b: wrap('b'), i: wrap('i'), code: wrap('code') };
    for (const [name, value] of Object.entries(withoutTurns(values))) {
      filled[name] = typeof value === 'string' ? escape(value) : value;
    }
    const result = this.#filled({ language, key, text, ignoreTag: false }, filled as TextValues);
    return Array.isArray(result) ? result.join('') : result;
  }

  #filled(asked: Asked, values: TextValues): string | string[] {
    try {
      return this.#format(asked).format(values) as string | string[];
    } catch (error) {
      if (this.#options.strict) throw error;
      if (!this.#gaps.has(asked.key)) this.#options.onGap?.(error, asked.key);
      this.#gaps.add(asked.key);
      return this.#withGaps(asked, values);
    }
  }

  /** A page with a gap in a sentence is better than no page. */
  #withGaps(asked: Asked, values: TextValues): string | string[] {
    const known = new Proxy(values, { has: () => true, get: (of, name: string) => of[name] ?? '' });
    try {
      return this.#format(asked).format(known) as string | string[];
    } catch {
      return asked.key;
    }
  }

  #format({ language, key, text, ignoreTag }: Asked): IntlMessageFormat {
    const name = `${language} ${ignoreTag} ${key}`;
    let format = this.#formats.get(name);
    if (!format) {
      format = new IntlMessageFormat(text, language, undefined, { ignoreTag });
      this.#formats.set(name, format);
    }
    return format;
  }

  #read({ folder, prefix }: Source): void {
    for (const file of jsonFiles(folder)) {
      const language = file.slice(0, -'.json'.length);
      const texts = this.#texts.get(language) ?? new Map<string, string>();
      this.#texts.set(language, texts);
      const found = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>;
      for (const [key, text] of Object.entries(found)) texts.set(prefix + key, text);
    }
  }
}

/** Values are names and subjects of others, and stand within a sentence. */
function withoutTurns(values: TextValues = {}): TextValues {
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? withoutDirectionMarks(value) : value]),
  );
}

function wrap(tag: string): (chunks: string[]) => string {
  return (chunks) => `<${tag}>${chunks.join('')}</${tag}>`;
}

function jsonFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}
