// Checks what comes in and writes what goes out by the schemas of the routes; made into code when a request comes for it.
import { createRequire } from 'node:module';
import type { Ajv, ValidateFunction } from 'ajv';
import type { FastifyInstance } from 'fastify';
import { Trouble } from './shapes.ts';

const require = createRequire(import.meta.url);

/** Unlike the pages, the API refuses what it does not know: a misspelt field must not pass for done. */
export function checkStrictly(scope: FastifyInstance): void {
  let checker: Ajv | undefined;
  scope.setValidatorCompiler(({ schema }) => firstUsed(() => (checker ??= createChecker()).compile(schema as object)));
  scope.setSerializerCompiler(({ schema }) => {
    let write: ((answer: unknown) => string) | undefined;
    return (answer) => (write ??= writer(schema))(answer);
  });
}

/** The library is as large as the rest of the API and is read with the first request. */
function createChecker(): Ajv {
  const { Ajv: Checker } = require('ajv') as typeof import('ajv');
  const checker = new Checker({ coerceTypes: 'array', useDefaults: true, removeAdditional: false, allErrors: false });
  const addFormats = require('ajv-formats') as (check: Ajv) => void;
  addFormats(checker);
  return checker;
}

function writer(schema: object): (answer: unknown) => string {
  const compile = require('fast-json-stringify') as (schema: object, options: object) => (answer: unknown) => string;
  return compile(schema, { schema: { Trouble } });
}

/** Together they would take a fifth of a second of every start. */
function firstUsed(compile: () => ValidateFunction) {
  let check: ValidateFunction | undefined;
  const checked = (value: unknown): boolean => {
    check ??= compile();
    const isGood = check(value);
    checked.errors = check.errors;
    return isGood;
  };
  checked.errors = undefined as ValidateFunction['errors'];
  return checked;
}
