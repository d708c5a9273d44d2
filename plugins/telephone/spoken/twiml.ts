// Documents for the provider (TwiML): verbs with attributes, words made safe.

export interface Verb {
  name: string;
  attributes: Record<string, string>;
  inner: (Verb | string)[];
}

export function verb(
  name: string,
  attributes: Record<string, string | undefined> = {},
  ...inner: (Verb | string)[]
): Verb {
  const given = Object.entries(attributes).filter((one): one is [string, string] => one[1] !== undefined);
  return { name, attributes: Object.fromEntries(given), inner };
}

export function documentOf(verbs: Verb[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${written(verb('Response', {}, ...verbs))}`;
}

function written(one: Verb | string): string {
  if (typeof one === 'string') return safe(one);
  const attributes = Object.entries(one.attributes).map(([name, value]) => ` ${name}="${safe(value)}"`);
  return `<${one.name}${attributes.join('')}>${one.inner.map(written).join('')}</${one.name}>`;
}

/** XML 1.0 has no control characters, not even escaped. */
function safe(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
