// The API's words for templates: what there is, and which one a message is.
import { Type } from './schema.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** Of a new message. */
export const TemplateChoice = Type.Object(
  {
    name: Type.String({ maxLength: 512 }),
    language: Type.String({ maxLength: 20 }),
    values: Type.Optional(
      Type.Record(Type.String(), Type.String({ maxLength: 5000 }), {
        description: 'By `key` of what `GET /accounts/:key/templates` says it leaves open',
      }),
    ),
    files: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object(
          {
            document: Type.Optional(Type.Integer({ description: 'Of the library' })),
            name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
            content: Type.Optional(Type.String({ minLength: 4, contentEncoding: 'base64', description: 'In base64' })),
          },
          { additionalProperties: false },
        ),
        { description: 'By `key`: a `document`, or a `name` with its `content`' },
      ),
    ),
  },
  { additionalProperties: false, description: 'Instead of `text` and `html`' },
);

const Face = {
  header: Type.Optional(Type.Object({ kind: Type.String(), text: Type.Optional(Type.String()) })),
  body: Type.String({ description: 'Placeholders stand as {{key}}' }),
  footer: Type.Optional(Type.String()),
  buttons: Type.Array(Type.Object({ kind: Type.String(), label: Type.String(), target: Type.Optional(Type.String()) })),
};

export const TemplateShape = Type.Object({
  name: Type.String(),
  language: Type.String(),
  category: Type.String(),
  status: Type.String({ description: 'approved, pending, rejected, paused or disabled' }),
  why: nullable(Type.String({ description: 'Why it cannot be sent now' })),
  quality: Type.String(),
  ...Face,
  cards: Type.Array(Type.Object(Face)),
  parameters: Type.Array(
    Type.Object({
      key: Type.String(),
      kind: Type.String({ description: 'text, number, image, video or file; the last three are given in `files`' }),
      name: Type.String(),
      required: Type.Boolean(),
      example: Type.Optional(Type.String()),
      maximum: Type.Optional(Type.Integer({ description: 'Characters, or bytes of a file' })),
      types: Type.Optional(Type.Array(Type.String(), { description: 'Of a file' })),
    }),
  ),
});
