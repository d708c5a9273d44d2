// Service levels as the API speaks of them.
import { FilterShape } from './list-views.ts';
import { Type, type Static } from './schema.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ format: 'date-time', description: 'ISO 8601 in UTC' });
const minutes = nullable(Type.Integer({ minimum: 1, maximum: 527_040, description: 'Minutes of open hours' }));
const kind = Type.String({ enum: ['first', 'next', 'resolution'] });

const hours = nullable(
  Type.Object(
    {
      timeZone: Type.String({ description: 'IANA name' }),
      periods: Type.Array(
        Type.Object(
          {
            day: Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday' }),
            from: Type.String({ description: '`09:00`' }),
            to: Type.String({ description: '`17:30`; earlier than `from`: over midnight' }),
          },
          { additionalProperties: false },
        ),
        { maxItems: 50 },
      ),
    },
    { additionalProperties: false, description: 'Null: around the clock' },
  ),
);
const holidays = Type.Array(
  Type.Object(
    {
      day: Type.String({ description: '`2026-12-24`, or `12-25` for every year' }),
      name: Type.Optional(Type.String({ maxLength: 80 })),
    },
    { additionalProperties: false },
  ),
  { maxItems: 400 },
);
const targets = Type.Object(
  { first: Type.Optional(minutes), next: Type.Optional(minutes), resolution: Type.Optional(minutes) },
  { additionalProperties: false },
);
const actions = Type.Object(
  {
    notify: Type.Optional(Type.Array(Type.String(), { maxItems: 50, description: '`owner`, `user:3`, `team:2`' })),
    raise: Type.Optional(Type.Boolean({ description: 'To the next higher priority' })),
    assign: Type.Optional(Type.String({ description: '`user:3`, `team:2`; empty: stays where it is' })),
    comment: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { additionalProperties: false },
);
const warnPercent = Type.Integer({ minimum: 0, maximum: 99, description: '0: no warning' });
const name = Type.String({ minLength: 1, maxLength: 80 });

export const SlaPolicy = Type.Object({
  ...{ id: Type.Integer(), name, active: Type.Boolean(), position: Type.Integer(), filter: FilterShape, targets },
  ...{ hours, holidays, warnPercent, onWarning: actions, onBreach: actions },
});

const changes = {
  ...{ active: Type.Optional(Type.Boolean()), filter: Type.Optional(FilterShape), hours: Type.Optional(hours) },
  ...{ holidays: Type.Optional(holidays), warnPercent: Type.Optional(warnPercent) },
  ...{ onWarning: Type.Optional(actions), onBreach: Type.Optional(actions) },
};

export const NewSlaPolicy = Type.Object({ name, targets, ...changes }, { additionalProperties: false });

export const SlaPolicyChange = Type.Object(
  {
    ...{ name: Type.Optional(name), targets: Type.Optional(targets), ...changes },
    position: Type.Optional(Type.Integer({ minimum: 0, description: '0: looked at first' })),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const SlaTarget = Type.Object({
  kind,
  policy: nullable(Type.String({ description: 'Null when it has been removed' })),
  minutes: Type.Integer({ description: 'Minutes of open hours that were promised' }),
  startedAt: time,
  dueAt: nullable(time),
  minutesLeft: nullable(Type.Integer({ description: 'While the clock stands still; below zero: too late' })),
  metAt: nullable(time),
  warnedAt: nullable(time),
  breachedAt: nullable(time),
});

export type NewSlaPolicyBody = Static<typeof NewSlaPolicy>;
export type SlaPolicyChangeBody = Static<typeof SlaPolicyChange>;
