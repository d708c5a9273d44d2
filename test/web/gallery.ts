// Every page of the desk from invented models, for tests and pictures; nothing here is served by the product.
import Fastify, { type FastifyInstance } from 'fastify';
import { fileURLToPath } from 'node:url';
import { Assets } from '../../core/web/assets.ts';
import { methodOverride, web } from '../../core/web/app.ts';
import type { ViewContext } from '../../core/web/context.ts';
import { Locales } from '../../core/web/locales.ts';
import type { Views } from '../../core/web/models/views.ts';
import { Renderer } from '../../core/web/render.ts';
import { channelsPage, choosePage, healthPage, wizardForm, wizardSteps } from './gallery/channels.ts';
import { emptyList, list } from './gallery/inbox.ts';
import { frame, inboxLists, NOW } from './gallery/people.ts';
import { firstRun, nothingFound, notifications, search, signIn } from './gallery/others.ts';
import { accountPage, confirmation, details, profilePage, usersPage } from './gallery/settings.ts';
import { aside, closedComposer, commentComposer, everyEntry, mailComposer, thread } from './gallery/thread.ts';

export type GalleryPage = {
  [Name in keyof Views]: { name: string; view: Name; model: Views[Name]; signedOut?: boolean };
}[keyof Views];

const inbox = { title: 'All open', topics: 'inbox:1 conversation:12', lists: inboxLists };

export const pages = (text: (key: string) => string): GalleryPage[] => [
  { name: 'inbox', view: 'inbox/page', model: { ...inbox, view: 'list', list, thread, aside } },
  { name: 'thread', view: 'inbox/page', model: { ...inbox, view: 'thread', list, thread, aside } },
  { name: 'inbox-empty', view: 'inbox/page', model: { ...inbox, view: 'list', list: emptyList } },
  {
    name: 'thread-parts',
    view: 'inbox/page',
    model: {
      ...inbox,
      view: 'thread',
      list,
      thread: { ...thread, entries: everyEntry, composer: mailComposer },
      aside,
    },
  },
  {
    name: 'thread-comment',
    view: 'inbox/page',
    model: { ...inbox, view: 'thread', list, thread: { ...thread, composer: commentComposer }, aside },
  },
  {
    name: 'thread-closed',
    view: 'inbox/page',
    model: { ...inbox, view: 'thread', list, thread: { ...thread, closed: true, composer: closedComposer }, aside },
  },
  { name: 'channels', view: 'channels/page', model: channelsPage(text) },
  { name: 'channels-choose', view: 'channels/choose', model: choosePage(text) },
  { name: 'wizard-form', view: 'channels/wizard', model: wizardForm(text) },
  ...wizardSteps(text).map(({ name, model }): GalleryPage => ({ name, view: 'channels/wizard', model })),
  {
    name: 'wizard-returned',
    view: 'channels/returned',
    model: { title: 'Done', place: '/connections/c-1' },
    signedOut: true,
  },
  { name: 'health', view: 'channels/health', model: healthPage(text) },
  { name: 'account', view: 'settings/page', model: accountPage(text) },
  { name: 'users', view: 'settings/page', model: usersPage(text) },
  { name: 'profile', view: 'settings/page', model: profilePage(text) },
  { name: 'confirmation', view: 'shared/dialog-page', model: { ...confirmation, title: 'Deactivate?' } },
  { name: 'details', view: 'shared/dialog-page', model: details },
  { name: 'notifications', view: 'notifications/page', model: notifications },
  { name: 'search', view: 'search/page', model: search },
  { name: 'search-nothing', view: 'search/page', model: nothingFound },
  { name: 'sign-in', view: 'entry/page', model: signIn, signedOut: true },
  { name: 'first-run', view: 'entry/page', model: firstRun, signedOut: true },
  { name: 'missing', view: 'trouble/page', model: { title: '404', kind: 'missing', status: 404 } },
  {
    name: 'failed-signed-out',
    view: 'trouble/page',
    model: { title: '500', kind: 'failed', status: 500 },
    signedOut: true,
  },
];

export interface Gallery {
  renderer: Renderer;
  assets: Assets;
  locales: Locales;
  render(page: GalleryPage, context?: Partial<ViewContext>): string;
}

export function buildGallery(): Gallery {
  const locales = new Locales({ strict: true });
  locales.add(fileURLToPath(new URL('../../views/locales', import.meta.url)));
  const assets = new Assets();
  const asset = (name: string) => assets.address(name);
  const renderer = new Renderer({ locales, asset, now: () => NOW, strict: true });
  const render: Gallery['render'] = (page, context) =>
    renderer.renderNamed(page.view, page.model, { ...contextOf(page), ...context });
  return { renderer, assets, locales, render };
}

function contextOf(page: GalleryPage): ViewContext {
  return { language: 'en', timeZone: 'Europe/Berlin', csrfToken: 'token', frame: page.signedOut ? undefined : frame };
}

/** Serves the gallery at `/gallery/<name>?theme=&language=`, through the real web plugin. */
export async function serveGallery(gallery = buildGallery()): Promise<FastifyInstance> {
  const server = Fastify({ rewriteUrl: methodOverride });
  await server.register(web, {
    renderer: gallery.renderer,
    assets: gallery.assets,
    https: false,
    onError: (error) => console.error(error),
    viewContext: () => ({ language: 'en', timeZone: 'Europe/Berlin', csrfToken: 'token', frame }),
  });
  server.get<{ Params: { name: string }; Querystring: Partial<ViewContext> }>('/gallery/:name', (request, reply) => {
    const language = request.query.language ?? 'en';
    const text = (key: string) => gallery.locales.text(language, key);
    const page = pages(text).find((one) => one.name === request.params.name);
    if (!page) return reply.callNotFound();
    reply.type('text/html; charset=utf-8').send(gallery.render(page, request.query));
  });
  return server;
}
