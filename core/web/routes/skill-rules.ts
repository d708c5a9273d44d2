// Rules that say which skills a conversation needs (TK-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import type { NewSkillRule, Skill, SkillRule } from '../../routing/routing.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { Section } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import { channelMark } from '../present/marks.ts';
import { conditionsInWords, readRule, ruleFields, type RuleChoices } from '../present/skill-rule-form.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

const MANAGE = { config: { permission: 'user.manage' } } as const;
const SKILLS = '/settings/skills';
const RULES = `${SKILLS}/rules`;
type Address = { Params: { id: string } };

const EMPTY: NewSkillRule = { name: '', match: 'all', conditions: [], skillIds: [], active: true };

export function skillRuleRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales } = parts;
  const { skills } = rooms.routing;
  const kept = keeper(parts);

  server.get(`${RULES}/new`, MANAGE, async (request, reply) => rulePage(parts, request, reply, null, EMPTY));

  server.post(RULES, MANAGE, async (request, reply) => {
    const typed = readRule(formOf(request));
    const work = async () => kept(request, reply, 'created', await skills.createRule(typed));
    return orAgain(locales, request, work, (wrong) => rulePage(parts, request, reply, null, typed, wrong));
  });

  server.get<Address>(`${RULES}/:id`, MANAGE, async (request, reply) => {
    const rule = await ruleOf(parts, request.params.id);
    return rulePage(parts, request, reply, rule.id, rule);
  });

  server.patch<Address>(`${RULES}/:id`, MANAGE, async (request, reply) => {
    const { id } = await ruleOf(parts, request.params.id);
    const typed = readRule(formOf(request));
    const work = async () => {
      await skills.changeRule(id, typed);
      return kept(request, reply, 'changed', id);
    };
    return orAgain(locales, request, work, (wrong) => rulePage(parts, request, reply, id, typed, wrong));
  });
  removal(server, parts);
}

function removal(server: FastifyInstance, parts: WebParts): void {
  const { skills } = parts.rooms.routing;

  server.get<Address>(`${RULES}/:id/removal`, MANAGE, async (request, reply) => {
    const rule = await ruleOf(parts, request.params.id);
    const say = parts.pages.say(request);
    return reply.dialog({
      title: say('skills.rule.removal.title', { name: rule.name }),
      text: say('skills.rule.removal.text'),
      action: `${RULES}/${rule.id}?_method=DELETE`,
      submit: say('skills.rule.removal.submit'),
      danger: true,
      back: `${RULES}/${rule.id}`,
    });
  });

  server.delete<Address>(`${RULES}/:id`, MANAGE, async (request, reply) => {
    const { id } = await ruleOf(parts, request.params.id);
    await skills.removeRule(id);
    return keeper(parts)(request, reply, 'deleted', id);
  });
}

/** Writes down who did it and leads back to the list. */
function keeper({ rooms, cookies }: WebParts) {
  return async (request: FastifyRequest, reply: FastifyReply, done: string, id: number): Promise<FastifyReply> => {
    await rooms.accounts.audit.write(request.viewer, `skill_rule.${done}`, `skill_rule:${id}`, {});
    cookies.say(reply, 'said.saved');
    return reply.goTo(SKILLS);
  };
}

async function ruleOf({ rooms }: WebParts, id: string): Promise<SkillRule> {
  const rule = (await rooms.routing.skills.rules()).find((one) => String(one.id) === id);
  if (!rule) throw notFound('skill_rule');
  return rule;
}

async function choicesOf(parts: WebParts, request: FastifyRequest, skills: Skill[]): Promise<RuleChoices> {
  const { channels, conversations } = parts.rooms;
  const accounts = (await channels.accounts()).map(({ account }) => account);
  const named = (channel: string) => channelMark(presentFor(parts, request), channel).name;
  return {
    skills,
    channel: [...new Set(accounts.map(({ channel }) => channel))].map((value) => ({ value, label: named(value) })),
    account: accounts.map(({ id, title }) => ({ value: String(id), label: title })),
    inbox: (await conversations.inboxes.list()).map(({ id, name }) => ({ value: String(id), label: name })),
  };
}

export async function ruleTable(parts: WebParts, request: FastifyRequest, skills: Skill[]): Promise<Section> {
  const say = parts.pages.say(request);
  const choices = await choicesOf(parts, request, skills);
  const rows = (await parts.rooms.routing.skills.rules()).map((rule) => ({
    cells: [
      {
        text: rule.name,
        href: `${RULES}/${rule.id}`,
        detail: conditionsInWords(say, rule, choices),
        chips: rule.active ? [] : [{ label: say('skills.rule.off'), tone: 'outline' as const }],
      },
      { text: namesOf(skills, rule) },
    ],
  }));
  const columns = [{ label: say('skills.rules.rule') }, { label: say('skills.rule.skills') }];
  const empty = { title: say('skills.rules.none'), text: say('skills.rules.none.text') };
  return { card: true, title: say('skills.rules'), table: { label: say('skills.rules'), columns, rows, empty } };
}

function namesOf(skills: Skill[], { skillIds }: SkillRule): string {
  return skills
    .filter(({ id }) => skillIds.includes(id))
    .map(({ name }) => name)
    .join(', ');
}

async function rulePage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  id: number | null,
  typed: NewSkillRule,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say: Say = parts.pages.say(request);
  const choices = await choicesOf(parts, request, await parts.rooms.routing.skills.list());
  const fields = withWrong(ruleFields(say, typed, choices), wrong ?? {});
  const content = {
    heading: id === null ? say('skills.rules.new') : typed.name,
    text: say('skills.rule.text'),
    crumb: { label: say('skills.heading'), href: SKILLS },
    acts: id === null ? [] : [{ label: say('skills.rule.remove'), action: '', asks: `${RULES}/${id}/removal` }],
    narrow: true,
    sections: [
      { form: { action: id === null ? RULES : `${RULES}/${id}?_method=PATCH`, groups: [{ fields }], back: SKILLS } },
    ],
  };
  return parts.pages.settings(request, reply, 'skills', content, wrong ? 422 : 200);
}
