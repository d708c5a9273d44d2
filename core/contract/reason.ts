// What went wrong or why something is so: a code for machines and a sentence for people.

/** The channel's or core's name for a circumstance, stable over versions, for example `smtp.mailbox_full`. */
export type ReasonCode = string;

/**
 * A circumstance that a person is told about.
 * The interface looks for the text `reason.<code>` in the locales of the plugin (then of core) and fills `params` in;
 * `text` is the English fallback and must stand alone. Never put secrets or whole payloads into `params`.
 */
export interface Reason {
  code: ReasonCode;
  text: string;
  params?: Record<string, string | number>;
}

export function reason(code: ReasonCode, text: string, params?: Record<string, string | number>): Reason {
  return params ? { code, text, params } : { code, text };
}
