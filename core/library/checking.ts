// An entry as somebody wrote it, checked: what each kind needs, and words without anything that could act.
import { goodAccess } from '../accounts/accounts.ts';
import { invalid } from '../kernel/errors.ts';
import { ENTRY_KINDS, type EntryBody, type NewEntry, type QuoteLine } from './shapes.ts';

const TITLE_LIMIT = 120;
const FOLDER_LIMIT = 60;
const WORDS_LIMIT = 50_000;
const LINE_LIMIT = 100;
const TAGS = 'p div br b strong i em u s del code pre a ul ol li blockquote span'.split(' ');

/** Throws `invalid` with every wrong field. */
export async function goodEntry(wanted: NewEntry): Promise<NewEntry> {
  const wrong: Record<string, string> = {};
  const title = wanted.title.replace(/\s+/g, ' ').trim();
  if (!ENTRY_KINDS.includes(wanted.kind)) wrong.kind = 'wrong.choice';
  if (title === '') wrong.title = 'wrong.empty';
  else if (title.length > TITLE_LIMIT) wrong.title = 'wrong.too_long';
  const shortcut = wanted.shortcut.trim().replace(/^\//, '').toLowerCase();
  if (!/^[\p{L}\p{N}_-]{0,30}$/u.test(shortcut)) wrong.shortcut = 'wrong.shortcut';
  const body = await goodBody(wanted, wrong);
  const folder = wanted.folder.replace(/\s+/g, ' ').trim().slice(0, FOLDER_LIMIT);
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  return { kind: wanted.kind, title, shortcut, folder, body, file: keptFile(wanted), ...goodAccess(wanted) };
}

function keptFile({ kind, file }: NewEntry): NewEntry['file'] {
  return kind === 'snippet' || kind === 'meeting' ? null : file;
}

async function goodBody({ kind, body, file }: NewEntry, wrong: Record<string, string>): Promise<EntryBody> {
  const url = body.url?.trim() || undefined;
  if (url !== undefined && !isWebAddress(url)) wrong.url = 'wrong.library_address';
  switch (kind) {
    case 'snippet': {
      const html = await cleanWords(body.html ?? '');
      if (html.replace(/<[^<>]*>/g, '').trim() === '') wrong.html = 'wrong.empty';
      return { html };
    }
    case 'document':
      if (!file) wrong.file = 'wrong.file';
      return { sendAs: body.sendAs === 'link' ? 'link' : 'attachment' };
    case 'meeting':
      if (url === undefined) wrong.url = 'wrong.empty';
      return { url };
    case 'video':
      if (url === undefined && !file) wrong.url = 'wrong.address_or_file';
      return { url };
    case 'quote':
      return { url, currency: goodCurrency(body.currency, wrong), lines: goodLines(body.lines, wrong) };
    default:
      return {};
  }
}

function isWebAddress(text: string): boolean {
  const url = text.length <= 2000 ? URL.parse(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '';
}

function goodCurrency(given: string | undefined, wrong: Record<string, string>): string {
  const currency = (given ?? 'EUR').trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) wrong.currency = 'wrong.currency';
  return currency;
}

function goodLines(given: QuoteLine[] | undefined, wrong: Record<string, string>): QuoteLine[] {
  const lines = (given ?? []).slice(0, LINE_LIMIT).map(({ text, amount }) => ({
    text: text.replace(/\s+/g, ' ').trim().slice(0, 300),
    amount: Math.round(amount * 100) / 100,
  }));
  if (lines.length === 0) wrong.lines = 'wrong.quote_lines';
  else if (lines.some(({ text, amount }) => text === '' || !Number.isFinite(amount))) wrong.lines = 'wrong.quote_lines';
  return lines;
}

/** Few tags, no classes, no styles, harmless addresses; what is plain text comes as paragraphs. */
export async function cleanWords(html: string): Promise<string> {
  const { default: sanitizeHtml } = await import('sanitize-html');
  return sanitizeHtml(html.slice(0, WORDS_LIMIT), {
    allowedTags: TAGS,
    allowedAttributes: { a: ['href'], ol: ['start'] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  }).trim();
}
