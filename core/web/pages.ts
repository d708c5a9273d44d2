// What route files share: words in the reader's language, settings pages with their column, common fields.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { barrier, type DeclaredRoute } from './access.ts';
import type { Locales, TextValues } from './locales.ts';
import type { FieldModel, FieldOption } from './models/fields.ts';
import type { SettingsPage } from './models/forms.ts';
import { settingsLists, type SettingsPlace } from './settings-nav.ts';

/** A text of the desk in the reader's language. */
export type Say = (key: string, values?: TextValues) => string;

export type SettingsContent = Omit<SettingsPage, 'lists' | 'title'> & { title?: string };

export interface Pages {
  say(request: FastifyRequest): Say;
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
  return {
    say,
    settings(request, reply, place, content, status = 200) {
      const lists = settingsLists(place, (one) => mayOpen(request, `/settings/${one}`), say(request));
      // What was posted cannot be asked for again: the address stays that of the page the form stood on.
      if (status !== 200) reply.header('hx-push-url', 'false');
      return reply.page('settings/page', { title: content.heading, ...content, lists }, status);
    },
  };
}

export function selectField(
  name: string,
  label: string,
  options: { value: string; label: string }[],
  current: string,
): FieldModel {
  const marked: FieldOption[] = options.map((option) => ({ ...option, current: option.value === current }));
  return { kind: 'choice', look: 'select', name, label, required: true, options: marked };
}

export function languageField(say: Say, languages: string[], current: string): FieldModel {
  const label = (language: string) => new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  const options = languages.map((value) => ({ value, label: label(value) }));
  return selectField('language', say('field.language'), options, current);
}

export function timeZoneField(say: Say, current: string): FieldModel {
  const zones = new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
  const options = [...zones].toSorted().map((value) => ({ value, label: value.replaceAll('_', ' ') }));
  return selectField('timeZone', say('field.time_zone'), options, current);
}

export function newPasswordField(say: Say, name = 'password'): FieldModel & { meter: boolean } {
  const help = say('field.password.help');
  return {
    kind: 'secret',
    name,
    label: say('field.password.new'),
    help,
    autocomplete: 'new-password',
    required: true,
    meter: true,
  };
}

export function currentPasswordField(say: Say): FieldModel {
  const label = say('field.password.current');
  return { kind: 'secret', name: 'current', label, autocomplete: 'current-password', required: true };
}
