// The content rules: which dangers are looked for in what people send, and the domains that are always or never wanted (WA-12).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CHECKS, type ContentRules } from '../../content/content.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { WebParts } from '../rooms.ts';

const MANAGE = { config: { permission: 'workspace.manage' } } as const;
const PLACE = '/settings/content';
const LISTS = ['blocked', 'trusted'] as const;

export function contentRulesRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;

  server.get(PLACE, MANAGE, async (request, reply) => rulesPage(parts, request, reply, await rooms.content.rules()));

  server.patch(PLACE, MANAGE, async (request, reply) => {
    const form = formOf(request);
    const typed = {
      ...Object.fromEntries(CHECKS.map((check) => [check, form.on(check)])),
      ...Object.fromEntries(
        LISTS.map((list) => [
          list,
          form
            .text(list)
            .split(/[\s,;]+/)
            .filter(Boolean),
        ]),
      ),
    } as unknown as ContentRules;
    return orAgain(
      locales,
      request,
      async () => {
        await rooms.content.setRules(request.viewer, typed);
        cookies.say(reply, 'said.saved');
        return reply.goTo(PLACE);
      },
      (wrong) => rulesPage(parts, request, reply, typed, wrong),
    );
  });
}

function rulesPage(
  { pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  rules: ContentRules,
  wrong: Wrong = {},
): FastifyReply {
  const say = pages.say(request);
  const checks = CHECKS.map((name): FieldModel => ({
    ...{ kind: 'switch', name, value: rules[name] },
    ...{ label: say(`content.${name}`), help: say(`content.${name}.help`) },
  }));
  const lists = LISTS.map((name): FieldModel => ({
    ...{ kind: 'long-text', name, value: rules[name].join('\n'), rows: 4, optional: true, maximum: 100_000 },
    ...{ label: say(`content.${name}`), help: say(`content.${name}.help`) },
  }));
  const groups = [
    { title: say('content.checks'), fields: checks },
    { title: say('content.domains'), fields: lists },
  ];
  const form = {
    action: `${PLACE}?_method=PATCH`,
    groups: groups.map((one) => ({ ...one, fields: withWrong(one.fields, wrong) })),
  };
  const content = { heading: say('content.heading'), text: say('content.text'), narrow: true, sections: [{ form }] };
  return pages.settings(request, reply, 'content', content, Object.keys(wrong).length > 0 ? 422 : 200);
}
