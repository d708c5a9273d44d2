// What Graph is asked and answers: things, and errors in its shape with its numbers.

export interface Asked {
  method: string;
  /** Below the version. */
  path: string;
  query: URLSearchParams;
  token: string;
  type: string;
  body: Buffer;
}

export interface Answer {
  status: number;
  json: object;
}

export function fine(json: object): Answer {
  return { status: 200, json };
}

export function graphError(
  status: number,
  code: number,
  message: string,
  more: { details?: string; subcode?: number } = {},
): Answer {
  const { details, subcode } = more;
  return {
    status,
    json: {
      error: {
        message: `(#${code}) ${message}`,
        type: 'OAuthException',
        code,
        ...(subcode !== undefined && { error_subcode: subcode }),
        ...(details && { error_data: { messaging_product: 'whatsapp', details } }),
        fbtrace_id: 'Asimulated',
      },
    },
  };
}

export const missingParameter = (name: string) =>
  graphError(400, 131008, 'Required parameter is missing', { details: `The parameter ${name} is required.` });

export const wrongParameter = (details: string) => graphError(400, 131009, 'Parameter value is not valid', { details });

export const unknownObject = (id: string) =>
  graphError(400, 100, `Unsupported request. Object with ID '${id}' does not exist`, { subcode: 33 });
