// Whether a template that is sent fits the one that was approved, with Meta's numbers for what does not.
import { fields, isFields, number, objects, text, type Fields } from '../graph/json.ts';
import { graphError, missingParameter, type Answer } from './answers.ts';
import type { SimulatedTemplate } from './sample-templates.ts';
import type { World } from './world.ts';

const BODY = 1024;
const HEADER = 60;
const VARIABLE = /\{\{\s*(\w+)\s*\}\}/g;

const mismatch = (details: string) =>
  graphError(400, 132000, 'Number of parameters does not match the expected number of params', { details });
const format = (details: string) =>
  graphError(400, 132012, 'Parameter format does not match format in the created template', { details });

export function templateRule({ name, language, components }: Fields, world: World): Answer | null {
  const code = text(fields(language).code);
  const found = world.templates.find((one) => one.name === name && one.language === code);
  const standing = found && standingFault(found);
  if (!found || standing === 'none')
    return graphError(404, 132001, 'Template name does not exist in the translation', {
      details: `template name (${text(name)}) does not exist in ${code}`,
    });
  return standing ?? partsFault(found.components, objects(components), world);
}

function standingFault({ status }: SimulatedTemplate): Answer | 'none' | null {
  if (status === 'PAUSED') return graphError(400, 132015, 'Template is paused due to low quality');
  if (status === 'DISABLED') return graphError(400, 132016, 'Template is disabled');
  return ['APPROVED', 'FLAGGED', 'REINSTATED'].includes(status) ? null : 'none';
}

const kindOf = ({ type }: Fields): string => text(type).toUpperCase();

function partsFault(made: Fields[], given: Fields[], world: World): Answer | null {
  const one = (parts: Fields[], kind: string) => parts.find((part) => kindOf(part) === kind);
  const parametersOf = (kind: string) => objects(one(given, kind)?.parameters);
  return (
    headerFault(one(made, 'HEADER'), parametersOf('HEADER'), world) ??
    textsFault('body', text(one(made, 'BODY')?.text), parametersOf('BODY'), BODY) ??
    offerFault(one(made, 'LIMITED_TIME_OFFER'), parametersOf('LIMITED_TIME_OFFER'), world) ??
    buttonsFault(
      objects(one(made, 'BUTTONS')?.buttons),
      given.filter((part) => kindOf(part) === 'BUTTON'),
    ) ??
    cardsFault(objects(one(made, 'CAROUSEL')?.cards), objects(one(given, 'CAROUSEL')?.cards), world)
  );
}

function headerFault(header: Fields | undefined, given: Fields[], { files }: World): Answer | null {
  if (!header) return given.length > 0 ? mismatch('header: number of localizable_params (1) does not match 0') : null;
  const kind = text(header.format).toLowerCase();
  if (kind === 'text') return textsFault('header', text(header.text), given, HEADER);
  const [first] = given;
  if (kindOf(first ?? {}).toLowerCase() !== kind)
    return format(
      `header: Format mismatch, expected ${kind.toUpperCase()}, received ${kindOf(first ?? {}) || 'UNKNOWN'}`,
    );
  const content = fields(first![kind]);
  if (kind === 'product')
    return text(content.product_retailer_id) === '' || text(content.catalog_id) === ''
      ? format('header: product is none')
      : null;
  if (kind === 'location')
    return number(content.latitude) === null || number(content.longitude) === null
      ? format('header: location is none')
      : null;
  if (text(content.link) !== '' || files.has(text(content.id))) return null;
  return graphError(400, 131053, 'Media upload error', { details: 'There is no such file.' });
}

function textsFault(where: string, words: string, given: Fields[], most: number): Answer | null {
  const names = [...new Set([...words.matchAll(VARIABLE)].map(([, name]) => name!))];
  if (given.length !== names.length)
    return mismatch(
      `${where}: number of localizable_params (${given.length}) does not match the expected number of params (${names.length})`,
    );
  let filled = words;
  for (const [at, parameter] of given.entries()) {
    if (!['TEXT', 'CURRENCY', 'DATE_TIME'].includes(kindOf(parameter))) return format(`${where}: expected TEXT`);
    const own = text(parameter.parameter_name);
    const isNamed = names.some((name) => !/^\d+$/.test(name));
    if (isNamed ? !names.includes(own) : own !== '')
      return format(`${where}: Parameter name is missing or not expected`);
    const value = text(parameter.text);
    if (kindOf(parameter) === 'TEXT' && value === '') return missingParameter(`${where}.parameters[${at}].text`);
    if (/[\n\t]| {5}/.test(value))
      return graphError(400, 132007, 'Template format character policy violated', {
        details: 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
      });
    filled = filled.replaceAll(new RegExp(`\\{\\{\\s*${own || String(at + 1)}\\s*\\}\\}`, 'g'), () => value);
  }
  return filled.length > most
    ? graphError(400, 132005, 'Translated text too long', {
        details: `${where} hydrated text has ${filled.length} characters`,
      })
    : null;
}

/** The moment an offer runs out, in milliseconds, lies ahead. */
function offerFault(offer: Fields | undefined, [given]: Fields[], world: World): Answer | null {
  if (fields(offer?.limited_time_offer).has_expiration !== true)
    return given ? mismatch('limited_time_offer: there is none') : null;
  const until = number(fields(given?.limited_time_offer).expiration_time_ms);
  if (until === null) return missingParameter('limited_time_offer.expiration_time_ms');
  return until > world.now() ? null : format('limited_time_offer: expiration_time_ms is in the past');
}

/** Sections of products: 30 in all, each section with a title where there are several. */
function productsFault(index: number, parameter: Fields | undefined): Answer | null {
  const { thumbnail_product_retailer_id: thumbnail, sections: given } = fields(parameter?.action);
  const sections = objects(given);
  const items = sections.flatMap((section) => objects(section.product_items));
  const untitled = sections.length > 1 && sections.some(({ title }) => text(title) === '');
  const nameless = items.some((item) => text(item.product_retailer_id) === '');
  return text(thumbnail) === '' || items.length === 0 || items.length > 30 || untitled || nameless
    ? format(`buttons: index ${index}: the products are none`)
    : null;
}

/** Addresses with a variable, codes and forms want something; other buttons may have it. */
function buttonsFault(made: Fields[], given: Fields[]): Answer | null {
  for (const [index, button] of made.entries()) {
    const type = kindOf(button);
    const wants = type === 'COPY_CODE' || (type === 'URL' && /\{\{/.test(text(button.url)));
    const one = given.find((part) => number(part.index) === index);
    const [parameter] = objects(one?.parameters);
    if (wants && !parameter)
      return missingParameter(`buttons: Button at index ${index} of type ${type} requires a parameter`);
    const kind = type === 'COPY_CODE' ? 'coupon_code' : 'text';
    if (wants && (text(parameter!.type).toLowerCase() !== kind || text(parameter![kind]) === ''))
      return format(`buttons: index ${index}`);
    if (type === 'COPY_CODE' && text(parameter?.coupon_code).length > 15)
      return format('buttons: coupon code is too long');
    const fault = type === 'MPM' ? productsFault(index, parameter) : null;
    if (fault) return fault;
    if (one && !subTypeFits(type, text(one.sub_type))) return format(`buttons: index ${index} is of type ${type}`);
  }
  const beyond = given.find((part) => (number(part.index) ?? -1) >= made.length || number(part.index) === null);
  return beyond ? mismatch(`buttons: there is none at index ${text(beyond.index)}`) : null;
}

function subTypeFits(type: string, given: string): boolean {
  return type === given.toUpperCase();
}

function cardsFault(made: Fields[], given: Fields[], world: World): Answer | null {
  if (made.length !== given.length) return mismatch(`carousel: ${given.length} cards instead of ${made.length}`);
  for (const [at, card] of made.entries()) {
    const own = given.find((one) => number(one.card_index) === at);
    if (!own || !isFields(own)) return mismatch(`carousel: card ${at} is missing`);
    const fault = partsFault(objects(card.components), objects(own.components), world);
    if (fault) return fault;
  }
  return null;
}
