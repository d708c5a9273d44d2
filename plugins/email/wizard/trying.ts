// Tries the real servers before anything is saved, and says by which field it failed.
import type { Reason } from '../../../core/contract/reason.ts';
import { serverTrouble, type Suspect } from '../account/server-trouble.ts';
import { trustedCertificates, type Credentials, type MailServer } from '../account/servers.ts';
import { openImap } from '../imap/client.ts';
import { imapTrouble } from '../imap/trouble.ts';
import { isSignInRefusal, ofTrouble } from '../smtp/results.ts';
import { openSession, type SmtpError } from '../smtp/session.ts';

export interface Candidate {
  imap: MailServer;
  smtp: MailServer;
  imapCredentials: Credentials;
  smtpCredentials: Credentials;
  /** The field of the password for sending, where it has its own. */
  smtpPasswordField: string;
}

/** By field name, `base` for the whole form. */
export type FieldErrors = Record<string, Reason>;

const LIMIT = 20_000;

/** Null: both servers let us in. */
export async function tryServers(
  candidate: Candidate,
  config: Record<string, unknown>,
  ourName: string,
): Promise<FieldErrors | null> {
  const certificates = trustedCertificates(config);
  const [receiving, sending] = await Promise.all([
    tryImap(candidate, certificates),
    trySmtp(candidate, certificates, ourName),
  ]);
  const errors = { ...sending, ...receiving };
  return Object.keys(errors).length > 0 ? errors : null;
}

async function tryImap({ imap, imapCredentials }: Candidate, certificates?: string[]): Promise<FieldErrors> {
  const signal = AbortSignal.timeout(LIMIT);
  try {
    const client = await openImap(imap, imapCredentials, { certificates, timeout: LIMIT, signal });
    client.close();
    return {};
  } catch (error) {
    const trouble = imapTrouble(error, imap);
    if (trouble.kind === 'sign-in') return { password: trouble.why };
    return { [trouble.kind === 'server' ? fieldOf('imap', trouble.suspect) : 'base']: trouble.why };
  }
}

/** Only the server for sending. Null: it lets us in. */
export async function trySending(
  smtp: MailServer,
  smtpCredentials: Credentials,
  config: Record<string, unknown>,
  ourName: string,
): Promise<FieldErrors | null> {
  const candidate = { smtp, smtpCredentials, smtpPasswordField: 'smtpPassword' };
  const errors = await trySmtp(candidate, trustedCertificates(config), ourName);
  return Object.keys(errors).length > 0 ? errors : null;
}

async function trySmtp(
  { smtp, smtpCredentials, smtpPasswordField }: Pick<Candidate, 'smtp' | 'smtpCredentials' | 'smtpPasswordField'>,
  certificates: string[] | undefined,
  ourName: string,
): Promise<FieldErrors> {
  const signal = AbortSignal.timeout(LIMIT);
  try {
    (await openSession(smtp, smtpCredentials, { ourName, certificates, signal })).quit();
    return {};
  } catch (error) {
    const trouble = error as SmtpError;
    if (isSignInRefusal(trouble)) return { [smtpPasswordField]: signInWhy(trouble, smtp) };
    if (trouble.responseCode) return { base: whyOf(trouble, smtp) };
    const { why, suspect } = serverTrouble(error, smtp);
    return { [fieldOf('smtp', suspect)]: why };
  }
}

function fieldOf(kind: 'imap' | 'smtp', suspect: Suspect | null): string {
  if (suspect === null) return 'base';
  return `${kind}${suspect === 'host' ? 'Host' : suspect === 'port' ? 'Port' : 'Security'}`;
}

function signInWhy(error: SmtpError, { host }: MailServer): Reason {
  const detail = (error.response ?? error.message).slice(0, 200);
  return {
    code: 'smtp.sign_in_refused',
    text: `${host} refuses the sign-in for sending: ${detail}`,
    params: { host, detail },
  };
}

function whyOf(error: SmtpError, server: MailServer): Reason {
  const result = ofTrouble(error, server);
  return 'why' in result ? result.why : serverTrouble(error, server).why;
}
