// What a program is told that asked for something wrong: the error shape of the public API.
import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';

export interface ErrorDetail {
  message: string;
  code?: string;
  in?: string;
}

export type Category =
  | 'VALIDATION_ERROR'
  | 'INVALID_AUTHENTICATION'
  | 'MISSING_SCOPES'
  | 'OBJECT_NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITS'
  | 'INTERNAL_ERROR';

const STATUS: Record<Category, number> = {
  VALIDATION_ERROR: 400,
  INVALID_AUTHENTICATION: 401,
  MISSING_SCOPES: 403,
  OBJECT_NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITS: 429,
  INTERNAL_ERROR: 500,
};

/** Ends a request; what it says goes out. */
export class WireError extends Error {
  readonly category: Category;
  readonly errors: ErrorDetail[];

  constructor(category: Category, message: string, errors: ErrorDetail[] = []) {
    super(message);
    this.category = category;
    this.errors = errors;
  }
}

export function missing(what: string, id: string): WireError {
  return new WireError('OBJECT_NOT_FOUND', `There is no ${what} with id ${id.slice(0, 100)}.`);
}

/** What the desk refuses (see `Offers`), by its status. */
const REFUSED: Record<number, Category> = {
  400: 'VALIDATION_ERROR',
  401: 'INVALID_AUTHENTICATION',
  403: 'MISSING_SCOPES',
  404: 'OBJECT_NOT_FOUND',
  409: 'CONFLICT',
  410: 'OBJECT_NOT_FOUND',
  413: 'VALIDATION_ERROR',
  422: 'VALIDATION_ERROR',
  429: 'RATE_LIMITS',
};

/** A refusal of the desk as a bridge is told it; null for whatever else was thrown. */
export function refusalIn(error: unknown): WireError | null {
  if (error instanceof WireError) return error;
  if (!(error instanceof Error && error.name === 'DeskError')) return null;
  const { status, code, fields = {} } = error as Error & Partial<Record<'status' | 'code' | 'fields', unknown>>;
  const category = REFUSED[Number(status)];
  if (!category) return null;
  const wrong = Object.entries(fields as Record<string, string>);
  const details = wrong.map(([field, what]) => ({ message: error.message, code: what, in: field }));
  return new WireError(
    category,
    error.message,
    details.length > 0 ? details : [{ message: error.message, code: String(code) }],
  );
}

export function sendError(reply: FastifyReply, { category, message, errors }: WireError): FastifyReply {
  const body = {
    status: 'error',
    category,
    message,
    correlationId: randomUUID(),
    ...(errors.length > 0 && { errors }),
  };
  return reply.code(STATUS[category]).send(body);
}
