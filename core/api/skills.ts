// API: skills, who has them, and the rules that say which of them a conversation needs (TK-3).
import type { FastifyRequest } from 'fastify';
import { notFound } from '../kernel/errors.ts';
import type { NewSkillRule, SkillRule } from '../routing/routing.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { NewSkill, NewRule, Rule, RuleChange, Skill, SkillChange } from './routing-shapes.ts';
import { Type, type Static } from './schema.ts';

const MANAGE = { tag: 'assignment', permission: 'user.manage' } as const;
const READ = { tag: 'assignment', permission: 'user.read', method: 'GET' } as const;
const itemsOf = (shape: typeof Skill | typeof Rule) => Type.Object({ items: Type.Array(shape) });

export function skillRoutes({ accounts, routing }: ApiRooms): ApiRoute[] {
  const one = { ...MANAGE, url: '/skills/:id', answer: Skill };
  return [
    { ...READ, url: '/skills', summary: 'Skills and who has them', answer: itemsOf(Skill), run: list },
    {
      ...{ ...MANAGE, method: 'POST', url: '/skills', summary: 'Make a skill', status: 201 },
      ...{ body: NewSkill, answer: Skill, run: create },
    },
    { ...one, method: 'PATCH', summary: 'Rename a skill, or say who has it', body: SkillChange, run: change },
    { ...one, method: 'DELETE', summary: 'Delete a skill; rules do not ask for it any more', run: remove },
  ];

  async function list() {
    return { items: await routing.skills.list() };
  }

  async function named(request: FastifyRequest) {
    const skill = await routing.skills.get(Number(keyOf(request)) || 0);
    if (!skill) throw notFound('skill');
    return skill;
  }

  async function create({ body, viewer }: FastifyRequest) {
    const { name, userIds = [] } = body as Static<typeof NewSkill>;
    const skill = await routing.skills.create({ name, userIds });
    await accounts.audit.write(viewer, 'skill.created', `skill:${skill.id}`, { name });
    return skill;
  }

  async function change(request: FastifyRequest) {
    const { id, name, userIds } = await named(request);
    const next = { name, userIds, ...(request.body as Static<typeof SkillChange>) };
    await routing.skills.change(id, next);
    await accounts.audit.write(request.viewer, 'skill.changed', `skill:${id}`, next);
    return (await routing.skills.get(id))!;
  }

  async function remove(request: FastifyRequest) {
    const skill = await named(request);
    await routing.skills.remove(skill.id);
    await accounts.audit.write(request.viewer, 'skill.deleted', `skill:${skill.id}`, { name: skill.name });
    return skill;
  }
}

export function skillRuleRoutes({ accounts, routing }: ApiRooms): ApiRoute[] {
  const one = { ...MANAGE, url: '/skill-rules/:id', answer: Rule };
  return [
    { ...READ, url: '/skill-rules', summary: 'Rules for skills, in order', answer: itemsOf(Rule), run: list },
    {
      ...{ ...MANAGE, method: 'POST', url: '/skill-rules', summary: 'Make a rule for skills', status: 201 },
      ...{ body: NewRule, answer: Rule, run: create },
    },
    { ...one, method: 'PATCH', summary: 'Change a rule, or switch it off', body: RuleChange, run: change },
    { ...one, method: 'DELETE', summary: 'Delete a rule', run: remove },
  ];

  async function list() {
    return { items: await routing.skills.rules() };
  }

  async function ruleOf(id: number): Promise<SkillRule> {
    const rule = (await routing.skills.rules()).find((each) => each.id === id);
    if (!rule) throw notFound('skill_rule');
    return rule;
  }

  function told(request: FastifyRequest, done: string, id: number): Promise<void> {
    return accounts.audit.write(request.viewer, `skill_rule.${done}`, `skill_rule:${id}`, {});
  }

  async function create(request: FastifyRequest) {
    const id = await routing.skills.createRule({
      match: 'all',
      active: true,
      ...(request.body as Static<typeof NewRule>),
    } as NewSkillRule);
    await told(request, 'created', id);
    return ruleOf(id);
  }

  async function change(request: FastifyRequest) {
    const { id, ...before } = await ruleOf(Number(keyOf(request)) || 0);
    await routing.skills.changeRule(id, { ...before, ...(request.body as Partial<NewSkillRule>) });
    await told(request, 'changed', id);
    return ruleOf(id);
  }

  async function remove(request: FastifyRequest) {
    const rule = await ruleOf(Number(keyOf(request)) || 0);
    await routing.skills.removeRule(rule.id);
    await told(request, 'deleted', rule.id);
    return rule;
  }
}
