// What route files share: words in the reader's language, settings pages with their column, common fields.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { barrier, type DeclaredRoute } from './access.ts';
import type { Locales, TextValues } from './locales.ts';
import type { SettingsPage } from './models/forms.ts';
import type { Lists } from './models/shared.ts';
import { settingsLists, type SettingsPlace } from './settings-nav.ts';

/** A text of the desk in the reader's language. */
export type Say = (key: string, values?: TextValues) => string;

export type SettingsContent = Omit<SettingsPage, 'lists' | 'title'> & { title?: string };

export interface Pages {
  say(request: FastifyRequest): Say;
  /** The column beside every page of the settings. */
  lists(request: FastifyRequest, place: SettingsPlace): Lists;
  /** Sends a page of the settings; its title is its heading unless given. */
  settings(
    request: FastifyRequest,
    reply: FastifyReply,
    place: SettingsPlace,
    content: SettingsContent,
    status?: number,
  ): FastifyReply;
}

/** `declared` says who may open which page: only those stand in the column of settings. */
export function createPages(locales: Locales, declared: readonly DeclaredRoute[]): Pages {
  const mayOpen = (request: FastifyRequest, address: string) => {
    const page = declared.find(({ method, url }) => method === 'GET' && url === address);
    return page !== undefined && barrier(request, page.access) === null;
  };
  const say = (request: FastifyRequest): Say => {
    const { language } = request.viewContext;
    return (key, values) => locales.text(language, key, values);
  };
  const lists = (request: FastifyRequest, place: SettingsPlace) =>
    settingsLists(place, (one) => mayOpen(request, `/settings/${one}`), say(request));
  return {
    say,
    lists,
    settings(request, reply, place, content, status = 200) {
      return reply.page('settings/page', { title: content.heading, ...content, lists: lists(request, place) }, status);
    },
  };
}
