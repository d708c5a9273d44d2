// Styled text in the marks of WhatsApp: *bold*, _italic_, ~struck~, `code`, lists and quotations by their signs.
import { Parser } from 'htmlparser2';
import type { TextPart } from '../../../../core/contract/part.ts';

const MARKS: Record<string, string> = {
  b: '*',
  strong: '*',
  h1: '*',
  h2: '*',
  h3: '*',
  i: '_',
  em: '_',
  s: '~',
  del: '~',
  strike: '~',
  code: '`',
  pre: '```',
};

const BLOCKS = new Set(['p', 'div', 'h1', 'h2', 'h3', 'ul', 'ol', 'li', 'blockquote', 'pre']);

/** As it is, where there are no styles. */
export function formatted({ text, html }: TextPart): string {
  if (!html || !/<(b|strong|i|em|s|del|strike|code|pre|a|ul|ol|blockquote|h[1-3])[\s>]/i.test(html)) return text;
  return new Writer().write(html) || text;
}

class Writer {
  #out = '';
  /** Open elements, with where the words of each began. */
  readonly #open: { name: string; from: number; href: string; count: number }[] = [];
  /** Of the list's entry that has begun; written with its first words, which may stand in blocks of their own. */
  #sign = '';

  write(html: string): string {
    const parser = new Parser({
      onopentag: (name, { href = '' }) => this.#begin(name, href),
      ontext: (words) => this.#say(words),
      onclosetag: (name) => this.#end(name),
    });
    parser.end(html);
    return this.#out
      .replace(/[ \t]+$/gm, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  #begin(name: string, href: string): void {
    if (BLOCKS.has(name)) this.#line();
    if (name === 'br') this.#out += '\n';
    const list = this.#open.findLast((one) => one.name === 'ul' || one.name === 'ol');
    if (name === 'li' && list) this.#sign = list.name === 'ol' ? `${(list.count += 1)}. ` : '- ';
    if (Object.hasOwn(MARKS, name) || name === 'a') this.#beginLine();
    this.#open.push({ name, from: this.#out.length, href, count: 0 });
  }

  #say(words: string): void {
    const isKept = this.#isIn('pre');
    const joined = isKept ? words : words.replace(/\s+/g, ' ');
    // Between blocks stands nothing but how the HTML is laid out.
    const said = this.#isAtStart() && !isKept ? joined.trimStart() : joined;
    if (said === '') return;
    this.#beginLine();
    this.#out += said;
  }

  #end(name: string): void {
    const at = this.#open.findLastIndex((one) => one.name === name);
    if (at < 0) return;
    const { from, href } = this.#open[at]!;
    this.#open.splice(at);
    const words = this.#out.slice(from);
    const mark = MARKS[name];
    if (mark && words.trim() !== '') this.#out = this.#out.slice(0, from) + marked(words, mark);
    // The address is what can be pressed there.
    if (name === 'a' && /^(https?|mailto|tel):/i.test(href) && !words.includes(href))
      this.#out += ` (${href.replace(/^(mailto|tel):/i, '')})`;
    if (name === 'li') this.#sign = '';
    if (BLOCKS.has(name)) this.#line();
    if (name === 'p' && !this.#isIn('li')) this.#out += '\n';
  }

  #isIn(element: string): boolean {
    return this.#open.some(({ name }) => name === element);
  }

  #isAtStart(): boolean {
    return this.#out === '' || this.#out.endsWith('\n');
  }

  /** Every line of a quotation has its sign, and the first one of a list's entry. */
  #beginLine(): void {
    if (!this.#isAtStart()) return;
    this.#out += (this.#isIn('blockquote') ? '> ' : '') + this.#sign;
    this.#sign = '';
  }

  #line(): void {
    if (!this.#isAtStart()) this.#out += '\n';
  }
}

/** Marks stand close to the words, or they are no marks; one that spans lines is set on each of them. */
function marked(words: string, mark: string): string {
  if (mark === '```') return `${mark}${words}${mark}`;
  const line = (one: string) =>
    one.replace(/^((?:> )?\s*)(.*?)(\s*)$/s, (_, before: string, inside: string, after: string) =>
      inside === '' ? one : `${before}${mark}${inside}${mark}${after}`,
    );
  return words.split('\n').map(line).join('\n');
}
