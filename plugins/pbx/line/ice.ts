// By which servers sound finds its way: what the operator configured, with credentials that end soon (coturn).
import { createHmac } from 'node:crypto';
import type { IceServer } from '../../../core/contract/call.ts';
import type { PluginContext } from '../../../core/contract/context.ts';

interface TurnConfig {
  urls: string[];
  /** The server's `static-auth-secret`. */
  secret: string;
  /** Seconds a new connection may be asked for. */
  ttl?: number;
}

const USUAL_TTL = 3600;

export function iceServers({ config, now }: Pick<PluginContext, 'config' | 'now'>, name: string): IceServer[] {
  const { stun, turn } = config as { stun?: string[]; turn?: TurnConfig };
  const servers: IceServer[] = stun?.length ? [{ urls: stun }] : [];
  if (!turn?.urls?.length || !turn.secret) return servers;
  const username = `${Math.floor(now().getTime() / 1000) + (turn.ttl ?? USUAL_TTL)}:${name}`;
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  return [...servers, { urls: turn.urls, username, credential }];
}
