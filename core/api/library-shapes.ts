// What the API says of the library and of macros, as schemas.
import { ACCESSES } from '../accounts/accounts.ts';
import { ENTRY_KINDS } from '../library/library.ts';
import { ACTIONS } from '../macros/macros.ts';
import { Type } from './schema.ts';

const access = Type.String({ enum: [...ACCESSES], description: '`chosen`: these users and teams; `private`: you' });
const ids = Type.Array(Type.Integer(), { maxItems: 500 });
const Shared = { access: Type.Optional(access), userIds: Type.Optional(ids), teamIds: Type.Optional(ids) };

const Body = Type.Object(
  {
    html: Type.Optional(
      Type.String({ maxLength: 50_000, description: 'Of a snippet; tokens such as {{firstName|there}}' }),
    ),
    url: Type.Optional(Type.String({ maxLength: 2000, description: 'Of a meeting link, a video or a quote' })),
    sendAs: Type.Optional(Type.String({ enum: ['attachment', 'link'], description: 'Of a document' })),
    lines: Type.Optional(
      Type.Array(Type.Object({ text: Type.String({ maxLength: 300 }), amount: Type.Number() }), { maxItems: 100 }),
    ),
    currency: Type.Optional(Type.String({ description: 'ISO 4217, of a quote' })),
  },
  { additionalProperties: false },
);

const Words = {
  title: Type.String({ minLength: 1, maxLength: 120 }),
  shortcut: Type.Optional(Type.String({ maxLength: 31, description: 'Typed after / in the editor' })),
  folder: Type.Optional(Type.String({ maxLength: 60 })),
};

export const LibraryEntry = Type.Object({
  id: Type.Integer(),
  kind: Type.String({ enum: [...ENTRY_KINDS] }),
  title: Type.String(),
  shortcut: Type.String(),
  folder: Type.String(),
  body: Type.Object({}, { additionalProperties: true }),
  file: Type.Union([Type.String(), Type.Null()], { description: 'Name of its file' }),
  uses: Type.Integer(),
  access,
  userIds: ids,
  teamIds: ids,
});

export const EntryQuestion = Type.Object({
  q: Type.Optional(
    Type.String({ maxLength: 200, description: 'Every word begins a word of title, shortcut or folder' }),
  ),
  kind: Type.Optional(Type.String({ enum: [...ENTRY_KINDS] })),
  folder: Type.Optional(Type.String({ maxLength: 60 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
});

export const NewLibraryEntry = Type.Object(
  { kind: Type.String({ enum: ['snippet', 'meeting', 'quote', 'video'] }), ...Words, body: Body, ...Shared },
  { additionalProperties: false },
);

export const EntryChange = Type.Object(
  {
    ...Words,
    title: Type.Optional(Words.title),
    body: Type.Optional(Body),
    ...Shared,
    deleted: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1 },
);

const Action = Type.Object(
  {
    do: Type.String({ enum: [...ACTIONS] }),
    entryId: Type.Optional(Type.Integer({ description: 'Of `reply`: a snippet' })),
    send: Type.Optional(Type.Boolean({ description: 'Of `reply`: sent instead of put into the draft' })),
    text: Type.Optional(Type.String({ maxLength: 10_000, description: 'Of `comment`' })),
    to: Type.Optional(
      Type.String({ description: 'Of `assign`: me, nobody, user:3 or team:2; of `priority`: none to urgent' }),
    ),
    hours: Type.Optional(Type.Integer({ description: 'Of `snooze`' })),
    tag: Type.Optional(Type.String({ maxLength: 60, description: 'Of `tag` and `untag`' })),
    stageId: Type.Optional(Type.Integer({ description: 'Of `stage`' })),
    inboxId: Type.Optional(Type.Integer({ description: 'Of `move`' })),
    accountId: Type.Optional(Type.Integer({ description: 'Of `template`' })),
    name: Type.Optional(Type.String({ maxLength: 512, description: 'Of `template`' })),
    language: Type.Optional(Type.String({ maxLength: 20, description: 'Of `template`' })),
    values: Type.Optional(
      Type.Record(Type.String(), Type.String({ maxLength: 2000 }), { description: 'Of `template`, tokens among them' }),
    ),
    files: Type.Optional(
      Type.Record(Type.String(), Type.Integer(), { description: 'Of `template`: documents of the library, by key' }),
    ),
  },
  { additionalProperties: false },
);

export const MacroShape = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  actions: Type.Array(Type.Object({ do: Type.String() }, { additionalProperties: true })),
  uses: Type.Integer(),
  access,
  userIds: ids,
  teamIds: ids,
});

export const NewMacroShape = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 80 }), actions: Type.Array(Action, { maxItems: 20 }), ...Shared },
  { additionalProperties: false },
);

export const RunMacro = Type.Object(
  { macro: Type.Integer({ description: 'Its id' }) },
  { additionalProperties: false },
);

export const MacroRun = Type.Object({
  done: Type.Integer({ description: 'How many actions it has' }),
  unowned: Type.Integer({ description: 'Tickets without an owner now: theirs does not see them in the new pipeline' }),
});
