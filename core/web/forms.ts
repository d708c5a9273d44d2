// Reading forms, and showing them again with a sentence beside each field that needs another look.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DeskError } from '../kernel/errors.ts';
import type { Locales } from './locales.ts';
import type { FieldModel } from './models/fields.ts';

/** A posted form; what is missing is empty. */
export interface Form {
  text(name: string): string;
  texts(name: string): string[];
  /** A check box or switch. */
  on(name: string): boolean;
  number(name: string): number;
  numbers(name: string): number[];
  has(name: string): boolean;
}

export function formOf(request: FastifyRequest): Form {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const texts = (name: string) => {
    const value = Object.hasOwn(body, name) ? body[name] : [];
    return (Array.isArray(value) ? value : [value])
      .filter((one) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean')
      .map(String);
  };
  const text = (name: string) => texts(name).at(-1) ?? '';
  const number = (one: string) => (/^\d{1,15}$/.test(one.trim()) ? Number(one) : Number.NaN);
  return {
    text,
    texts,
    on: (name) => ['on', 'true', '1', 'yes'].includes(text(name)),
    number: (name) => number(text(name)),
    numbers: (name) => texts(name).map(number).filter(Number.isSafeInteger),
    has: (name) => Object.hasOwn(body, name),
  };
}

/** Field → sentence in the reader's language. */
export type Wrong = Record<string, string>;

/** Text keys of fields as sentences. */
export function sentences(
  locales: Locales,
  language: string,
  fields: Record<string, string>,
  params: Record<string, string | number> = {},
): Wrong {
  return Object.fromEntries(Object.entries(fields).map(([field, key]) => [field, locales.text(language, key, params)]));
}

/**
 * Does the work of a form. When fields are wrong, `again` draws the form with what was typed and the sentences; it
 * answers with status 422 then. `atField` says at which field other refusals are told, by their code.
 */
export async function orAgain(
  locales: Locales,
  request: FastifyRequest,
  work: () => Promise<FastifyReply>,
  again: (wrong: Wrong) => Promise<FastifyReply> | FastifyReply,
  atField: Record<string, string> = {},
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    const field = atField[error.code];
    if (error.status !== 422 && !field) throw error;
    const fields = field ? { [field]: `error.${error.code}` } : error.fields;
    return again(sentences(locales, request.viewContext.language, fields, error.params));
  }
}

/** Puts the sentences onto the fields; the first wrong one takes the focus. */
export function withWrong(fields: FieldModel[], wrong: Wrong): FieldModel[] {
  const first = fields.find(({ name }) => wrong[name]);
  return fields.map((field) => ({ ...field, error: wrong[field.name], first: field === first }));
}
