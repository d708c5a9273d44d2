// Whom the doctor tells when something breaks: mails to administrators, an address that is called, a trial of both (OP-6).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AlarmSettings } from '../../doctor/doctor.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';

const MANAGE = { config: { permission: 'workspace.manage' } } as const;
const PLACE = '/settings/doctor';

/** Draws the doctor's page, with the form as it was typed. */
export type DrawDoctor = (
  request: FastifyRequest,
  reply: FastifyReply,
  typed?: AlarmSettings,
  wrong?: Wrong,
) => Promise<FastifyReply>;

export function alarmRoutes(server: FastifyInstance, { rooms, cookies, locales }: WebParts, draw: DrawDoctor): void {
  const { alarm } = rooms.doctor;

  server.patch(`${PLACE}/alarm`, MANAGE, async (request, reply) => {
    const form = formOf(request);
    const typed = { mail: form.on('mail'), webhook: form.text('webhook') };
    return orAgain(
      locales,
      request,
      async () => {
        await alarm.save(request.viewer, typed);
        cookies.say(reply, 'said.saved');
        return reply.goTo(PLACE);
      },
      (wrong) => draw(request, reply, typed, wrong),
    );
  });

  server.post(`${PLACE}/alarm/trial`, MANAGE, async (request, reply) => {
    await alarm.tryOut(request.viewer);
    cookies.say(reply, 'said.alarm-tried');
    return reply.goTo(PLACE);
  });
}

export function alarmSection(say: Say, settings: AlarmSettings, wrong: Wrong = {}): Section {
  const fields: FieldModel[] = [
    { kind: 'switch', name: 'mail', label: say('alarm.mail'), help: say('alarm.mail.help'), value: settings.mail },
    {
      kind: 'text',
      inputType: 'url',
      name: 'webhook',
      label: say('alarm.webhook'),
      help: say('alarm.webhook.help'),
      placeholder: 'https://',
      optional: true,
      autocomplete: 'off',
      maximum: 2000,
      value: settings.webhook,
    },
  ];
  return {
    id: 'alarm',
    card: true,
    title: say('alarm.heading'),
    text: say('alarm.text'),
    acts: [{ label: say('alarm.try'), action: `${PLACE}/alarm/trial`, icon: 'send' }],
    form: { action: `${PLACE}/alarm?_method=PATCH`, groups: [{ fields: withWrong(fields, wrong) }], quiet: true },
  };
}
