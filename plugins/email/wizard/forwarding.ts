// Connecting an address by forwarding: the desk gives an address of its own, and looks whether mail comes through.
import type { ConnectContext, ConnectStep } from '../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import type { SettingsShape } from '../../../core/contract/settings.ts';
import { receiverState } from '../account/shared.ts';
import { settings, type Security } from '../account/settings.ts';
import { ourHost } from '../account/fallback.ts';
import { CHECK_FIELD, checkWord, forgetNews, makeIntake, newsOf, type IntakeNews } from '../receiver/intake.ts';
import { sendDeskMail } from '../smtp/desk-mail.ts';
import { refusalOf } from './address.ts';
import { trySending } from './trying.ts';
import { word } from './words.ts';

interface Memory {
  forwarded?: string;
  intake?: string;
  /** ISO 8601. */
  checkSentAt?: string;
  checksSent?: number;
  checkTrouble?: Reason;
}

const FORWARDING: SettingsShape = { address: settings.address };
const shown = { showWhen: undefined } as const;
const SENDING: SettingsShape = {
  smtpHost: { ...settings.smtpHost, ...shown },
  smtpPort: { ...settings.smtpPort, ...shown },
  smtpSecurity: { ...settings.smtpSecurity, ...shown },
  smtpUser: { ...settings.smtpUser, ...shown },
  smtpPassword: { ...settings.smtpPassword, ...shown },
};

const POLL = 5;
/** A rule that was made meanwhile gets another mail to pass on. */
const CHECK_AGAIN = 2 * 60_000;
const MOST_CHECKS = 10;

export function beginForwarding(): ConnectStep {
  return { step: 'form', id: 'forwarding', fields: FORWARDING };
}

export async function answerForwarding(context: ConnectContext, address: string): Promise<ConnectStep> {
  const refused = await refusalOf(context, address);
  if (refused) return { step: 'form', id: 'forwarding', fields: FORWARDING, errors: { address: refused } };
  const memory = memoryOf(context);
  if (memory.forwarded !== address || !memory.intake)
    Object.assign(memory, { forwarded: address, intake: makeIntake(context.plugin), checksSent: 0 });
  return checkForwarding(context);
}

/** Asked again and again until mail has come through. */
export async function checkForwarding(context: ConnectContext): Promise<ConnectStep> {
  const { forwarded: address, intake } = memoryOf(context);
  if (!address || !intake) return beginForwarding();
  const news = await newsOf(context.plugin, intake);
  if (news.checkedAt || news.otherAt) {
    await forgetNews(context.plugin, intake);
    return {
      step: 'done',
      accounts: [{ uniqueId: address, title: address, values: { way: 'forwarding', address, intake } }],
    };
  }
  await sendCheckNowAndThen(context, address, intake);
  return {
    step: 'show',
    id: 'check',
    items: [{ label: 'intake', value: intake, copy: true }, ...confirmationOf(news)],
    poll: POLL,
    waiting: waitingFor(context, address),
  };
}

/** Gmail asks the target for consent; whoever sets the rule up types the code in or opens the link. */
function confirmationOf({ confirmation }: IntakeNews) {
  const { code, link } = confirmation ?? {};
  return [
    ...(code ? [{ label: 'code', value: code, copy: true }] : []),
    ...(link ? [{ label: 'link', value: link, copy: true }] : []),
  ];
}

function waitingFor(context: ConnectContext, address: string): Reason {
  const { trouble } = receiverState(context.plugin);
  if (trouble) return trouble;
  const { checkTrouble } = memoryOf(context);
  if (!checkTrouble) {
    const text = `A mail is on its way to ${address}. As soon as it comes through, this goes on by itself.`;
    return reason('wizard.check_sent', text, { address });
  }
  const text = `The desk cannot send to ${address} (${checkTrouble.text}). Write to ${address} yourself, from another address.`;
  return reason('wizard.check_not_sent', text, { address, detail: checkTrouble.text });
}

async function sendCheckNowAndThen(context: ConnectContext, address: string, intake: string): Promise<void> {
  const memory = memoryOf(context);
  const { checkSentAt, checksSent = 0 } = memory;
  const now = context.now();
  const isDue = !checkSentAt || now.getTime() - Date.parse(checkSentAt) > CHECK_AGAIN;
  if (!isDue || checksSent >= MOST_CHECKS) return;
  Object.assign(memory, { checkSentAt: now.toISOString(), checksSent: checksSent + 1 });
  const raw = await checkMail(context, address, intake);
  const envelope = { from: intake, to: [address] };
  const why = await sendDeskMail(context.plugin, { raw, envelope }, AbortSignal.timeout(30_000));
  memory.checkTrouble = why ?? undefined;
}

/** The word stands in subject and header, for rules that pass on only one of them. */
async function checkMail(context: ConnectContext, address: string, intake: string): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const proof = checkWord(context.plugin, intake);
  const mail = new MailComposer({
    from: { name: context.workspace.name, address: intake },
    to: address,
    subject: `${word(context, 'check_mail.subject')} [${proof}]`,
    text: word(context, 'check_mail.text'),
    date: context.now(),
    messageId: `<check.${proof}.${memoryOf(context).checksSent}@${ourHost(context.plugin)}>`,
    headers: { [CHECK_FIELD]: proof, 'Auto-Submitted': 'auto-generated' },
    newline: 'windows',
  });
  return new Promise((done, failed) => mail.compile().build((error, built) => (error ? failed(error) : done(built))));
}

/** The address's own server for sending, so that answers leave in its name; empty: the desk sends. */
export function sendingForm(context: ConnectContext): ConnectStep {
  const { values = {} } = context.account ?? {};
  const shownValues = Object.fromEntries(Object.keys(SENDING).map((name) => [name, values[name]]));
  return { step: 'form', id: 'sending', fields: SENDING, values: shownValues };
}

export async function answerSending(context: ConnectContext, values: Record<string, unknown>): Promise<ConnectStep> {
  const { uniqueId, title } = context.account!;
  const host = String(values.smtpHost ?? '').trim();
  if (host !== '') {
    const server = {
      host,
      port: Number(values.smtpPort),
      security: String(values.smtpSecurity) as Security,
      user: String(values.smtpUser || uniqueId),
    };
    const credentials = { password: String(values.smtpPassword ?? '') };
    const errors = await trySending(server, credentials, context.plugin.config, ourHost(context.plugin));
    if (errors) return { step: 'form', id: 'sending', fields: SENDING, values, errors };
  }
  return { step: 'done', accounts: [{ uniqueId, title, values: { ...values, smtpHost: host } }] };
}

function memoryOf(context: ConnectContext): Memory {
  return context.memory;
}
