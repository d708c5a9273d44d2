// The API as OpenAPI 3.0, made of the shapes it checks: what tools generate clients from.
import { ANSWERS } from '../wire/answers.ts';
import { SHAPES } from '../wire/shapes.ts';
import { PATHS, type Operation } from './operations.ts';

const ERROR = {
  type: 'object',
  required: ['status', 'category', 'message', 'correlationId'],
  properties: {
    status: { type: 'string', enum: ['error'] },
    category: { type: 'string' },
    message: { type: 'string' },
    correlationId: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { message: { type: 'string' }, in: { type: 'string' } } },
    },
  },
};

export function description(publicUrl: string): object {
  const paths = Object.entries(PATHS).map(([path, operations]) => {
    const all = Object.entries(operations).map(([method, operation]) => [method, operationOf(path, operation)]);
    return [path, Object.fromEntries(all)];
  });
  return {
    openapi: '3.0.3',
    info: { title: 'Hubdesk custom channels', version: '1' },
    servers: [{ url: `${publicUrl}/channels/custom` }],
    security: [{ token: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: in30({ ...SHAPES, ...ANSWERS, error: ERROR }) as object,
    },
  };
}

function operationOf(path: string, operation: Operation): object {
  const { summary, id, body, form, answer, query = [], code = 200 } = operation;
  const json = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
  const content = form ? { 'multipart/form-data': { schema: form } } : body && json(body);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true }));
  const inQuery = query.map((name) => ({ name, in: 'query' }));
  return {
    summary,
    operationId: id,
    parameters: [...inPath, ...inQuery].map((one) => ({ ...one, schema: { type: 'string' } })),
    ...(content && { requestBody: { required: true, content } }),
    responses: {
      [code]: { description: 'Done', ...(answer && { content: json(answer) }) },
      default: { description: 'What was wrong', content: json('error') },
    },
  };
}

/** OpenAPI 3.0 knows one type a schema, and `enum` in place of `const`. */
function in30(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(in30);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { type, const: only, ...rest } = schema as Record<string, unknown>;
  const others = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, in30(value)]));
  return {
    ...(Array.isArray(type)
      ? { anyOf: type.map((one: unknown) => ({ type: one })) }
      : type !== undefined && { type: in30(type) }),
    ...(only !== undefined && { enum: [only] }),
    ...others,
  };
}
