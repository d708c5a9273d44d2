// The Graph API, simulated: whose token it is, which object is meant, what is asked of it.
import { fields, readJson, text } from '../graph/json.ts';
import { fine, graphError, unknownObject, type Answer } from './answers.ts';
import { describeFile, takeFile } from './files.ts';
import { messageOfForm, takeOnMessenger, takeOnWhatsApp } from './sending.ts';
import { SIMULATED, type SimulatedTemplate, type World } from './world.ts';

export interface Asked {
  method: string;
  /** Below the version. */
  path: string;
  query: URLSearchParams;
  token: string;
  type: string;
  body: Buffer;
}

const { phoneNumberId, businessAccountId, displayNumber, pageId } = SIMULATED;

/** Whether it asks to send something: that is what misbehaviour is about. */
export function isSending({ method, path }: Asked): boolean {
  return method === 'POST' && path.endsWith('/messages');
}

export async function answerGraph(world: World, asked: Asked): Promise<Answer> {
  if (asked.token !== world.token) return graphError(401, 190, 'Invalid OAuth access token.');
  const [id = '', edge = ''] = asked.path.split('/').filter(Boolean);
  const form = asked.type.startsWith('multipart/form-data') ? await formOf(asked) : null;
  const content = fields(readJson(asked.body));
  switch (`${asked.method} ${edge}`) {
    case 'GET ':
      return describe(world, id);
    case 'DELETE ':
      return world.files.delete(id) ? fine({ success: true }) : unknownObject(id);
    case 'POST messages':
      if (id === phoneNumberId) return takeOnWhatsApp(world, content);
      return id === pageId
        ? takeOnMessenger(world, form ? await messageOfForm(world, form) : content)
        : unknownObject(id);
    case 'POST media':
      return id === phoneNumberId && form ? takeFile(world, form) : unknownObject(id);
    case 'POST subscribed_apps':
      return [businessAccountId, pageId].includes(id as never) ? subscribe(world, id) : unknownObject(id);
    case 'GET subscribed_apps':
      return subscriptions(world, id);
    case 'GET phone_numbers':
      return id === businessAccountId ? fine({ data: [number()] }) : unknownObject(id);
    case 'GET message_templates':
      return id === businessAccountId ? fine({ data: world.templates.map(templateOf) }) : unknownObject(id);
    default:
      return graphError(400, 100, `Unsupported ${asked.method.toLowerCase()} request.`);
  }
}

function describe(world: World, id: string): Answer {
  if (id === phoneNumberId) return fine(number());
  if (id === pageId) return fine({ id, name: 'Simulated page' });
  const person = world.people.find((one) => one.channel === 'messenger' && one.id === id);
  if (person) {
    const [first = '', ...rest] = person.name.split(' ');
    return fine({ id, first_name: first, last_name: rest.join(' ') });
  }
  return describeFile(world, id);
}

function number(): object {
  return {
    id: phoneNumberId,
    display_phone_number: `+${displayNumber}`,
    verified_name: 'Simulated shop',
    quality_rating: 'GREEN',
  };
}

function templateOf({ name, language, status, category, body }: SimulatedTemplate): object {
  return { name, language, status, category, components: [{ type: 'BODY', text: body }] };
}

function subscribe(world: World, id: string): Answer {
  world.subscribed.add(id);
  return fine({ success: true });
}

function subscriptions(world: World, id: string): Answer {
  const app = { id: '1', name: 'Simulated app', subscribed_fields: ['messages'] };
  return fine({ data: world.subscribed.has(id) ? [{ ...app, whatsapp_business_api_data: app }] : [] });
}

function formOf({ type, body }: Asked): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
}

/** The token of a request, wherever it stands. */
export function tokenOf(authorization: string | undefined, query: URLSearchParams): string {
  return /^Bearer (.+)$/.exec(text(authorization))?.[1] ?? query.get('access_token') ?? '';
}
