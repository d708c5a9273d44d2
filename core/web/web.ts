// The door to the web: the server with everything pages stand on, and all routes of the desk.
import Fastify, { type FastifyInstance } from 'fastify';
import { fileURLToPath } from 'node:url';
import { DeskError } from '../kernel/errors.ts';
import { web } from './app.ts';
import { Assets } from './assets.ts';
import { demandAccess, type DeclaredRoute } from './access.ts';
import { cookieJar } from './cookies.ts';
import { pushWords } from './letters.ts';
import { live, livePages, sockets } from './live.ts';
import { sentences } from './forms.ts';
import { prepareDeals, preparePipelines } from './first-inbox.ts';
import { frames } from './frame.ts';
import { closeWhatRests, serverOptions } from './listening.ts';
import { Locales } from './locales.ts';
import { createPages } from './pages.ts';
import { takePlugins } from './plugin-pages.ts';
import { Renderer } from './render.ts';
import { createThrottle } from './throttle.ts';
import type { WebParts, WebRooms, WebSettings } from './rooms.ts';
import { routes } from './routes.ts';
import { session } from './session.ts';
import { createAskedToSee } from './asked-to-see.ts';

export { prepareInboxes } from './first-inbox.ts';
export { letterOf, type Letter } from './letters.ts';
export type { SampleCompany, SampleProgress, WebParts, WebRooms, WebSettings } from './rooms.ts';

export interface Web extends WebParts {
  /** How changes look, for open pages. */
  livePages: ReturnType<typeof livePages>;
  server: FastifyInstance;
  /** Every route and who may open it. */
  declared: readonly DeclaredRoute[];
}

/** Builds the server; it does not listen yet, and takes more routes (plugins) until it does. */
export async function createWeb(rooms: WebRooms, options: WebSettings): Promise<Web> {
  const { strict = false, publicUrl, trustedProxies } = options;
  const locales = new Locales({
    strict,
    onGap: (error, key) => rooms.log.error({ error, key }, 'A text was shown with a gap'),
  });
  locales.add(fileURLToPath(new URL('../../views/locales', import.meta.url)));
  const assets = new Assets(strict ? { quality: 4 } : {});
  const asset = (name: string) => assets.address(name);
  const renderer = new Renderer({ locales, asset, now: () => rooms.clock.now(), strict });
  takePlugins({ rooms, locales, renderer, assets });
  rooms.notifications.speakWith(pushWords(locales));
  rooms.chatflows.speakWith((language) => (key) => locales.text(language, `chatflow.words.${key}`));
  const cookies = cookieJar(publicUrl);
  const server = Fastify(serverOptions(trustedProxies));
  closeWhatRests(server);
  const { prepare, viewContext } = frames(server, { ...rooms, cookies, locales, sample: options.sample });
  const declared = demandAccess(server);
  await server.register(web, {
    renderer,
    assets,
    viewContext,
    https: publicUrl.startsWith('https:'),
    onError: (error, request) =>
      rooms.log.error({ error, method: request.method, url: request.routeOptions.url }, 'A request failed'),
    trouble: (error, request) => troubleOf(error, locales, request.viewContext.language),
  });
  // Before whoever may refuse a request: only so are sockets of refused ones let go.
  await sockets(server);
  const throttle = await createThrottle(server, options.rates);
  await server.register(session, { accounts: rooms.accounts, cookies, locales, publicUrl, prepare, throttle });
  const pages = createPages(locales, declared);
  const [pictures, revealed] = [createAskedToSee(rooms.clock), createAskedToSee(rooms.clock)];
  const parts: WebParts = { rooms, options, renderer, locales, assets, cookies, pages, pictures, revealed };
  for (const route of [...routes, live]) route(server, parts);
  await preparePipelines(rooms, locales);
  await prepareDeals(rooms, locales);
  return { ...parts, livePages: livePages(parts), server, declared };
}

/** A coded refusal in the reader's words: the text `error.<code>`, else its English sentence. */
function troubleOf(error: unknown, locales: Locales, language: string) {
  if (!(error instanceof DeskError)) return null;
  const key = `error.${error.code}`;
  const text = locales.find(language, key) ? locales.text(language, key, error.params) : undefined;
  const fields = sentences(locales, language, error.fields, error.params);
  return { status: error.status, code: error.code, text, detail: error.message, fields, params: error.params };
}
