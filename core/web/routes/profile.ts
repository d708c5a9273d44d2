// Your profile: name, language, time zone, light or dark; and whether you can be given conversations (AD-3, CH-4).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Availability, Theme } from '../../accounts/accounts.ts';
import type { BusinessHours, SettingsShape } from '../../contract/settings.ts';
import { languageField, nameField, timeZoneField } from '../common-fields.ts';
import { hoursOf, readFields } from '../fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import { ownAddress } from '../origin.ts';
import { daysOfWeek } from '../present/settings-form.ts';
import type { WebParts } from '../rooms.ts';
import { habitsSection } from './habits.ts';

const MINE = { config: { permission: 'signed-in' } } as const;
const THEMES = ['system', 'light', 'dark'] as const;
/** Read as a channel's setting of the kind is. */
const HOURS = { hours: { type: 'hours' } } as const satisfies SettingsShape;
/** Offered to who has none yet. */
const USUAL = ([1, 2, 3, 4, 5] as const).map((day) => ({ day, from: '09:00', to: '17:00' }));
const STATES = ['available', 'away', 'automatic'] as const;

export function profileRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { users } = rooms.accounts;

  server.get('/settings', MINE, async (_request, reply) => reply.goTo('/settings/profile'));

  server.get('/settings/profile', MINE, async (request, reply) => {
    const { name, language, timeZone, theme } = request.viewer;
    return profilePage(parts, request, reply, { name, language, timeZone, theme });
  });

  server.patch('/settings/profile', MINE, async (request, reply) => {
    const form = formOf(request);
    const [name, language] = [form.text('name'), form.text('language')];
    const [timeZone, theme] = [form.text('timeZone'), form.text('theme') as Theme];
    return orAgain(
      locales,
      request,
      async () => {
        await users.update(request.viewer, request.viewer.userId, { name, language, timeZone, theme });
        // The choice of this device would hide the new one.
        cookies.dropTheme(reply);
        cookies.say(reply, 'said.saved');
        return reply.goTo('/settings/profile');
      },
      (wrong) => profilePage(parts, request, reply, { name, language, timeZone, theme }, wrong),
    );
  });

  availabilityRoutes(server, parts);
}

function availabilityRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { availability } = rooms.accounts;

  server.put('/availability/hours', MINE, async (request, reply) => {
    const { hours } = readFields(HOURS, request.body as Record<string, unknown>) as { hours?: BusinessHours };
    const { name, language, timeZone, theme } = request.viewer;
    const chosen = formOf(request).on('limited') ? (hours ?? { timeZone, periods: [] }) : null;
    return orAgain(
      locales,
      request,
      async () => {
        await availability.setHours(request.viewer, chosen);
        cookies.say(reply, 'said.saved');
        return reply.goTo('/settings/profile');
      },
      (wrong) => profilePage(parts, request, reply, { name, language, timeZone, theme }, wrong, chosen),
    );
  });

  server.put('/availability', MINE, async (request, reply) => {
    await availability.choose(request.viewer, formOf(request).text('state') as Availability);
    const from = URL.parse(request.headers.referer ?? '');
    return reply.goTo(ownAddress(from ? from.pathname + from.search : '/'));
  });
}

async function profilePage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: { name: string; language: string; timeZone: string; theme: string },
  wrong?: Wrong,
  hours?: BusinessHours | null,
): Promise<FastifyReply> {
  const { locales, pages } = parts;
  const say = pages.say(request);
  const theme: FieldModel = {
    kind: 'choice',
    look: 'segments',
    name: 'theme',
    label: say('field.theme'),
    required: true,
    options: THEMES.map((value) => ({ value, label: say(`theme.${value}`), current: value === typed.theme })),
  };
  const name = { ...nameField(say, typed.name, { help: say('profile.name.help') }), autocomplete: 'name' };
  const shown = [
    name,
    languageField(say, locales.languages, typed.language),
    timeZoneField(say, typed.timeZone),
    theme,
  ];
  const form = { action: '/settings/profile?_method=PATCH', groups: [{ fields: withWrong(shown, wrong ?? {}) }] };
  const own = [{ form }, habitsSection(parts, request)];
  const content = {
    heading: say('profile.heading'),
    text: request.viewer.email,
    narrow: true,
    sections: [...own, await availabilitySection(parts, request), await hoursSection(parts, request, wrong, hours)],
    acts: [{ label: say('rail.leave'), action: '/session?_method=DELETE', icon: 'out' }],
  };
  return pages.settings(request, reply, 'profile', content, wrong ? 422 : 200);
}

/** Beside the menu at the rail: phones have none. */
async function availabilitySection({ rooms, pages }: WebParts, request: FastifyRequest) {
  const say = pages.say(request);
  const chosen = (await rooms.accounts.users.find(request.viewer.userId))?.availability;
  const options = STATES.map((value) => ({ value, label: say(`presence.${value}`), current: value === chosen }));
  const state: FieldModel = {
    kind: 'choice',
    look: 'segments',
    name: 'state',
    label: say('profile.availability'),
    options,
  };
  const form = {
    id: 'availability',
    action: '/availability?_method=PUT',
    groups: [{ fields: [{ ...state, help: say('profile.availability.help') }] }],
    quiet: true,
  };
  return { form };
}

/** When the person works: matters while their availability is automatic (NT-1). */
async function hoursSection(
  { rooms, pages }: WebParts,
  request: FastifyRequest,
  wrong: Wrong = {},
  typed?: BusinessHours | null,
): Promise<Section> {
  const say = pages.say(request);
  const { viewer, viewContext } = request;
  const hours = typed ?? (await rooms.accounts.users.find(viewer.userId))?.workingHours ?? null;
  const shown = hours ?? { timeZone: viewer.timeZone, periods: USUAL };
  const limited: FieldModel = {
    kind: 'switch',
    name: 'limited',
    label: say('profile.hours.limited'),
    help: say('profile.hours.limited.help'),
    value: hours !== null,
  };
  const field: FieldModel = {
    ...{ kind: 'hours', name: 'hours', label: say('profile.hours'), showWhen: { field: 'limited', is: 'true' } },
    ...hoursOf(shown, daysOfWeek(viewContext.language)),
    error: wrong.hours,
  };
  const action = '/availability/hours?_method=PUT';
  return { form: { id: 'hours', action, groups: [{ fields: [limited, field] }], quiet: true } };
}
