// The workspace: its name, language, time zone and how long a sent message can be taken back.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HOLD_SECONDS } from '../../accounts/accounts.ts';
import { languageField, nameField, timeZoneField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';

const MANAGE = { config: { permission: 'workspace.manage' } } as const;
const PLACE = '/settings/workspace';

export function workspaceRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { workspace } = rooms.accounts;

  server.get(PLACE, MANAGE, async (request, reply) => workspacePage(parts, request, reply, await workspace.get()));

  server.patch(PLACE, MANAGE, async (request, reply) => {
    const form = formOf(request);
    const [name, language, timeZone] = [form.text('name'), form.text('language'), form.text('timeZone')];
    const typed = { name, language, timeZone, holdSeconds: form.number('holdSeconds') };
    return orAgain(
      locales,
      request,
      async () => {
        await workspace.set(request.viewer, typed);
        cookies.say(reply, 'said.saved');
        return reply.goTo(PLACE);
      },
      (wrong) => workspacePage(parts, request, reply, typed, wrong),
    );
  });
}

function workspacePage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: { name: string; language: string; timeZone: string; holdSeconds: number },
  wrong?: Wrong,
): FastifyReply {
  const { locales, pages } = parts;
  const say = pages.say(request);
  const hold: FieldModel = {
    kind: 'number',
    name: 'holdSeconds',
    label: say('workspace.hold'),
    help: say('workspace.hold.help'),
    required: true,
    minimum: HOLD_SECONDS.least,
    most: HOLD_SECONDS.most,
    value: Number.isNaN(typed.holdSeconds) ? '' : typed.holdSeconds,
  };
  const fields = [
    nameField(say, typed.name, { help: say('workspace.name.help') }),
    languageField(say, locales.languages, typed.language),
    timeZoneField(say, typed.timeZone),
    hold,
  ];
  const form = { action: `${PLACE}?_method=PATCH`, groups: [{ fields: withWrong(fields, wrong ?? {}) }] };
  const content = {
    heading: say('workspace.heading'),
    text: say('workspace.text'),
    narrow: true,
    sections: [{ form }, ...sampleSection(parts, say)],
  };
  return pages.settings(request, reply, 'workspace', content, wrong ? 422 : 200);
}

function sampleSection({ options }: WebParts, say: Say): Section[] {
  const { sample } = options;
  if (!sample) return [];
  const act = sample.isThere()
    ? { label: say('sample.remove'), action: '', asks: `${PLACE}/sample/removal` }
    : { label: say('sample.load'), action: `${PLACE}/sample` };
  return [{ card: true, title: say('sample.heading'), text: say('sample.text'), acts: sample.progress() ? [] : [act] }];
}
