// Templates on the simulated side: listed, made, changed and deleted as the documents say, and given another standing.
import { fields, objects, text, type Fields } from '../graph/json.ts';
import { fine, graphError, unknownObject, type Answer } from './answers.ts';
import { accountIn } from './portfolio.ts';
import { templateFault } from './template-rules.ts';
import { report } from './webhooks.ts';
import type { SimulatedTemplate } from './sample-templates.ts';
import type { World } from './world.ts';

interface TemplateAsked {
  method: string;
  id: string;
  edge: string;
  query: URLSearchParams;
  content: Fields;
}

/** Null for what is about something else. */
export function answerTemplates(world: World, { method, id, edge, query, content }: TemplateAsked): Answer | null {
  if (edge === '') {
    if (method === 'GET') return describeTemplate(world, id, query);
    return method === 'POST' ? changeTemplate(world, id, content) : null;
  }
  if (edge !== 'message_templates') return null;
  if (!accountIn(world.businesses, id)) return unknownObject(id);
  if (method === 'POST') return makeTemplate(world, content);
  return method === 'DELETE' ? deleteTemplate(world, query) : listTemplates(world, query);
}

function listTemplates({ templates, url }: World, query: URLSearchParams): Answer {
  const status = query.get('status')?.toUpperCase();
  const name = query.get('name');
  const found = templates.filter((one) => (!status || one.status === status) && (!name || one.name.includes(name)));
  const limit = Math.min(Number(query.get('limit')) || 25, 100);
  const from = Number(Buffer.from(query.get('after') ?? '', 'base64url').toString()) || 0;
  const to = from + limit;
  const wanted = query.get('fields')?.split(',');
  const cursor = (at: number) => Buffer.from(String(at)).toString('base64url');
  const cursors = { before: cursor(from), after: cursor(to) };
  const next = to < found.length && { next: `${url}/next?after=${cursors.after}` };
  return fine({
    data: found.slice(from, to).map((one) => chosen(one, wanted)),
    paging: { cursors, ...next },
  });
}

/** The id comes along whatever was asked for. */
function chosen(template: SimulatedTemplate, wanted: string[] | undefined): object {
  const entries = Object.entries(template).filter(([name]) => name === 'id' || !wanted || wanted.includes(name));
  return Object.fromEntries(entries);
}

function describeTemplate({ templates }: World, id: string, query: URLSearchParams): Answer | null {
  const found = templates.find((one) => one.id === id);
  return found ? fine(chosen(found, query.get('fields')?.split(','))) : null;
}

function makeTemplate(world: World, asked: Fields): Answer {
  const wrong = templateFault(asked);
  if (wrong) return wrong;
  const { name, language, category } = asked;
  if (world.templates.some((one) => one.name === name && one.language === language))
    return graphError(400, 100, 'Invalid parameter', {
      subcode: 2388024,
      details: 'There is already content in this language.',
    });
  const made: SimulatedTemplate = {
    id: String(1_305_000_000_000_100_000n + BigInt(world.templates.length)),
    name: text(name),
    language: text(language),
    status: 'PENDING',
    category: text(category).toUpperCase(),
    parameter_format: text(asked.parameter_format).toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components: objects(asked.components),
  };
  world.templates.push(made);
  return fine({ id: made.id, status: made.status, category: made.category });
}

function changeTemplate(world: World, id: string, asked: Fields): Answer | null {
  const found = world.templates.find((one) => one.id === id);
  if (!found) return null;
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(found.status))
    return graphError(400, 100, 'Invalid parameter', {
      details: `A template that is ${found.status} cannot be edited.`,
    });
  const changed = { ...found, ...(asked.components !== undefined && { components: objects(asked.components) }) };
  const wrong = templateFault({ ...changed, category: asked.category ?? changed.category });
  if (wrong) return wrong;
  if (text(asked.category) !== '' && found.status === 'APPROVED')
    return graphError(400, 100, 'Invalid parameter', {
      details: 'The category of an approved template cannot be changed.',
    });
  Object.assign(found, changed, { status: 'PENDING' });
  return fine({ success: true });
}

/** By its name in all languages, or by its id alone. */
function deleteTemplate(world: World, query: URLSearchParams): Answer {
  const [name, id] = [query.get('name'), query.get('hsm_id')];
  const stays = world.templates.filter((one) => one.name !== name || (id !== null && one.id !== id));
  if (stays.length === world.templates.length) return unknownObject(name ?? '');
  world.templates = stays;
  return fine({ success: true });
}

/** Gives it another standing and reports it; gives the status of the call. */
export async function judgeTemplate(world: World, id: string, event: string): Promise<number> {
  const found = world.templates.find((one) => one.id === id);
  if (!found) return 0;
  found.status = event;
  const { name, language, category } = found;
  const value: Fields = {
    event,
    // An integer beyond what a number keeps exactly; written as one below.
    message_template_id: `#${id}`,
    message_template_name: name,
    message_template_language: language,
    message_template_category: category,
    reason: event === 'REJECTED' ? 'TAG_CONTENT_MISMATCH' : 'NONE',
    ...(event === 'PAUSED' && { other_info: { title: 'FIRST_PAUSE', description: 'Paused for three hours' } }),
  };
  return report(world, undefined, 'message_template_status_update', value);
}

/** Its words with what was given, as a phone shows them. */
export function shownTemplate({ templates }: World, { name, language, components }: Fields): string {
  const code = text(fields(language).code);
  const found = templates.find((one) => one.name === name && one.language === code);
  const given = objects(components);
  const lines = found?.components.flatMap((part) => {
    const type = text(part.type).toUpperCase();
    const own = objects(given.find((one) => text(one.type).toUpperCase() === type)?.parameters);
    const named = new Map(own.map((one, at) => [text(one.parameter_name) || String(at + 1), text(one.text)]));
    const said = text(part.text).replace(/\{\{(\w+)\}\}/g, (open, key: string) => named.get(key) ?? open);
    return said === '' ? [] : [said];
  });
  return lines?.join('\n') ?? text(name);
}
