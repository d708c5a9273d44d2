// Assignments, decisions and limits as the API speaks of them.
import { CONDITIONS } from '../routing/routing.ts';
import { Type } from './schema.ts';
import { Person } from './shapes.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const limit = (what: string) =>
  Type.Optional(
    nullable(
      Type.Integer({ minimum: 0, maximum: 10_000, description: `${what}; 0: any number, null: as the workspace says` }),
    ),
  );

const Considered = Type.Object({
  userId: Type.Integer(),
  name: Type.String(),
  team: nullable(Type.String()),
  conversations: Type.Integer({ description: 'Open ones they had then' }),
  tickets: Type.Integer(),
  hindrance: nullable(Type.String({ description: 'Why they were passed over' })),
  limit: Type.Optional(Type.Integer()),
  lacks: Type.Optional(Type.Array(Type.String())),
});
const Decision = Type.Object({
  by: Type.String({ enum: ['turn', 'load', 'owner'] }),
  chosenId: nullable(Type.Integer()),
  considered: Type.Array(Considered),
  more: Type.Integer({ description: 'How many further people were looked at' }),
  skills: Type.Array(Type.String()),
  skillsIgnored: Type.Boolean(),
});
const Why = Type.Object({ code: Type.String(), text: Type.String() });

export const Assignment = Type.Object({
  owner: nullable(Person),
  team: nullable(Person),
  reason: nullable(Why),
  waitingSince: nullable(
    Type.String({ format: 'date-time', description: 'Since when it waits for somebody who can take it' }),
  ),
  decision: nullable(Decision),
});
export const Decided = Type.Object({
  userId: nullable(Type.Integer()),
  teamId: nullable(Type.Integer()),
  reason: Why,
  decision: nullable(Decision),
});
export const Load = Type.Object({
  userId: Type.Integer(),
  conversations: Type.Integer(),
  tickets: Type.Integer(),
  conversationLimit: Type.Integer({ description: '0: any number' }),
  ticketLimit: Type.Integer({ description: '0: any number' }),
});
export const LimitsChange = Type.Object({
  conversationLimit: limit('Open conversations at most'),
  ticketLimit: limit('Open tickets at most'),
});
export const RoutingChange = Type.Object({
  to: Type.Optional(Type.String({ enum: ['nobody', 'people', 'contact owner'] })),
  userIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 500 })),
  teamIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 100 })),
  onlyAvailable: Type.Optional(Type.Boolean()),
  by: Type.Optional(Type.String({ enum: ['turn', 'load'] })),
  withoutSkill: Type.Optional(Type.String({ enum: ['wait', 'anybody'] })),
});
export const Skill = Type.Object({ id: Type.Integer(), name: Type.String(), userIds: Type.Array(Type.Integer()) });
export const NewSkill = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 120 }),
  userIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 1000 })),
});
export const SkillChange = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
    userIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 1000, description: 'Everybody who has it' })),
  },
  { additionalProperties: false, minProperties: 1 },
);

const rule = {
  name: Type.String({ minLength: 1, maxLength: 120 }),
  match: Type.String({ enum: ['all', 'any'], default: 'all' }),
  conditions: Type.Array(
    Type.Object(
      {
        of: Type.String({ enum: [...CONDITIONS] }),
        values: Type.Array(Type.String({ maxLength: 200 }), {
          maxItems: 100,
          description: 'One of them is enough; of a property `name=value`',
        }),
      },
      { additionalProperties: false },
    ),
    { minItems: 1, maxItems: 20 },
  ),
  skillIds: Type.Array(Type.Integer(), { minItems: 1, maxItems: 100, description: 'What a conversation then needs' }),
  active: Type.Boolean({ default: true }),
};
export const Rule = Type.Object({ id: Type.Integer(), ...rule });
export const NewRule = Type.Object(
  { ...rule, match: Type.Optional(rule.match), active: Type.Optional(rule.active) },
  { additionalProperties: false },
);
export const RuleChange = Type.Object(
  {
    name: Type.Optional(rule.name),
    match: Type.Optional(Type.String({ enum: ['all', 'any'] })),
    conditions: Type.Optional(rule.conditions),
    skillIds: Type.Optional(rule.skillIds),
    active: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1 },
);
export const SkillsChange = Type.Object({ skillIds: Type.Array(Type.Integer(), { maxItems: 100 }) });
