// Whether a template could be made as it is, by the documented limits of each of its components.
import { fields, objects, text, type Fields } from '../graph/json.ts';
import { graphError, type Answer } from './answers.ts';

const MOST: Record<string, number> = { URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1 };
const HEADERS = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT'];
const VARIABLE = /\{\{\s*\w+\s*\}\}/g;

/** Null: it is taken. */
export function templateFault({ name, language, category, components }: Fields): Answer | null {
  if (!/^[a-z0-9_]{1,512}$/.test(text(name))) return wrong('The name holds other signs than a-z, 0-9 and _.');
  if (!/^[a-z]{2,3}(_[A-Z]{2,3})?$/.test(text(language))) return wrong('The language is none.');
  if (!/^(AUTHENTICATION|MARKETING|UTILITY)$/i.test(text(category))) return wrong('The category is none.');
  return componentsFault(objects(components));
}

function componentsFault(parts: Fields[]): Answer | null {
  const one = (kind: string) => parts.find((part) => kindOf(part) === kind);
  const body = one('BODY');
  if (!body) return wrong('A body is needed.');
  const cards = objects(one('CAROUSEL')?.cards);
  return (
    wordsFault('The body', body, 1024) ??
    headerFault(one('HEADER')) ??
    wordsFault('The footer', one('FOOTER') ?? {}, 60) ??
    buttonsFault(objects(one('BUTTONS')?.buttons)) ??
    (cards.length > 10 ? wrong('At most 10 cards.') : null) ??
    cards.reduce<Answer | null>((fault, card) => fault ?? cardFault(objects(card.components)), null)
  );
}

function cardFault(parts: Fields[]): Answer | null {
  const header = parts.find((part) => kindOf(part) === 'HEADER');
  const buttons = parts.find((part) => kindOf(part) === 'BUTTONS');
  if (!header) return wrong('Every card needs a header.');
  return headerFault(header) ?? buttonsFault(objects(buttons?.buttons));
}

function headerFault(header: Fields | undefined): Answer | null {
  if (!header) return null;
  const format = text(header.format).toUpperCase();
  if (!HEADERS.includes(format)) return wrong('The format of the header is none.');
  if (format === 'TEXT') {
    if ((text(header.text).match(VARIABLE) ?? []).length > 1) return wrong('The header may hold one variable.');
    return wordsFault('The header', header, 60);
  }
  const needsFile = ['IMAGE', 'VIDEO', 'DOCUMENT'].includes(format);
  return needsFile && !Array.isArray(fields(header.example).header_handle)
    ? wrong('The header needs an example (header_handle).', 2388273)
    : null;
}

function wordsFault(what: string, part: Fields, most: number): Answer | null {
  const words = text(part.text);
  const variables = words.match(VARIABLE) ?? [];
  if (words.length > most) return wrong(`${what} has more than ${most} characters.`);
  if (/^\s*\{\{|\}\}\s*$/.test(words) && what === 'The body')
    return wrong('Variables can’t be at the start or end of the template.', 2388299);
  if (variables.length > 0 && Object.keys(fields(part.example)).length === 0)
    return wrong(`${what} has variables but no example.`, 2388043);
  return null;
}

function buttonsFault(buttons: Fields[]): Answer | null {
  if (buttons.length > 10) return wrong('At most 10 buttons.');
  for (const [type, most] of Object.entries(MOST))
    if (buttons.filter((one) => kindOf(one) === type).length > most)
      return wrong(`At most ${most} buttons of type ${type}.`);
  for (const button of buttons) {
    if (text(button.text).length > 25) return wrong('A label has more than 25 characters.');
    const url = text(button.url);
    if (VARIABLE.test(url) && !/\{\{\s*\w+\s*\}\}$/.test(url))
      return wrong('The variable of an address stands at its end.');
  }
  return null;
}

const kindOf = ({ type }: Fields): string => text(type).toUpperCase();

function wrong(details: string, subcode?: number): Answer {
  return graphError(400, 100, 'Invalid parameter', { details, ...(subcode !== undefined && { subcode }) });
}
