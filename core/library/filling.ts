// Filling in what entries leave open: `{{firstName|there}}` becomes the contact's name, or “there”. Pure.

/** What entries may ask for, in the order it is offered. */
export const TOKENS = [
  'firstName',
  'lastName',
  'name',
  'agent',
  'agentFirstName',
  'workspace',
  'number',
  'subject',
  'date',
] as const;
export type Token = (typeof TOKENS)[number];
export type TokenValues = Partial<Record<Token, string>>;

const TOKEN = /\{\{\s*([a-zA-Z][a-zA-Z0-9_]{0,39})\s*(?:\|([^{}|<>]{0,100}))?\}\}/g;
/** Characters of one value. */
const MOST = 200;

export interface Filled {
  text: string;
  /** Names of tokens that nothing is known for and that have no other words. */
  missing: string[];
}

/** One pass: a token within a value stays what it is, words of a stranger. `missing` stands there as `[firstName]`. */
export function fillText(text: string, values: TokenValues): Filled {
  return fill(
    text,
    values,
    (value) => value,
    (name) => `[${name}]`,
  );
}

/** The same within cleaned HTML: values are words there, never markup, and what is missing is marked. */
export function fillHtml(html: string, values: TokenValues): Filled {
  return fill(html, values, escaped, (name) => `<span class="unfilled">[${escaped(name)}]</span>`);
}

function fill(
  text: string,
  values: TokenValues,
  write: (value: string) => string,
  mark: (name: string) => string,
): Filled {
  const missing: string[] = [];
  const filled = text.replaceAll(TOKEN, (_, name: string, otherwise: string | undefined) => {
    const value = Object.hasOwn(values, name) ? (values[name as Token] ?? '') : '';
    const known = value.replace(/\s+/g, ' ').trim().slice(0, MOST);
    if (known !== '') return write(known);
    // Other words come from the entry, which is clean already.
    if (otherwise !== undefined) return otherwise.trim();
    missing.push(name);
    return mark(name);
  });
  return { text: filled, missing };
}

export function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (sign) => signs[sign]!);
}

/** The first word of a name, and the rest. */
export function namesOf(name: string): { firstName: string; lastName: string } {
  const [firstName = '', ...rest] = name.trim().split(/\s+/);
  return { firstName, lastName: rest.join(' ') };
}
