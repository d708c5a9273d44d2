// Writes JSON Schemas (draft 2020-12) with the types of what they describe; the types alone come from typebox.
import type { Static as StaticOf, TSchema, Type as Types } from 'typebox';

export type { TSchema };
export type Static<T extends TSchema> = StaticOf<T>;

type Schema = Record<string | symbol, unknown>;

/** Beside a property's schema: an object may lack it. */
const OPTIONAL = Symbol('optional');

/** Only what the API needs: loading all of typebox costs 17 MB and a tenth of a second. */
export const Type = {
  String: (options?: Schema) => ({ type: 'string', ...options }),
  Integer: (options?: Schema) => ({ type: 'integer', ...options }),
  Number: (options?: Schema) => ({ type: 'number', ...options }),
  Boolean: (options?: Schema) => ({ type: 'boolean', ...options }),
  Null: (options?: Schema) => ({ type: 'null', ...options }),
  Unknown: (options?: Schema) => ({ ...options }),
  Array: (items: Schema, options?: Schema) => ({ type: 'array', items, ...options }),
  Union: (anyOf: Schema[], options?: Schema) => ({ anyOf, ...options }),
  Record: (_key: Schema, value: Schema, options?: Schema) => ({
    type: 'object',
    patternProperties: { '^.*$': value },
    ...options,
  }),
  Object: (properties: Record<string, Schema>, options?: Schema) => {
    const required = Object.keys(properties).filter((name) => !properties[name]![OPTIONAL]);
    return { type: 'object', ...(required.length > 0 && { required }), properties, ...options };
  },
  Optional: (schema: Schema) => Object.defineProperty({ ...schema }, OPTIONAL, { value: true }),
  Partial({ required: _all, ...schema }: Schema, options?: Schema) {
    return { ...schema, ...options };
  },
} as unknown as Pick<
  typeof Types,
  | 'String'
  | 'Integer'
  | 'Number'
  | 'Boolean'
  | 'Null'
  | 'Unknown'
  | 'Array'
  | 'Union'
  | 'Record'
  | 'Object'
  | 'Optional'
  | 'Partial'
>;
