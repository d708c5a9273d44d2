// The Graph API about businesses, WhatsApp accounts and pages, simulated: listed, made, subscribed to.
import { fields, objects, text, type Fields } from '../graph/json.ts';
import type { Request, Token } from './access.ts';
import { fine, graphError, unknownObject, type Answer } from './answers.ts';
import { answerNumber, describeNumber } from './numbers-api.ts';
import {
  accountIn,
  MOST_NUMBERS,
  newNumber,
  numberIn,
  type SimulatedAccount,
  type SimulatedPage,
} from './portfolio.ts';
import { describeToken, issue, lacks, mayTouch } from './tokens.ts';
import type { World } from './world.ts';

/** Null for what is none of it. */
export function answerPortfolio(world: World, asked: Request): Answer | null {
  if (asked.id === 'debug_token') return describeToken(world, asked.query.get('input_token') ?? '');
  if (asked.id === 'me' || asked.id === 'app') return answerSelf(world, asked);
  if (asked.id === world.app.id) return answerApp(world, asked);
  const page = world.pages.find(({ id }) => id === asked.id);
  if (page) return answerOfPage(world, asked, page);
  const business = world.businesses.find(({ id }) => id === asked.id);
  if (business && mayTouch(asked.token.businesses, business.id)) return answerBusiness(world, asked, business);
  const account = accountIn(world.businesses, asked.id);
  if (account) return answerAccount(world, asked, account);
  const found = numberIn(world.businesses, asked.id);
  return found ? answerNumber(world, asked, found.number) : null;
}

function answerSelf(world: World, { method, id, edge, content, token, query }: Request): Answer | null {
  if (id === 'app') return fine({ id: world.app.id, name: world.app.name });
  const page = world.pages.find((one) => one.id === token.pageId);
  if (page && edge !== '') return answerOfPage(world, { method, id: page.id, edge, content, token, query }, page);
  switch (`${method} ${edge}`) {
    case 'GET ':
      return fine(page ? { id: page.id, name: page.name } : { id: '10001000', name: 'Eva Lindner' });
    case 'GET permissions':
      return fine({ data: token.scopes.map((permission) => ({ permission, status: 'granted' })) });
    case 'GET businesses':
      return lacks(token, 'business_management') ?? fine(paged(businessesOf(world, token), query));
    case 'POST businesses':
      return lacks(token, 'business_management') ?? makeBusiness(world, token, content);
    case 'GET accounts':
      return lacks(token, 'pages_show_list') ?? fine(paged(pagesOf(world, token), query));
    default:
      return null;
  }
}

/** A part of a list, and where the next begins. */
export function paged(all: object[], query: URLSearchParams): object {
  const [size, from] = [Number(query.get('limit') ?? 25), Number(query.get('after') ?? 0)];
  const after = from + size;
  const paging = after < all.length ? { cursors: { after: String(after) }, next: 'https://graph.example/next' } : {};
  return { data: all.slice(from, after), paging };
}

function businessesOf(world: World, { businesses }: Token): object[] {
  return world.businesses.filter(({ id }) => mayTouch(businesses, id)).map(({ id, name }) => ({ id, name }));
}

function pagesOf(world: World, token: Token): object[] {
  return world.pages
    .filter(({ id }) => mayTouch(token.pages, id))
    .map(({ id, name, tasks }) => ({ id, name, tasks, access_token: pageToken(world, token, id) }));
}

/** The same each time while it holds; as long as the token it comes from is a long one it never ends. */
function pageToken(world: World, { scopes, endsAt }: Token, pageId: string): string {
  const lasts = endsAt === null || endsAt - world.now() > 7 * 24 * 3600_000;
  return issue(world, { kind: 'PAGE', pageId, scopes, endsAt: lasts ? null : endsAt, businesses: [], pages: [pageId] })
    .value;
}

const NOT_CAPABLE = 'Application does not have the capability to make this API call.';

function makeBusiness(world: World, token: Token, { name, ...about }: Fields): Answer {
  if (!world.mayCreate) return graphError(400, 3, NOT_CAPABLE);
  if (text(name).trim().length < 2) return graphError(400, 100, 'Invalid parameter: name');
  const id = String(770_066_006_000 + world.businesses.length);
  world.businesses.push({ id, name: text(name), about, accounts: [] });
  token.businesses.push(id);
  return fine({ id });
}

function answerBusiness(
  world: World,
  { method, edge, content, query, token }: Request,
  business: World['businesses'][number],
): Answer | null {
  const short = ({ id, name, timeZone }: SimulatedAccount) => ({ id, name, timezone_id: timeZone, currency: 'EUR' });
  const denied = lacks(token, 'whatsapp_business_management');
  switch (`${method} ${edge}`) {
    case 'GET owned_whatsapp_business_accounts':
      return denied ?? fine(paged(business.accounts.map(short), query));
    case 'GET client_whatsapp_business_accounts':
      return denied ?? fine({ data: [] });
    case 'POST owned_whatsapp_business_accounts': {
      if (denied) return denied;
      if (!world.mayCreate) return graphError(400, 3, NOT_CAPABLE);
      if (text(content.name).trim() === '') return graphError(400, 100, 'Invalid parameter: name');
      const id = String(990_088_008_000 + world.businesses.flatMap(({ accounts }) => accounts).length);
      business.accounts.push({ id, name: text(content.name), timeZone: text(content.timezone_id), numbers: [] });
      return fine({ id });
    }
    case 'GET ':
      return fine({ id: business.id, name: business.name });
    default:
      return null;
  }
}

function answerAccount(world: World, asked: Request, account: SimulatedAccount): Answer | null {
  const { method, edge, content, query, token } = asked;
  const owner = world.businesses.find(({ accounts }) => accounts.includes(account))!;
  if (!mayTouch(token.businesses, owner.id)) return unknownObject(account.id);
  const denied = lacks(token, 'whatsapp_business_management');
  if (denied) return denied;
  switch (`${method} ${edge}`) {
    case 'GET ':
      return fine({
        id: account.id,
        name: account.name,
        timezone_id: account.timeZone,
        account_review_status: 'APPROVED',
        business_verification_status: 'verified',
      });
    case 'GET phone_numbers':
      return fine(paged(account.numbers.map(describeNumber), query));
    case 'POST phone_numbers':
      return addNumber(world, account, content);
    default:
      return edge === 'subscribed_apps' ? subscriptions(world, asked, ['messages']) : null;
  }
}

function addNumber(
  world: World,
  account: SimulatedAccount,
  { cc, phone_number: number, verified_name: name }: Fields,
): Answer {
  const [code, digits] = [text(cc).replace(/\D/g, ''), text(number).replace(/\D/g, '')];
  if (!/^\d{1,3}$/.test(code) || !/^\d{4,14}$/.test(digits))
    return graphError(400, 100, 'Invalid parameter: phone_number');
  if (text(name).trim().length < 3) return graphError(400, 100, 'Invalid parameter: verified_name');
  if (account.numbers.length >= MOST_NUMBERS)
    return graphError(400, 100, 'The account has as many phone numbers as it may have', { subcode: 2388103 });
  const all = world.businesses.flatMap(({ accounts }) => accounts.flatMap(({ numbers }) => numbers));
  if (all.some(({ displayNumber, isVerified }) => displayNumber === code + digits && isVerified))
    return graphError(400, 100, 'The phone number is registered with WhatsApp already', { subcode: 2388012 });
  const same = account.numbers.find(({ displayNumber }) => displayNumber === code + digits);
  if (same) return fine({ id: same.id });
  const made = newNumber({
    id: String(4_410_001_200_000 + all.length),
    displayNumber: code + digits,
    name: text(name),
  });
  account.numbers.push(made);
  return fine({ id: made.id });
}

/** Which apps are told of an account or a page. */
function subscriptions(world: World, { method, id, query, content }: Request, usual: string[]): Answer {
  const others = (world.subscribed.get(id) ?? []).filter(({ appId }) => appId !== world.app.id);
  if (method === 'GET') return fine({ data: (world.subscribed.get(id) ?? []).map(subscriptionOf) });
  if (world.refusesSubscribing) return graphError(400, 200, 'Permissions error');
  if (method === 'DELETE') world.subscribed.set(id, others);
  else {
    const named = (query.get('subscribed_fields') ?? text(content.subscribed_fields)).split(',').filter(Boolean);
    const own = { appId: world.app.id, name: world.app.name, fields: named.length > 0 ? named : usual };
    world.subscribed.set(id, [...others, own]);
  }
  return fine({ success: true });
}

function subscriptionOf({
  appId,
  name,
  fields: subscribed,
}: {
  appId: string;
  name: string;
  fields: string[];
}): object {
  const app = { id: appId, name, link: `https://www.facebook.com/games/?app_id=${appId}` };
  return { ...app, subscribed_fields: subscribed, whatsapp_business_api_data: app };
}

/** Calls of the app itself: where its webhooks go. */
function answerApp(world: World, { method, edge, query, content, token }: Request): Answer | null {
  if (edge === '') return fine({ id: world.app.id, name: world.app.name });
  if (edge !== 'subscriptions') return null;
  if (token.kind !== 'APP') return graphError(400, 15, 'This method must be called with an app access_token.');
  if (method === 'GET') return fine({ data: [...world.webhooks.values()] });
  const given = (name: string) => query.get(name) ?? text(content[name]);
  if (!given('callback_url').startsWith('http')) return graphError(400, 100, 'Invalid parameter: callback_url');
  const named = given('fields')
    .split(',')
    .map((name) => ({ name, version: 'v23.0' }));
  const object = given('object');
  world.webhooks.set(object, { object, callback_url: given('callback_url'), active: true, fields: named });
  return fine({ success: true });
}

function answerOfPage(world: World, asked: Request, page: SimulatedPage): Answer | null {
  const { method, edge, query, content, token } = asked;
  if (!mayTouch(token.pages, page.id)) return unknownObject(page.id);
  switch (`${method} ${edge}`) {
    case 'GET ': {
      const named = (query.get('fields') ?? '').split(',');
      const secret = named.includes('access_token') && { access_token: pageToken(world, token, page.id) };
      return fine({ id: page.id, name: page.name, ...(named.includes('tasks') && { tasks: page.tasks }), ...secret });
    }
    case 'GET messenger_profile': {
      const named = (query.get('fields') ?? '').split(',');
      const said = Object.fromEntries(Object.entries(page.profile).filter(([name]) => named.includes(name)));
      return fine({ data: Object.keys(said).length > 0 ? [said] : [] });
    }
    case 'POST messenger_profile':
      return lacks(token, 'pages_messaging') ?? changeProfile(page, content);
    case 'DELETE messenger_profile':
      for (const name of Array.isArray(content.fields) ? content.fields : []) delete page.profile[text(name)];
      return fine({ result: 'success' });
    default:
      return edge === 'subscribed_apps'
        ? (lacks(token, 'pages_manage_metadata') ?? subscriptions(world, asked, []))
        : null;
  }
}

function changeProfile(page: SimulatedPage, content: Fields): Answer {
  const long = objects(content.greeting).some((one) => text(one.text).length > 160);
  if (long) return graphError(400, 100, 'Param greeting must be at most 160 characters');
  const isAlone = 'persistent_menu' in content && !('get_started' in { ...page.profile, ...content });
  if (isAlone) return graphError(400, 100, 'You must set a Get Started button if you also wish to use persistent menu');
  const items = objects(content.persistent_menu).flatMap((menu) => objects(menu.call_to_actions));
  if (items.length > 20 || items.some((one) => text(one.title).length > 30 || text(fields(one).type) === ''))
    return graphError(400, 100, 'Param persistent_menu is wrong');
  Object.assign(page.profile, content);
  return fine({ result: 'success' });
}
