// Words with places for what is known: `{{name}}`, with other words where it is not: `{{firstName|there}}`.

const TOKEN = /\{\{\s*([a-z][a-zA-Z0-9_]{0,39})\s*(?:\|([^{}|]{0,100}))?\}\}/g;
/** Characters of one value: what somebody typed must not become a wall of text in the desk's own words. */
const MOST = 200;

/** Pure, one pass: a token within a value stays what it is, words of a stranger. */
export function fillIn(text: string, values: Record<string, string>): string {
  return text
    .replaceAll(TOKEN, (_, name: string, otherwise: string | undefined) => {
      const value = Object.hasOwn(values, name) ? values[name]! : '';
      return value.replace(/\s+/g, ' ').trim().slice(0, MOST) || (otherwise ?? '').trim();
    })
    .trim();
}
