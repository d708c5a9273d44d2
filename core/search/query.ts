// What people type into the search box: words, phrases, exclusions and operators (VW-3).

export interface SearchQuery {
  /** Words that must all be found; the last one may be unfinished. */
  words: string[];
  phrases: string[];
  /** Words that must not be found. */
  without: string[];
  /** The last word is still being typed. */
  unfinished: boolean;
  from: string[];
  subject: string[];
  channel: string[];
  inbox: string[];
  owner: string[];
  tag: string[];
  is: string[];
  has: string[];
  before: Date | null;
  after: Date | null;
  /** Operators that were not understood, to be said. */
  unknown: string[];
}

const LISTS = ['from', 'subject', 'channel', 'inbox', 'owner', 'tag', 'is', 'has'] as const;
/** What people also write, in English and German. */
const ALSO: Record<string, string> = {
  von: 'from',
  betreff: 'subject',
  kanal: 'channel',
  schlagwort: 'tag',
  vor: 'before',
  nach: 'after',
  ist: 'is',
  hat: 'has',
  until: 'before',
  since: 'after',
};

/** Never throws; what cannot be an operator is a word. At most 400 characters are read. */
export function parseQuery(text: string): SearchQuery {
  const query: SearchQuery = {
    words: [],
    phrases: [],
    without: [],
    unfinished: !/\s$/.test(text),
    from: [],
    subject: [],
    channel: [],
    inbox: [],
    owner: [],
    tag: [],
    is: [],
    has: [],
    before: null,
    after: null,
    unknown: [],
  };
  for (const match of text.slice(0, 400).matchAll(/(-?)(?:([\p{L}]{2,12}):)?(?:"([^"]{0,200})"?|(\S+))/gu)) {
    const [, minus, operator, quoted, plain] = match;
    const value = (quoted ?? plain ?? '').trim();
    if (value === '') continue;
    if (operator) operate(query, operator.toLowerCase(), value, match[0]);
    else if (minus) query.without.push(value);
    else if (quoted !== undefined) query.phrases.push(value);
    else query.words.push(value);
  }
  if (/"\s*$/.test(text) || query.words.length === 0) query.unfinished = false;
  return query;
}

function operate(query: SearchQuery, written: string, value: string, whole: string): void {
  const name = ALSO[written] ?? written;
  if (name === 'before' || name === 'after') {
    const date = dateOf(value, name === 'before');
    if (date) query[name] = date;
    else query.unknown.push(whole);
    return;
  }
  const list = LISTS.find((one) => one === name);
  if (list) query[list].push(value.toLowerCase());
  // A colon inside an address or a time is no operator.
  else query.words.push(whole);
}

/** `2025`, `2025-11`, `2025-11-17`, `17.11.2025`. `before:2025-11` means before November. */
function dateOf(text: string, _before: boolean): Date | null {
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const [year, month, day] = iso
    ? [iso[1], iso[2] ?? '1', iso[3] ?? '1']
    : german
      ? [german[3], german[2], german[1]]
      : [];
  if (!year) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return Number.isNaN(date.getTime()) ? null : date;
}

/** The FTS5 expression, or null when only operators were given. Every word is quoted, so that nothing typed is syntax. */
export function matchOf(query: SearchQuery): string | null {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const parts = [
    ...query.words.map(
      (word, index) => quote(word) + (query.unfinished && index === query.words.length - 1 && tokens(word) ? '*' : ''),
    ),
    ...query.phrases.map(quote),
    ...query.from.map((text) => `people : ${quote(text)}`),
    ...query.subject.map((text) => `subject : ${quote(text)}`),
  ].filter((part) => tokens(part));
  if (parts.length === 0) return null;
  const without = query.without.filter(tokens).map(quote);
  return parts.join(' AND ') + without.map((one) => ` NOT ${one}`).join('');
}

/** Whether the tokenizer finds anything in it; an expression without a token would match nothing. */
function tokens(text: string): boolean {
  return /[\p{L}\p{N}_]/u.test(text.replace(/^(people|subject) : /, ''));
}
