// By which servers sound finds its way between browsers: what the operator configured, with credentials that end soon.
import { createHmac } from 'node:crypto';
import type { IceConfig, IceServer } from '../contract/call.ts';

const USUAL_TTL = 3600;

/** Without any, browsers find each other only within one network, or where nothing stands between. */
export function iceServers({ stun, turn }: IceConfig, name: string, now: Date): IceServer[] {
  const servers: IceServer[] = stun?.length ? [{ urls: stun }] : [];
  if (!turn) return servers;
  // The REST scheme of coturn (`use-auth-secret`): the name carries when it ends, the password is made of the name.
  const username = `${Math.floor(now.getTime() / 1000) + (turn.ttl ?? USUAL_TTL)}:${name}`;
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  return [...servers, { urls: turn.urls, username, credential }];
}
