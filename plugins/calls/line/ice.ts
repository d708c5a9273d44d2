// By which servers media find their way: what the operator configured, with credentials that end soon (coturn, `use-auth-secret`).
import { createHmac } from 'node:crypto';
import type { IceServer } from '../../../core/contract/call.ts';
import type { PluginContext } from '../../../core/contract/context.ts';

interface TurnConfig {
  /** `turn:turn.example.com:3478?transport=udp` and the like. */
  urls: string[];
  /** The server's `static-auth-secret`. */
  secret: string;
  /** Seconds a new connection may be asked for. */
  ttl?: number;
}

const USUAL_TTL = 3600;

/** Without any, browsers find each other only within one network, or where nothing stands between. */
export function iceServers({ config, now }: Pick<PluginContext, 'config' | 'now'>, name: string): IceServer[] {
  const { stun, turn } = config as { stun?: string[]; turn?: TurnConfig };
  const servers: IceServer[] = stun?.length ? [{ urls: stun }] : [];
  if (!turn?.urls?.length || !turn.secret) return servers;
  return [...servers, { urls: turn.urls, ...turnCredentials(turn.secret, name, now(), turn.ttl) }];
}

/** The REST scheme: the name carries when it ends, the password is made of the name. */
export function turnCredentials(secret: string, name: string, now: Date, ttl = USUAL_TTL) {
  const username = `${Math.floor(now.getTime() / 1000) + ttl}:${name}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}
