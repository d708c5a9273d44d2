// The Graph API, simulated: whose token it is, which object is meant, what is asked of it.
import { fields, readJson, text, type Fields } from '../graph/json.ts';
import { fine, graphError, unknownObject, type Answer, type Asked } from './answers.ts';
import { describeFile, takeFile } from './files.ts';
import { exchange } from './login.ts';
import { numberIn } from './portfolio.ts';
import { answerPortfolio } from './portfolio-api.ts';
import { messageOfForm, takeOnMessenger, takeOnWhatsApp } from './sending.ts';
import { answerTemplates } from './templates.ts';
import { lacks, mayTouch, tokenIn } from './tokens.ts';
import type { World } from './world.ts';

/** Whether it asks to send something: that is what misbehaviour is about. */
export function isSending({ method, path }: Asked): boolean {
  return method === 'POST' && path.endsWith('/messages');
}

export async function answerGraph(world: World, asked: Asked): Promise<Answer> {
  if (asked.path === '/oauth/access_token') return exchange(world, asked);
  const token = tokenIn(world, asked.token);
  if ('status' in token) return token;
  const [id = '', edge = ''] = asked.path.split('/').filter(Boolean);
  const form = asked.type.startsWith('multipart/form-data') ? await formOf(asked) : null;
  const content = contentOf(asked);
  const { method, query } = asked;
  const refused = edge === 'subscriptions' && method === 'POST' ? await unproven(world, content) : null;
  const found =
    refused ??
    answerPortfolio(world, { method, id, edge, query, content, token }) ??
    answerTemplates(world, { method, id, edge, query, content });
  if (found) return found;
  const number = numberIn(world.businesses, id);
  switch (`${method} ${edge}`) {
    case 'GET ':
      return describe(world, id);
    case 'DELETE ':
      return world.files.delete(id) ? fine({ success: true }) : unknownObject(id);
    case 'POST messages':
      if (number) return lacks(token, 'whatsapp_business_messaging') ?? takeOnWhatsApp(world, content, number.number);
      return mayTouch(token.pages, id) && world.pages.some((page) => page.id === id)
        ? (lacks(token, 'pages_messaging') ??
            takeOnMessenger(world, form ? await messageOfForm(world, form) : content, id))
        : unknownObject(id);
    case 'POST media':
      return number && form ? takeFile(world, form) : unknownObject(id);
    default:
      return graphError(400, 100, `Unsupported ${method.toLowerCase()} request.`);
  }
}

function contentOf({ type, body }: Asked): Fields {
  if (!type.startsWith('application/x-www-form-urlencoded')) return fields(readJson(body));
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

/** An address that webhooks shall go to must know the word; only a desk that really listens can be asked. */
async function unproven(world: World, { callback_url: address, verify_token: word }: Fields): Promise<Answer | null> {
  if (!world.lively) return null;
  const url = new URL(text(address));
  const asked = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': text(word) };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  const said = await fetch(url).then(
    (response) => response.text(),
    () => '',
  );
  return said === '1158201444'
    ? null
    : graphError(400, 2200, 'Callback verification failed: the URL could not be validated.');
}

function describe(world: World, id: string): Answer {
  const person = world.people.find((one) => one.channel === 'messenger' && one.id === id);
  if (person) {
    const [first = '', ...rest] = person.name.split(' ');
    return fine({ id, first_name: first, last_name: rest.join(' ') });
  }
  return describeFile(world, id);
}

function formOf({ type, body }: Asked): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
}

/** The token of a request, wherever it stands. */
export function tokenOf(authorization: string | undefined, query: URLSearchParams): string {
  return /^Bearer (.+)$/.exec(text(authorization))?.[1] ?? query.get('access_token') ?? '';
}
