// Handing a mail to a server: the account's own submission server, the operator's relay, or the recipients' servers.
import { createTransport } from 'nodemailer';
import type { AccountContext } from '../../core/contract/context.ts';
import type { Attempt, SendResult } from '../../core/contract/outbound.ts';
import { reason } from '../../core/contract/reason.ts';
import type { ComposedMail } from './outbound.ts';
import type { MailSettings } from './settings.ts';

interface SmtpTrouble {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  message: string;
}

/** Makes one attempt; every way it can end is one of the contract's five. */
export async function sendMail(context: AccountContext, mail: ComposedMail, attempt: Attempt): Promise<SendResult> {
  const settings = context.account.settings as MailSettings;
  const host = settings.smtpHost ?? (context.config.relayHost as string | undefined);
  if (!host) return { outcome: 'rejected', why: reason('no_way_out', 'No server is set for sending.') };
  const transport = createTransport({
    host,
    port: settings.smtpHost ? settings.smtpPort : Number(context.config.relayPort ?? 25),
    secure: settings.smtpHost ? settings.smtpSecurity === 'tls' : false,
    requireTLS: settings.smtpSecurity === 'starttls',
    auth: settings.password
      ? {
          user: settings.smtpUser || settings.user || settings.address,
          pass: settings.smtpPassword || settings.password,
        }
      : undefined,
    connectionTimeout: 60_000,
    greetingTimeout: 5 * 60_000,
    socketTimeout: 10 * 60_000,
  });
  const abort = () => transport.close();
  attempt.signal.addEventListener('abort', abort);
  try {
    await transport.sendMail({ raw: mail.raw, envelope: mail.envelope });
    return { outcome: 'accepted', id: mail.messageId };
  } catch (error) {
    return ofTrouble(error as SmtpTrouble);
  } finally {
    attempt.signal.removeEventListener('abort', abort);
    transport.close();
  }
}

/** RFC 5321 §4.2.1: 4xx may work later, 5xx will not; a connection lost after the final dot leaves it open. */
export function ofTrouble(trouble: SmtpTrouble): SendResult {
  const detail = (trouble.response ?? trouble.message).slice(0, 300);
  const code = trouble.responseCode;
  if (code && code >= 500) return { outcome: 'rejected', why: reason('smtp.refused', detail, { code, detail }) };
  if (code && code >= 400) return { outcome: 'retry', why: reason('smtp.later', detail, { code, detail }) };
  if (trouble.command === 'DATA')
    return {
      outcome: 'unknown',
      why: reason('smtp.interrupted', 'The connection broke while the server was taking the mail.', { detail }),
    };
  return { outcome: 'retry', why: reason('smtp.unreachable', detail, { detail }), account: true };
}
