// Coded errors: every refusal that reaches a person or an API client has a code that docs/errors.md explains.

/** Thrown where a value cannot be returned; the web and API rooms turn it into a page or a JSON body. */
export class DeskError extends Error {
  readonly code: string;
  readonly status: number;
  readonly params: Record<string, string | number>;
  /** Field name → text key, for forms. */
  readonly fields: Record<string, string>;

  constructor(
    code: string,
    status: number,
    message: string,
    extra: { params?: Record<string, string | number>; fields?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'DeskError';
    this.code = code;
    this.status = status;
    this.params = extra.params ?? {};
    this.fields = extra.fields ?? {};
  }
}

export function notFound(what: string): DeskError {
  return new DeskError('not_found', 404, `There is no such ${what}, or you may not see it.`, { params: { what } });
}

export function forbidden(permission: string): DeskError {
  return new DeskError('forbidden', 403, 'You are not allowed to do this. An administrator can grant it.', {
    params: { permission },
  });
}

export function invalid(fields: Record<string, string>, message = 'Some fields need another look.'): DeskError {
  return new DeskError('invalid', 422, message, { fields });
}

export function conflict(code: string, message: string, params?: Record<string, string | number>): DeskError {
  return new DeskError(code, 409, message, { params });
}
