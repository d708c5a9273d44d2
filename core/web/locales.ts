// The texts of every language: flat keys read from JSON files, plugins' texts under their own id.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';

export type TextValues = Record<string, string | number | boolean | Date | null | undefined>;

interface Source {
  folder: string;
  prefix: string;
}

/** Texts by language and key. English is the language of last resort; a key unknown there too is shown as itself. */
export class Locales {
  #texts = new Map<string, Map<string, string>>();
  #formats = new Map<string, IntlMessageFormat>();
  #sources: Source[] = [];
  #stamp = '';

  /** Reads `<language>.json` files of a folder; keys of a plugin are put under `<id>.`. A folder that does not exist holds none. */
  add(folder: string, plugin?: string): void {
    const source = { folder, prefix: plugin ? `${plugin}.` : '' };
    this.#sources.push(source);
    this.#read(source);
    this.#stamp = this.#stampOf();
  }

  /** In development: reads everything again when a file has changed. */
  reload(): void {
    const stamp = this.#stampOf();
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    this.#texts.clear();
    this.#formats.clear();
    for (const source of this.#sources) this.#read(source);
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
    return String(this.#format(language, key, text, true).format(values));
  }

  /**
   * HTML made from a text that may contain `<b>`, `<i>` and `<code>`; every value is escaped by `escape` first.
   * Nothing else of the text is markup.
   */
  html(language: string, key: string, values: TextValues, escape: (text: string) => string): string {
    const text = this.find(language, key);
    if (text === undefined) return escape(key);
    const filled: Record<string, unknown> = { b: wrap('b'), i: wrap('i'), code: wrap('code') };
    for (const [name, value] of Object.entries(values)) {
      filled[name] = typeof value === 'string' ? escape(value) : value;
    }
    const result = this.#format(language, key, text, false).format(filled as TextValues) as string | string[];
    return Array.isArray(result) ? result.join('') : result;
  }

  #format(language: string, key: string, text: string, ignoreTag: boolean): IntlMessageFormat {
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

  #stampOf(): string {
    const files = this.#sources.flatMap(({ folder }) => jsonFiles(folder).map((file) => join(folder, file)));
    return files.map((file) => statSync(file).mtimeMs).join(' ');
  }
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
