// Keys of the simulated account: made, looked at and taken away by its interface, and the tokens that are signed with them.
import { createHmac } from 'node:crypto';
import { fields, readJson, text } from '../provider/reading.ts';
import { newSid, SIMULATED, type World } from './world.ts';

interface Asked {
  method: string;
  form: URLSearchParams;
}

/** Null where there is none of that name. */
export function answerKeys(
  world: World,
  { method, form }: Asked,
  sid: string,
): { status: number; json: object } | null {
  if (method === 'POST' && sid === '') {
    const made = { sid: newSid('SK'), secret: newSid('').slice(0, 32), name: form.get('FriendlyName') ?? '' };
    world.keys.push(made);
    // The secret is told this once.
    return { status: 201, json: { sid: made.sid, friendly_name: made.name, secret: made.secret } };
  }
  const shape = (one: World['keys'][number]) => ({ sid: one.sid, friendly_name: one.name });
  if (sid === '') return { status: 200, json: { keys: world.keys.map(shape), next_page_uri: null } };
  const found = world.keys.find((one) => one.sid === sid);
  if (!found) return null;
  if (method !== 'DELETE') return { status: 200, json: shape(found) };
  world.keys = world.keys.filter((one) => one !== found);
  return { status: 204, json: {} };
}

/** Of whom, and for how many seconds still; or why not, by the code and name the provider has for it. */
export function readToken(
  world: World,
  token: string,
): { identity: string; ttl: number } | { code: number; message: string } {
  const invalid = { code: 31204, message: 'AccessTokenInvalid' };
  const [head = '', body = '', signature = ''] = token.split('.');
  const [header, claims] = [head, body].map((part) => fields(readJson(Buffer.from(part, 'base64url'))));
  const key = world.keys.find(({ sid }) => sid === claims!.iss);
  if (!key || claims!.sub !== SIMULATED.accountSid || header!.cty !== 'twilio-fpa;v=1') return invalid;
  if (createHmac('sha256', key.secret).update(`${head}.${body}`).digest('base64url') !== signature) return invalid;
  const grants = fields(claims!.grants);
  const identity = text(grants.identity);
  const isRung = fields(fields(grants.voice).incoming).allow === true;
  if (!/^\w{1,121}$/.test(identity) || !isRung) return invalid;
  const ttl = Number(claims!.exp) - Math.floor(Date.now() / 1000);
  return ttl > 0 ? { identity, ttl } : { code: 31205, message: 'AccessTokenExpired' };
}
