// Buttons, lists, flows: what was chosen or filled in, and, in echoes, what was offered.
import type { FormAnswersPart, Part } from '../../../../core/contract/part.ts';
import { fields, firstText, isFields, objects, readJson, text, type Fields } from '../../graph/json.ts';

export function choiceParts(id: unknown, title: unknown): Part[] {
  const words = firstText(title, id);
  return words === '' ? [] : [{ type: 'choice', chosen: { id: firstText(id, title), title: words } }];
}

export function interactiveParts(interactive: Fields): Part[] {
  const type = kindOf(interactive);
  const content = fields(interactive[type]);
  if (type === 'nfm_reply') return flowParts(content);
  if (type === 'call_permission_reply') return choiceParts(content.response, content.response);
  const chosen = choiceParts(content.id, content.title);
  return chosen.length > 0 ? chosen : offeredParts(interactive);
}

/** What it says it is, or the reply it holds. */
export function kindOf(interactive: Fields): string {
  return text(interactive.type) || (Object.keys(interactive).find((key) => key.endsWith('_reply')) ?? '');
}

/** Answers of a flow or an address form. They come as JSON in a text; what is none is shown as it is. */
function flowParts({ name, body, response_json: response }: Fields): Part[] {
  const read = typeof response === 'string' ? readJson(response) : response;
  if (!isFields(read)) {
    const words = firstText(response, body);
    return words === '' ? [] : [{ type: 'text', text: words }];
  }
  const answers = answersOf(read).slice(0, 200);
  return [{ type: 'form', title: firstText(body, name), answers }];
}

function answersOf(content: Fields, under = ''): FormAnswersPart['answers'] {
  return Object.entries(content).flatMap(([name, value]) => {
    const field = under + name;
    if (isFields(value) && under.length < 200) return answersOf(value, `${field}.`);
    const said = Array.isArray(value) ? value.map(valueOf).join(', ') : valueOf(value);
    // Made by who sent the flow, for its own use.
    return [{ field, label: labelOf(name), value: said, ...(name === 'flow_token' && { hidden: true }) }];
  });
}

function valueOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return value === null || value === undefined ? '' : typeof value === 'boolean' ? (value ? '✓' : '✗') : text(value);
}

/** Flows name fields `screen_0_Your_name_1`. */
function labelOf(name: string): string {
  const words = name
    .replace(/^screen_\d+_/, '')
    .replace(/_\d+$/, '')
    .replaceAll('_', ' ')
    .trim();
  return words === '' ? name : words;
}

/** A question with its buttons or list, as the business sent it. */
function offeredParts(interactive: Fields): Part[] {
  const action = fields(interactive.action);
  const buttons = objects(action.buttons).map((one) => fields(one.reply));
  const rows = objects(action.sections).flatMap((one) => objects(one.rows));
  const options = [...buttons, ...rows]
    .map((one) => ({ id: firstText(one.id, one.title), title: text(one.title), description: text(one.description) }))
    .filter(({ title }) => title !== '')
    .map(({ description, ...one }) => (description === '' ? one : { ...one, description }));
  const { header, body, footer } = interactive;
  const prompt = [header, body, footer]
    .map((one) => text(fields(one).text))
    .filter(Boolean)
    .join('\n');
  if (options.length > 0) return [{ type: 'choice', prompt, options }];
  const { url } = fields(action.parameters);
  const words = [prompt, text(url)].filter(Boolean).join('\n');
  return words === '' ? [] : [{ type: 'text', text: words }];
}
