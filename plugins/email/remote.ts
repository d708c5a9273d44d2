// Handing a mail on: to the account's own submission server, the operator's relay, or the recipients' servers.
import type { AccountContext } from '../../core/contract/context.ts';
import type { Health } from '../../core/contract/health.ts';
import type { Attempt, SendResult } from '../../core/contract/outbound.ts';
import { reason } from '../../core/contract/reason.ts';
import { smtpServer, trustedCertificates, type Credentials } from './account/servers.ts';
import type { MailSettings } from './account/settings.ts';
import type { Standing } from './account/standing.ts';
import type { CredentialSource } from './imap/enter.ts';
import type { ComposedMail } from './outbound.ts';
import { sendDirectly } from './smtp/direct.ts';
import { createPool } from './smtp/pool.ts';
import { conclude, loadProgress, saveProgress } from './smtp/progress.ts';
import { isSignInRefusal, ofTrouble, refusedRecipient } from './smtp/results.ts';
import { openSession, type Handover, type SmtpError, type SmtpServer, type SmtpSession } from './smtp/session.ts';

export interface Remote {
  /** Makes one attempt; every way it can end is one of the contract's five. */
  send(mail: ComposedMail, attempt: Attempt): Promise<SendResult>;
  /** Signs in and out again: null when that works. */
  tryServer(signal: AbortSignal): Promise<Health | null>;
  route: Route;
  close(): void;
}

/** The way out of an account. */
export type Route = { kind: 'own' | 'relay'; server: SmtpServer } | { kind: 'direct' } | { kind: 'none' };

/** After the server was out of reach, mails wait at once instead of each finding that out: they would block all others. */
const QUIET = 30_000;

export function createRemote(
  context: AccountContext,
  standing: Standing,
  credentials: CredentialSource,
  ourName: string,
): Remote {
  const route = routeOf(context);
  let quietUntil = 0;
  const pool = createPool((signal) => enter(context, route, credentials, ourName, signal));

  async function send(mail: ComposedMail, attempt: Attempt): Promise<SendResult> {
    if (route.kind === 'none') {
      const text = 'No server is set for sending, and sending without one is switched off.';
      return { outcome: 'rejected', why: reason('smtp.no_way_out', text) };
    }
    const trouble = standing.trouble('sending');
    if (trouble?.why && context.now().getTime() < quietUntil)
      return { outcome: 'retry', account: true, why: trouble.why, after: QUIET / 1000 };
    const before = await loadProgress(context.notebook, mail.key);
    const gone = new Set([...before.taken, ...before.refused.map((one) => one.address)]);
    const to = mail.envelope.to.filter((address) => !gone.has(address));
    const handover: Handover = { raw: mail.raw, envelope: { ...mail.envelope, to }, dsn: mail.dsn };
    if (route.kind === 'direct') {
      const { taken, refused, unknown } = await sendDirectly(context, handover, ourName, attempt.signal);
      if (unknown) {
        await saveProgress(context.notebook, mail.key, before, { taken, refused });
        return { outcome: 'unknown', why: unknown };
      }
      return conclude(context.notebook, { ...mail, aliases: [] }, before, { taken, refused }, attempt.number);
    }
    try {
      const { taken, refused, serverMessageId } = await pool.handOver(handover, attempt.signal);
      standing.report('sending', null);
      const named = { ...mail, aliases: serverMessageId ? [serverMessageId.replace(/[<>]/g, '')] : [] };
      return await conclude(
        context.notebook,
        named,
        before,
        { taken, refused: refused.map(refusedRecipient) },
        attempt.number,
      );
    } catch (error) {
      return failed(error as SmtpError, route);
    }
  }

  /** Trouble of the account is told as such; its mails then wait for it. */
  function failed(
    error: SmtpError | HealthError,
    { kind, server }: Extract<Route, { server: SmtpServer }>,
  ): SendResult {
    const health = 'health' in error ? error.health : signInHealth(error, kind, server.host);
    const result: SendResult = health?.why
      ? { outcome: 'retry', why: health.why, account: true }
      : ofTrouble(error, server);
    if (result.outcome === 'retry' && result.account) {
      quietUntil = context.now().getTime() + QUIET;
      standing.report('sending', health ?? { state: 'recovering', why: result.why, action: 'wait' });
    } else standing.report('sending', null);
    return result;
  }

  return {
    send,
    route,
    close: () => pool.close(),
    async tryServer(signal) {
      if (!('server' in route)) return null;
      try {
        (await enter(context, route, credentials, ourName, signal)).quit();
        standing.report('sending', null);
        return null;
      } catch (error) {
        failed(error as SmtpError, route);
        return standing.trouble('sending');
      }
    },
  };
}

function routeOf(context: AccountContext): Route {
  const { config } = context;
  const own = smtpServer(context.account.settings as MailSettings, config);
  if (own) return { kind: 'own', server: own };
  if (typeof config.relayHost === 'string') {
    const isSecure = config.relaySecure === true;
    const port = Number(config.relayPort ?? (isSecure ? 465 : 25));
    const user = typeof config.relayUser === 'string' && config.relayUser !== '' ? config.relayUser : null;
    // A sign-in never goes over the line in the clear.
    const security = isSecure ? 'tls' : user !== null && config.relayPlain !== true ? 'starttls' : 'opportunistic';
    return { kind: 'relay', server: { host: config.relayHost, port, security, user } };
  }
  return config.direct === false ? { kind: 'none' } : { kind: 'direct' };
}

/** Carries what the account's health becomes. */
interface HealthError extends SmtpError {
  health: Health;
}

/** A session, signed in; a token that is refused is renewed once. */
async function enter(
  context: AccountContext,
  route: Route,
  credentials: CredentialSource,
  ourName: string,
  signal: AbortSignal,
): Promise<SmtpSession> {
  if (!('server' in route)) throw new Error('There is no server to enter');
  const options = { ourName, signal, certificates: trustedCertificates(context.config) };
  if (route.kind === 'relay') return openSession(route.server, relayCredentials(context.config), options);
  for (const renewed of [false, true]) {
    const given = await credentials(renewed);
    if ('trouble' in given) throw Object.assign(new Error('No sign-in'), { health: given.trouble });
    try {
      return await openSession(route.server, given, options);
    } catch (error) {
      const mayHelp = isSignInRefusal(error as SmtpError) && 'accessToken' in given && !renewed;
      if (!mayHelp) throw error;
    }
  }
  throw new Error('No sign-in');
}

function relayCredentials(config: Record<string, unknown>): Credentials | null {
  return typeof config.relayPassword === 'string' ? { password: config.relayPassword } : null;
}

/** Who set the password up has to mend it: the account's people, or the operator. */
function signInHealth(error: SmtpError, kind: 'own' | 'relay', host: string): Health | null {
  if (!isSignInRefusal(error)) return null;
  const detail = (error.response ?? error.message).slice(0, 200);
  const why = reason('smtp.sign_in_refused', `${host} refuses the sign-in for sending: ${detail}`, { host, detail });
  if (kind === 'relay') return { state: 'misconfigured', why, action: 'change settings' };
  return { state: 'needs sign-in', why, action: 'sign in again' };
}
