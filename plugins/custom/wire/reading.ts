// Bodies of bridges, checked: what is wrong is named by its place, all of it at once.
import type { ValidateFunction } from 'ajv';
import { WireError } from './errors.ts';
import { SHAPES, type ShapeName } from './shapes.ts';

export type Checks = Map<ShapeName, ValidateFunction>;

/** `known`: what was made before, kept as long as the desk runs. */
export async function readBody<T>(known: Checks, body: unknown, shape: ShapeName): Promise<T> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const given = parsed(bytes.length === 0 ? Buffer.from('{}') : bytes);
  const check = known.get(shape) ?? (await checkerOf(shape));
  known.set(shape, check);
  if (check(given)) return given as T;
  const errors = (check.errors ?? []).map(({ instancePath, message = '', keyword, params }) => {
    const place = [instancePath, (params as { missingProperty?: string }).missingProperty].filter(Boolean).join('/');
    return { message: `${place.replace(/^\//, '') || 'body'}: ${message}`, code: keyword, in: place || '/' };
  });
  throw new WireError('VALIDATION_ERROR', `Invalid input JSON: ${errors[0]!.message}.`, errors.slice(0, 20));
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')) as unknown;
  } catch {
    throw new WireError('VALIDATION_ERROR', 'Invalid input JSON: the body is no JSON.');
  }
}

/** Loaded when the first bridge speaks. */
async function checkerOf(shape: ShapeName): Promise<ValidateFunction> {
  const { Ajv } = await import('ajv');
  return new Ajv({ allErrors: true, strict: false, allowUnionTypes: true }).compile(SHAPES[shape]);
}
