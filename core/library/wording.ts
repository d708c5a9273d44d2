// What an entry says in a message: words with styles and without, and whether its file goes along. Pure.
import { escaped, fillHtml, fillText, type TokenValues } from './filling.ts';
import type { NewEntry } from './shapes.ts';

/** What of an entry is said. */
export type Sayable = Pick<NewEntry, 'kind' | 'title' | 'body' | 'file'>;

export interface Wording {
  text: string;
  html: string;
  /** The entry's file is to be attached. */
  attaches: boolean;
  /** Tokens that nothing was known for. */
  missing: string[];
}

export interface WordingPlace {
  values: TokenValues;
  /** For amounts of money. */
  language: string;
  /** Whether the channel takes the entry's file; otherwise an address leads to it. */
  takesFile: boolean;
  /** Where anybody who has the address gets the file. */
  fileAddress: string;
}

type Said = Omit<Wording, 'missing'> & { missing?: string[] };

export function wordingOf(entry: Sayable, place: WordingPlace): Wording {
  return { missing: [], ...said(entry, place) };
}

function said(entry: Sayable, place: WordingPlace): Said {
  const { body, file } = entry;
  const attaches = file !== null && place.takesFile && body.sendAs !== 'link';
  switch (entry.kind) {
    case 'snippet':
      return snippet(body.html ?? '', place.values);
    case 'quote':
      return quote(entry, place, attaches);
    case 'document':
      return attaches ? { text: '', html: '', attaches } : linked(entry.title, place.fileAddress);
    case 'video':
      if (body.url) return linked(entry.title, body.url);
      return attaches ? { text: '', html: '', attaches } : linked(entry.title, place.fileAddress);
    case 'meeting':
      return linked(entry.title, body.url ?? '');
  }
}

function snippet(html: string, values: TokenValues): Said {
  const styled = fillHtml(html, values);
  return {
    html: styled.text,
    text: fillText(plainOf(html), values).text,
    attaches: false,
    missing: styled.missing,
  };
}

function linked(title: string, address: string): Said {
  return {
    text: `${title}: ${address}`,
    html: `<a href="${escaped(address)}">${escaped(title)}</a>`,
    attaches: false,
  };
}

function quote({ title, body, file }: Sayable, place: WordingPlace, attaches: boolean): Said {
  const money = new Intl.NumberFormat(place.language, { style: 'currency', currency: body.currency ?? 'EUR' });
  const lines = (body.lines ?? []).map(({ text, amount }) => `${text}: ${money.format(amount)}`);
  const total = `= ${money.format(totalOf(body.lines ?? []))}`;
  const address = body.url ?? (file && !attaches ? place.fileAddress : null);
  const items = lines.map((line) => `<li>${escaped(line)}</li>`).join('');
  const link = address ? `<div><a href="${escaped(address)}">${escaped(address)}</a></div>` : '';
  return {
    text: [title, ...lines.map((line) => `- ${line}`), total, ...(address ? [address] : [])].join('\n'),
    html: `<div><b>${escaped(title)}</b></div><ul>${items}</ul><div><b>${escaped(total)}</b></div>${link}`,
    attaches,
  };
}

export function totalOf(lines: { amount: number }[]): number {
  return Math.round(lines.reduce((sum, { amount }) => sum + amount, 0) * 100) / 100;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

/** Cleaned HTML as plain lines; a link keeps its address. */
export function plainOf(html: string): string {
  return html
    .replace(/<a\b[^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g, (_, address: string, words: string) =>
      words.trim() === address ? address : `${words} &lt;${address}&gt;`,
    )
    .replace(/<li[^>]*>/g, '- ')
    .replace(/<br\s*\/?>(?=<\/(?:div|p)>)/g, '')
    .replace(/<(?:br\s*\/?|\/div|\/p|\/li|\/pre|\/blockquote)>/g, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name]!)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
