// What people type into the search box: words, phrases, exclusions and operators (VW-3).

/** What operators ask for, by operator. */
export interface Asked {
  from: string[];
  to: string[];
  subject: string[];
  channel: string[];
  inbox: string[];
  owner: string[];
  tag: string[];
  is: string[];
  has: string[];
}

export interface SearchQuery extends Asked {
  /** Words that must all be found; the last one may be unfinished. */
  words: string[];
  phrases: string[];
  /** Words that must not be found. */
  without: string[];
  /** The last word is still being typed. */
  unfinished: boolean;
  /** Operators with a minus before them. */
  except: Asked;
  before: Date | null;
  after: Date | null;
  /** Operators that were not understood, to be said. */
  unknown: string[];
}

const LISTS = ['from', 'to', 'subject', 'channel', 'inbox', 'owner', 'tag', 'is', 'has'] as const;
/** What people also write, in English and German. */
const ALSO: Record<string, string> = {
  von: 'from',
  an: 'to',
  in: 'inbox',
  postfach: 'inbox',
  posteingang: 'inbox',
  assignee: 'owner',
  zugewiesen: 'owner',
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
    ...nothing(),
    except: nothing(),
    before: null,
    after: null,
    unknown: [],
  };
  for (const match of text.slice(0, 400).matchAll(/(-?)(?:([\p{L}]{2,12}):)?(?:"([^"]{0,200})"?|(\S+))/gu)) {
    const [, minus, operator, quoted, plain] = match;
    const value = (quoted ?? plain ?? '').trim();
    if (value === '') continue;
    if (operator) operate(query, { name: operator.toLowerCase(), value, isExcluded: minus === '-', whole: match[0] });
    else if (minus) query.without.push(value);
    else if (quoted !== undefined) query.phrases.push(value);
    else query.words.push(value);
  }
  if (/"\s*$/.test(text) || query.words.length === 0) query.unfinished = false;
  return query;
}

function nothing(): Asked {
  return { from: [], to: [], subject: [], channel: [], inbox: [], owner: [], tag: [], is: [], has: [] };
}

interface Operator {
  name: string;
  value: string;
  /** A minus stands before it. */
  isExcluded: boolean;
  /** As it was typed. */
  whole: string;
}

function operate(query: SearchQuery, { name: written, value, isExcluded, whole }: Operator): void {
  const name = Object.hasOwn(ALSO, written) ? ALSO[written]! : written;
  if ((name === 'before' || name === 'after') && !isExcluded) {
    const date = dateOf(value, name === 'before');
    if (date) query[name] = date;
    else query.unknown.push(whole);
    return;
  }
  const list = LISTS.find((one) => one === name);
  if (list) (isExcluded ? query.except : query)[list].push(value.toLowerCase());
  // A colon inside an address or a time is no operator.
  else if (isExcluded) query.without.push(whole.slice(1));
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

/** Where a word says what a message is about. */
const HEAD = '{subject people files}';

/** FTS5 expressions. */
export interface Match {
  everywhere: string;
  /** Every word stands in what a message is about. */
  inHead: string;
}

/** Null when only operators were given. Every word is quoted, so that nothing typed is syntax. */
export function matchOf(query: SearchQuery): Match | null {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const parts = [
    ...query.words.map(
      (word, index) => quote(word) + (query.unfinished && index === query.words.length - 1 && tokens(word) ? '*' : ''),
    ),
    ...query.phrases.map(quote),
    ...[...query.from, ...query.to].map((text) => `people : ${quote(text)}`),
    ...query.subject.map((text) => `subject : ${quote(text)}`),
  ].filter((part) => tokens(part));
  if (parts.length === 0) return null;
  const subjects = query.except.subject.map((text) => `subject : ${quote(text)}`);
  const without = [...query.without.map(quote), ...subjects].filter(tokens);
  const all = parts.join(' AND ');
  const but = without.map((one) => ` NOT ${one}`).join('');
  return { everywhere: all + but, inHead: `${HEAD} : (${all})${but}` };
}

/** Whether the tokenizer finds anything in it; an expression without a token would match nothing. */
function tokens(text: string): boolean {
  return /[\p{L}\p{N}_]/u.test(text.replace(/^(people|subject) : /, ''));
}
