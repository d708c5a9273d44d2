// The interface of the simulated provider: who asks, numbers, calls, conferences, recordings; its errors and pages.
import { answerKeys } from './keys.ts';
import { end, redirect } from './running.ts';
import { tellStatus } from './webhooks.ts';
import { callOf, devicesOf, isOver, later, newSid, SIMULATED, type SimulatedCall, type World } from './world.ts';

export interface Asked {
  method: string;
  /** Below the account, without `.json`. */
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
  authorization: string;
}

export interface Answer {
  status: number;
  json: object;
}

const { accountSid } = SIMULATED;
const E164 = /^\+[1-9]\d{6,14}$/;
const fine = (json: object, status = 200): Answer => ({ status, json });

export function problem(status: number, code: number, message: string): Answer {
  return { status, json: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

function missing({ path }: Asked): Answer {
  return problem(404, 20404, `The requested resource ${path} was not found`);
}

export function answerRest(world: World, asked: Asked): Answer {
  const basic = `Basic ${Buffer.from(`${accountSid}:${world.authToken}`).toString('base64')}`;
  if (asked.authorization !== basic) return problem(401, 20003, 'Authenticate');
  if (asked.method !== 'GET') world.asked.push(`${asked.method} ${asked.path}`);
  const [kind = '', id = '', inner = '', innerId = ''] = asked.path.split('/').filter(Boolean);
  if (kind === '') return fine({ sid: accountSid, status: 'active', friendly_name: 'Simulated' });
  if (kind === 'IncomingPhoneNumbers') return numbers(world, asked, id);
  if (kind === 'AvailablePhoneNumbers') return offered(world, asked);
  if (kind === 'Calls') return asked.method === 'POST' && id === '' ? place(world, asked) : call(world, asked, id);
  if (kind === 'Keys') return answerKeys(world, asked, id) ?? missing(asked);
  if (kind === 'Conferences' && inner === 'Participants') return participant(world, asked, id, innerId);
  if (kind === 'Conferences') return conferences(world, asked);
  return missing(asked);
}

type List = { name: string; items: object[] };

function paged({ query, path }: Asked, { name, items }: List): Answer {
  const size = Number(query.get('PageSize') ?? 50);
  const page = Number(query.get('Page') ?? 0);
  const next = new URLSearchParams({ PageSize: String(size), Page: String(page + 1) });
  const hasMore = items.length > (page + 1) * size;
  return fine({
    [name]: items.slice(page * size, (page + 1) * size),
    ...{ page, page_size: size },
    next_page_uri: hasMore ? `/2010-04-01/Accounts/${accountSid}${path}.json?${next.toString()}` : null,
  });
}

function numbers(world: World, asked: Asked, sid: string): Answer {
  const { method, form } = asked;
  if (sid === '' && method === 'GET')
    return paged(asked, { name: 'incoming_phone_numbers', items: world.numbers.map(numberJson) });
  if (sid === '') return buy(world, form);
  const found = world.numbers.find((one) => one.sid === sid);
  if (!found) return missing(asked);
  if (method === 'POST' && !found.isFixed) {
    found.voiceUrl = form.get('VoiceUrl') ?? found.voiceUrl;
    found.statusUrl = form.get('StatusCallback') ?? found.statusUrl;
    found.trunkSid = form.get('TrunkSid') ?? found.trunkSid;
  }
  return fine(numberJson(found));
}

function buy(world: World, form: URLSearchParams): Answer {
  const number = form.get('PhoneNumber') ?? '';
  if (!world.offered.includes(number)) return problem(400, 21422, `${number} is not available`);
  world.offered = world.offered.filter((one) => one !== number);
  const [voiceUrl, statusUrl] = [form.get('VoiceUrl') ?? '', form.get('StatusCallback') ?? ''];
  const made = { sid: newSid('PN'), number, name: number, voiceUrl, statusUrl, trunkSid: '' };
  world.numbers.push(made);
  return fine(numberJson(made), 201);
}

function numberJson({ sid, number, name, voiceUrl, statusUrl, trunkSid }: World['numbers'][number]): object {
  return {
    ...{ sid, account_sid: accountSid, phone_number: number, friendly_name: name, voice_url: voiceUrl },
    ...{ status_callback: statusUrl, voice_application_sid: '', trunk_sid: trunkSid || null },
    capabilities: { voice: true, sms: false, mms: false, fax: false },
  };
}

function offered(world: World, { query }: Asked): Answer {
  const wanted = query.get('Contains') ?? '';
  const found = world.offered.filter((one) => one.includes(wanted));
  const shape = (number: string) => ({
    ...{ phone_number: number, friendly_name: number, locality: 'Munich', iso_country: 'DE' },
    ...{ address_requirements: 'none', capabilities: { voice: true, sms: false, mms: false } },
  });
  return fine({ available_phone_numbers: found.map(shape) });
}

function place(world: World, { form }: Asked): Answer {
  const [to, from, url] = [form.get('To') ?? '', form.get('From') ?? '', form.get('Url') ?? ''];
  if (!E164.test(to) && !/^(sip|client):./.test(to)) return problem(400, 21211, `The 'To' number ${to} is not valid`);
  if (!world.numbers.some(({ number }) => number === from)) return problem(400, 21210, `'From' ${from} is not yours`);
  if (url === '' && !form.get('Twiml')) return problem(400, 21205, 'Url parameter is required');
  const [whom = '', custom] = to.startsWith('client:') ? to.split('?') : [to];
  const made: SimulatedCall = {
    ...{ sid: newSid('CA'), from, to: whom, custom, url, direction: 'outbound-api', status: 'queued', parent: null },
    ...{ statusUrl: form.get('StatusCallback') ?? '', statusEvents: form.getAll('StatusCallbackEvent') },
    ...{ sequence: 0, heard: [], waits: { for: 'answer' }, muted: false, held: false },
  };
  world.calls.push(made);
  later(world, async () => {
    await tellStatus(world, made, 'initiated');
    if (!isOver(made) && made.status === 'queued') made.status = 'ringing';
    await tellStatus(world, made, 'ringing');
    if (whom.startsWith('client:') && !isOver(made)) await ringBrowsers(world, made);
  });
  return fine(callJson(made), 201);
}

/** At all of them together; at once nobody is there where none has signed in. */
async function ringBrowsers(world: World, call: SimulatedCall): Promise<void> {
  const devices = devicesOf(world, call);
  for (const device of devices) device.rings(call);
  if (devices.length === 0) await end(world, call, 'no-answer');
}

function call(world: World, asked: Asked, sid: string): Answer {
  const { method, form } = asked;
  const found = callOf(world, sid);
  if (!found) return missing(asked);
  if (method !== 'POST') return fine(callJson(found));
  if (isOver(found)) return problem(400, 21220, 'Call is not in-progress. Cannot redirect.');
  const [url, status] = [form.get('Url'), form.get('Status')];
  if (url) later(world, () => redirect(world, found, url));
  if (status) later(world, () => end(world, found, found.waits?.for === 'answer' ? 'canceled' : 'completed'));
  return fine(callJson(found));
}

function callJson({ sid, from, to, status, direction }: SimulatedCall): object {
  return { sid, account_sid: accountSid, from, to, status, direction, duration: null, parent_call_sid: null };
}

function conferences(world: World, asked: Asked): Answer {
  const name = asked.query.get('FriendlyName');
  const found = world.rooms.filter((one) => one.inside.length > 0 && (name === null || one.name === name));
  const items = found.map(({ sid, name: friendly_name }) => ({ sid, friendly_name, status: 'in-progress' }));
  return paged(asked, { name: 'conferences', items });
}

function participant(world: World, asked: Asked, room: string, sid: string): Answer {
  const { method, form } = asked;
  const inside = world.rooms.some((one) => one.sid === room && one.inside.includes(sid));
  const found = inside ? callOf(world, sid) : undefined;
  if (!found) return missing(asked);
  if (method === 'POST') {
    const read = (name: string, now: boolean) => (form.has(name) ? form.get(name) === 'true' : now);
    Object.assign(found, { muted: read('Muted', found.muted), held: read('Hold', found.held) });
  }
  const { muted, held: hold } = found;
  return fine({ account_sid: accountSid, call_sid: sid, conference_sid: room, muted, hold, status: 'connected' });
}
