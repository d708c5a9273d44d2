// Settings → Skills and rules: what people can, and who can it (TK-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import type { Skill } from '../../routing/routing.ts';
import { nameField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';
import { ruleTable } from './skill-rules.ts';

const SKILLS_MANAGE = { config: { permission: 'user.manage' } } as const;
const SKILLS = '/settings/skills';
type Address = { Params: { id: string } };
type Typed = Pick<Skill, 'name' | 'userIds'>;

export function skillRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales, pages } = parts;
  const { skills } = rooms.routing;
  changes(server, parts);

  server.get(SKILLS, SKILLS_MANAGE, async (request, reply) => {
    const say = pages.say(request);
    const all = await skills.list();
    const newSkill = { label: say('skills.new'), href: `${SKILLS}/new`, icon: 'plus', primary: true };
    const newRule = { label: say('skills.rules.new'), href: `${SKILLS}/rules/new`, icon: 'plus' };
    return pages.settings(request, reply, 'skills', {
      heading: say('skills.heading'),
      text: say('skills.text'),
      links: all.length > 0 ? [newSkill, newRule] : [newSkill],
      sections: [await skillTable(parts, say, all), ...(all.length > 0 ? [await ruleTable(parts, request, all)] : [])],
    });
  });

  server.get(`${SKILLS}/new`, SKILLS_MANAGE, async (request, reply) =>
    skillPage(parts, request, reply, null, { name: '', userIds: [] }),
  );

  server.post(SKILLS, SKILLS_MANAGE, async (request, reply) => {
    const typed = typedIn(request);
    const work = async () => {
      const { id } = await skills.create(typed);
      await rooms.accounts.audit.write(request.viewer, 'skill.created', `skill:${id}`, { name: typed.name });
      cookies.say(reply, 'said.saved');
      return reply.goTo(SKILLS);
    };
    return orAgain(locales, request, work, (wrong) => skillPage(parts, request, reply, null, typed, wrong));
  });
}

function changes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { skills } = rooms.routing;

  server.get<Address>(`${SKILLS}/:id`, SKILLS_MANAGE, async (request, reply) => {
    const skill = await skillOf(parts, request.params.id);
    return skillPage(parts, request, reply, skill, skill);
  });

  server.patch<Address>(`${SKILLS}/:id`, SKILLS_MANAGE, async (request, reply) => {
    const skill = await skillOf(parts, request.params.id);
    const typed = typedIn(request);
    const work = async () => {
      await skills.change(skill.id, typed);
      await rooms.accounts.audit.write(request.viewer, 'skill.changed', `skill:${skill.id}`, { ...typed });
      cookies.say(reply, 'said.saved');
      return reply.goTo(SKILLS);
    };
    return orAgain(locales, request, work, (wrong) => skillPage(parts, request, reply, skill, typed, wrong));
  });

  removal(server, parts);
}

function removal(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, pages } = parts;
  const { skills } = rooms.routing;

  server.get<Address>(`${SKILLS}/:id/removal`, SKILLS_MANAGE, async (request, reply) => {
    const skill = await skillOf(parts, request.params.id);
    const say = pages.say(request);
    return reply.dialog({
      title: say('skills.removal.title', { name: skill.name }),
      text: say('skills.removal.text'),
      action: `${SKILLS}/${skill.id}?_method=DELETE`,
      submit: say('skills.removal.submit'),
      danger: true,
      back: `${SKILLS}/${skill.id}`,
    });
  });

  server.delete<Address>(`${SKILLS}/:id`, SKILLS_MANAGE, async (request, reply) => {
    const skill = await skillOf(parts, request.params.id);
    await skills.remove(skill.id);
    await rooms.accounts.audit.write(request.viewer, 'skill.deleted', `skill:${skill.id}`, { name: skill.name });
    cookies.say(reply, 'said.saved');
    return reply.goTo(SKILLS);
  });
}

async function skillOf({ rooms }: WebParts, id: string): Promise<Skill> {
  const skill = /^\d{1,9}$/.test(id) ? await rooms.routing.skills.get(Number(id)) : null;
  if (!skill) throw notFound('skill');
  return skill;
}

function typedIn(request: FastifyRequest): Typed {
  const form = formOf(request);
  return { name: form.text('name'), userIds: form.numbers('users') };
}

async function skillTable({ rooms }: WebParts, say: Say, skills: Skill[]): Promise<Section> {
  const users = await rooms.accounts.users.list();
  const rows = skills.map((skill) => ({
    cells: [
      { text: skill.name, href: `${SKILLS}/${skill.id}` },
      {
        people: users
          .filter(({ id }) => skill.userIds.includes(id))
          .slice(0, 8)
          .map(({ id, name }) => ({ id: `u${id}`, name })),
      },
    ],
  }));
  const columns = [{ label: say('field.name') }, { label: say('skills.users') }];
  const empty = { title: say('skills.none'), text: say('skills.none.text') };
  return { card: true, table: { label: say('skills.heading'), columns, rows, empty } };
}

async function skillPage(
  { rooms, pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  skill: Skill | null,
  typed: Typed,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = pages.say(request);
  const users: FieldModel = {
    kind: 'several',
    name: 'users',
    label: say('skills.users'),
    options: (await rooms.accounts.users.whoMay('conversation.take')).map(({ id, name }) => ({
      value: String(id),
      label: name,
      person: { id: `u${id}`, name },
      current: typed.userIds.includes(id),
    })),
  };
  const name = nameField(say, typed.name, { help: say('skills.name.help') });
  const content = {
    heading: skill?.name ?? say('skills.new'),
    crumb: { label: say('skills.heading'), href: SKILLS },
    acts: skill ? [{ label: say('skills.remove'), action: '', asks: `${SKILLS}/${skill.id}/removal` }] : [],
    narrow: true,
    sections: [
      {
        form: {
          action: skill ? `${SKILLS}/${skill.id}?_method=PATCH` : SKILLS,
          groups: [{ fields: withWrong([name, users], wrong ?? {}) }],
          back: SKILLS,
        },
      },
    ],
  };
  return pages.settings(request, reply, 'skills', content, wrong ? 422 : 200);
}
