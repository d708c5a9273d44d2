// How an application shows who it is at a token endpoint (RFC 6749 §2.3.1).

/** The fields of a form-encoded body; anything that is no text is left out. */
export function parametersOf(body: unknown): Record<string, string> {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Client id and secret from the Authorization header or from the body. */
export function clientOf(
  authorization: string | undefined,
  parameters: Record<string, string>,
): { id?: string; secret?: string } {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (!basic) return { id: parameters.client_id, secret: parameters.client_secret };
  const [id, secret] = Buffer.from(basic, 'base64').toString().split(':');
  return { id: decodeURIComponentSafely(id), secret: decodeURIComponentSafely(secret) };
}

function decodeURIComponentSafely(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}
