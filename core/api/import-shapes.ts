// What the API says of imports, exports and duplicates, as schemas.
import { DAY_ORDERS, DECIMALS, DELIMITERS, ENCODINGS, ON_MATCH, ON_NEW } from '../imports/imports.ts';
import { Type, type Static } from './schema.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ format: 'date-time', description: 'ISO 8601 in UTC' });
const one = (values: readonly string[], description?: string) => Type.String({ enum: [...values], description });
const count = (description?: string) => Type.Integer({ description });
const Reason = Type.Object({ code: Type.String(), text: Type.String() });

const settings = {
  match: Type.String({ description: 'The field by which rows are found; empty: every row is new' }),
  onMatch: one(ON_MATCH),
  onNew: one(ON_NEW),
  createMissing: Type.Boolean({ description: 'Companies and contacts that a row names are made' }),
  encoding: one(ENCODINGS),
  delimiter: one(DELIMITERS),
  decimal: one(DECIMALS, 'What stands before fractions'),
  days: one(DAY_ORDERS, 'How days are written that do not begin with the year'),
  country: Type.String({ maxLength: 2, description: 'Of telephone numbers without a country’s code: `DE`' }),
};

export const ImportShape = Type.Object({
  key: Type.String(),
  object: Type.String(),
  file: Type.String(),
  status: Type.String({ description: 'open, checking, checked, running, done, stopped, failed, undoing, undone' }),
  columns: Type.Array(
    Type.Object({
      heading: Type.String(),
      samples: Type.Array(Type.String()),
      target: Type.String({ description: 'The field it becomes; empty: none' }),
    }),
  ),
  targets: Type.Array(Type.String(), { description: 'Fields that a column can become, beside `new.<kind>`' }),
  ...settings,
  total: nullable(count('Rows; null until the file was checked')),
  done: count(),
  created: count('Of a check: that would be'),
  updated: count(),
  skipped: count(),
  faulty: count(),
  unowned: count('Tickets among those that lose their owner, who does not see them where they go'),
  kept: count('What an undoing left, because it is in use or has changed since'),
  reason: nullable(Reason),
  createdAt: time,
  endedAt: nullable(time),
});

export const ImportChange = Type.Object(
  {
    targets: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'Heading of a column → field (`name`, `email`, `property.<key>`, `new.<kind>`); empty: left out',
      }),
    ),
    ...Object.fromEntries(Object.entries(settings).map(([name, schema]) => [name, Type.Optional(schema)])),
    do: Type.Optional(
      one(['check', 'run', 'stop', 'undo'], 'A change of how it is read is followed by a check; `run` needs one'),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);

export interface ImportChangeBody {
  targets?: Record<string, string>;
  encoding?: string;
  delimiter?: string;
  do?: 'check' | 'run' | 'stop' | 'undo';
}

export const FaultShape = Type.Object({
  line: Type.Integer({ description: 'Where the row begins; the headings are line 1' }),
  reasons: Type.Array(Reason),
  cells: Type.Array(Type.String()),
});

export const PairShape = Type.Object({
  one: Type.Object({ key: Type.String(), name: Type.String() }),
  other: Type.Object({ key: Type.String(), name: Type.String() }),
  reasons: Type.Array(Reason),
});

export const Judgement = Type.Object(
  {
    keep: Type.String({ description: 'Key of the one that is kept' }),
    other: Type.String(),
    same: Type.Boolean({ description: '`false`: these are two and are proposed no more' }),
    fields: Type.Optional(
      Type.Array(Type.String(), { description: 'Taken from the other: name, owner, company, language, domain' }),
    ),
    properties: Type.Optional(Type.Array(Type.String(), { description: 'Taken from the other, by key' })),
  },
  { additionalProperties: false },
);
export type JudgementBody = Static<typeof Judgement>;

export const Judged = Type.Object({
  keep: nullable(Type.String()),
  step: nullable(Type.String({ description: 'Of a merge: parts them again' })),
});
