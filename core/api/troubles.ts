// What the framework refuses, in the API's own codes: programs shall not have to know what it is built with.
import type { FastifyError, FastifyInstance } from 'fastify';
import { DeskError } from '../kernel/errors.ts';

/** Every refusal of the API has a code of ours, also those from before a route runs. */
export function speakInCodes(scope: FastifyInstance): void {
  // What is thrown here goes on to the desk's own handler.
  scope.setErrorHandler((error: FastifyError) => {
    throw translated(error) ?? error;
  });
  scope.setNotFoundHandler((request) => {
    throw new DeskError('no_such_route', 404, `There is no ${request.method} ${request.url.split('?')[0]!}.`);
  });
}

const KNOWN: Record<string, [code: string, status: number, text: string]> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 400, 'The body is no JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 400, 'The body is empty; JSON is expected.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_type', 415, 'Send JSON, with content-type: application/json.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 413, 'The body is too large.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad_request', 400, 'The body is not as long as it claims to be.'],
};

function translated(error: FastifyError): DeskError | null {
  if (error instanceof DeskError) return null;
  if (error.validation) return invalidRequest(error);
  const known = KNOWN[error.code];
  if (known) return new DeskError(...known);
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 ? new DeskError('bad_request', status, error.message) : null;
}

function invalidRequest({ validation, message }: FastifyError): DeskError {
  const [first] = validation!;
  const { additionalProperty, missingProperty } = first!.params as Record<string, string | undefined>;
  const field = [...first!.instancePath.split('/').slice(1), additionalProperty ?? missingProperty ?? '']
    .filter(Boolean)
    .join('.');
  const fields = field ? { [field]: first!.message ?? 'is not as expected' } : {};
  return new DeskError('bad_request', 400, additionalProperty ? `${message}: ${additionalProperty}` : message, {
    fields,
  });
}
