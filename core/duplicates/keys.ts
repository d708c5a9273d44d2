// By what names, domains and numbers are compared: the same key for what is probably the same. Pure.
import type { Property, PropertyValues } from '../properties/properties.ts';

/** Before and behind names, but no part of them. */
const TITLES = new Set(
  'dr prof herr frau mr mrs ms miss sir dipl ing mag med phd msc bsc jr sr von van de der den'.split(' '),
);
/** What kind of company it is, and what stands between. */
const LEGAL = new Set(
  `gmbh ag kg ohg gbr ug eg ek kgaa mbh se co cokg ltd limited llc inc corp corporation company plc llp lp sa sas sarl srl spa bv nv
  ab as oy aps sl the und and haftungsbeschrankt group gruppe holding eingetragener kaufmann`.split(/\s+/),
);

function words(text: string): string[] {
  const plain = text
    .replace(/ß/g, 'ss')
    .replace(/ä/gi, 'ae')
    .replace(/ö/gi, 'oe')
    .replace(/ü/gi, 'ue')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** In whatever order first and last name stand; empty for a single word, which is no name to go by. */
export function personKey(name: string): string {
  const parts = words(name).filter((word) => !TITLES.has(word));
  return parts.length < 2 ? '' : parts.toSorted().join(' ').slice(0, 120);
}

/** Without its legal form; empty when nothing else is left. */
export function companyKey(name: string): string {
  // `G.m.b.H.` falls apart into letters.
  const joined = name.replace(/\b(\p{L})\.(?=\p{L}\.)/gu, '$1').replace(/\bco\.?\s*kg\b/gi, 'cokg');
  const parts = words(joined).filter((word) => !LEGAL.has(word));
  return parts.join(' ').slice(0, 120);
}

/** Properties that hold a number which belongs to one only, by what they are called. */
const NUMBERS = /tel|phone|fon|mobil|fax|ust|vat|tax|steuer|iban|register|nummer|number|\bnr\b|\bno\b|duns/i;

/** Texts with many digits in properties called like numbers. */
export function numberKeys(
  properties: Property[],
  values: PropertyValues,
): { property: Property; value: string; key: string }[] {
  return properties.flatMap((property) => {
    const value = values[property.key];
    if (property.kind !== 'text' || typeof value !== 'string' || !NUMBERS.test(`${property.key} ${property.label}`))
      return [];
    const key = value
      .replace(/^\s*00/, '+')
      .replace(/[^\p{L}\p{N}+]/gu, '')
      .toLowerCase();
    const digits = key.replace(/\D/g, '').length;
    return digits < 6 ? [] : [{ property, value, key: `${property.key} ${key.slice(0, 60)}` }];
  });
}
