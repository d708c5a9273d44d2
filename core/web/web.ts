// The door to the web: the server with everything pages stand on, and all routes of the desk.
import Fastify, { type FastifyInstance } from 'fastify';
import { fileURLToPath } from 'node:url';
import type { Accounts, Viewer } from '../accounts/accounts.ts';
import type { Channels } from '../channels/channels.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';
import type { Files } from '../files/files.ts';
import type { Inbound } from '../inbound/inbound.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import { DeskError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { methodOverride, web } from './app.ts';
import { Assets } from './assets.ts';
import { demandAccess } from './access.ts';
import { cookieJar, type CookieJar } from './cookies.ts';
import { frames } from './frame.ts';
import { Locales } from './locales.ts';
import { Renderer } from './render.ts';
import { routes } from './routes.ts';
import { session } from './session.ts';

/** The rooms pages read from and call verbs of. */
export interface WebRooms {
  clock: Clock;
  log: Log;
  secrets: Secrets;
  database: Database;
  events: Events;
  jobs: Jobs;
  files: Files;
  accounts: Accounts;
  contacts: Contacts;
  conversations: Conversations;
  inbound: Inbound;
  outbound: Outbound;
  channels: Channels;
}

export interface WebSettings {
  /** Without a slash at the end. */
  publicUrl: string;
  /** Addresses and networks whose forwarding headers are believed. */
  trustedProxies: string[];
  development?: boolean;
  /** Fills an empty desk with an invented company (first run); absent: not offered. */
  loadSample?(viewer: Viewer): Promise<void>;
}

/** What every route file is given. */
export interface WebParts {
  rooms: WebRooms;
  options: WebSettings;
  renderer: Renderer;
  locales: Locales;
  assets: Assets;
  cookies: CookieJar;
}

export interface Web extends WebParts {
  server: FastifyInstance;
}

/** Builds the server; it does not listen yet, and takes more routes (plugins) until it does. */
export async function createWeb(rooms: WebRooms, options: WebSettings): Promise<Web> {
  const { development = false, publicUrl, trustedProxies } = options;
  const locales = new Locales();
  locales.add(fileURLToPath(new URL('../../views/locales', import.meta.url)));
  const assets = new Assets({ development });
  const asset = (name: string) => assets.address(name);
  const renderer = new Renderer({ locales, asset, now: () => rooms.clock.now(), development });
  const cookies = cookieJar(publicUrl);
  const server = Fastify({
    rewriteUrl: methodOverride,
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  });
  const { prepare, viewContext } = frames(server, { accounts: rooms.accounts, events: rooms.events, cookies, locales });
  demandAccess(server);
  await server.register(web, {
    renderer,
    assets,
    viewContext,
    https: publicUrl.startsWith('https:'),
    onError: (error, request) =>
      rooms.log.error({ error, method: request.method, url: request.routeOptions.url }, 'A request failed'),
    trouble: (error, request) => troubleOf(error, locales, request.viewContext.language),
  });
  await server.register(session, { accounts: rooms.accounts, cookies, locales, publicUrl, prepare });
  const parts: WebParts = { rooms, options, renderer, locales, assets, cookies };
  for (const route of routes) route(server, parts);
  return { ...parts, server };
}

/** A coded refusal in the reader's words: the text `error.<code>`, else its English sentence. */
function troubleOf(error: unknown, locales: Locales, language: string) {
  if (!(error instanceof DeskError)) return null;
  const key = `error.${error.code}`;
  const text = locales.find(language, key) ? locales.text(language, key, error.params) : undefined;
  return { status: error.status, code: error.code, text, detail: error.message, fields: error.fields };
}
