// The simulated mail servers as the conformance kit wants them: a customer who mails, and every way to misbehave.
import type { ConnectInput, ConnectStep } from '../../../core/contract/connect.ts';
import type { RawArrival } from '../../../core/contract/inbound.ts';
import { startMailFarSide, type MailFarSide } from '../../../plugins/email/simulator/far-side.ts';
import type { Entry, FarSide, SentMessage } from '../../conformance/conformance.ts';
import { noDns } from './mail-desk.ts';
import { mail, PASSWORD, TEAM } from './simulator-clients.ts';

const ADA = 'ada@customer.example';

export async function mailFarSide(): Promise<FarSide> {
  const far = await startMailFarSide({ users: [{ address: TEAM, password: PASSWORD }] });
  let mails = 0;
  return {
    config: { smtpHost: '127.0.0.1', smtpPort: 0, trustedCertificates: [far.certificate], resolve: noDns },
    customer: { name: 'Ada', address: { kind: 'email', value: ADA } },
    secrets: [PASSWORD],
    answer: (step, how) => answer(far, step, how),
    taken: () => far.sent.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw.toString('latin1'))?.[1] ?? ''),
    write(words) {
      mails += 1;
      far.deliver(TEAM, mail(`Question ${mails}`, words, [`Message-ID: <written-${mails}@customer.example>`]));
    },
    ...trouble(far),
    receipt,
    unknown: 'a mail that is of no known kind is still a mail with words',
    close: () => far.close(),
  };
}

function answer(far: MailFarSide, step: ConnectStep, how: Entry): ConnectInput {
  if (step.step === 'choose') return { kind: 'choose', ids: ['imap'] };
  if (step.step !== 'form') throw new Error(`There is no step ${step.step}`);
  const password = how === 'wrong secret' ? 'some-other-password' : PASSWORD;
  if (step.id === 'mailbox') return { kind: 'form', values: { address: TEAM, password, takeOver: 'week' } };
  const port = how === 'unreachable' ? 1 : undefined;
  const values = {
    address: TEAM,
    password,
    imapHost: far.imap.host,
    imapPort: port ?? far.imap.tlsPort,
    imapSecurity: 'tls',
    smtpHost: far.smtp.host,
    smtpPort: port ?? far.smtp.tlsPort,
    smtpSecurity: 'tls',
  };
  return { kind: 'form', values };
}

function trouble(far: MailFarSide): Pick<FarSide, 'misbehave' | 'behave'> {
  const { misbehave } = far;
  const times = Infinity;
  return {
    misbehave: {
      busy: () => misbehave.deferMail(times),
      broken: () => misbehave.smtpAnswer({ stage: 'mail', code: 421, text: '4.3.0 Internal error', times }),
      refuses: () => misbehave.smtpAnswer({ stage: 'data', code: 554, text: '5.7.1 Refused', times }),
      stranger: () => misbehave.smtpAnswer({ stage: 'auth', code: 535, text: '5.7.8 Authentication failed', times }),
      gone: 'the simulated servers cannot be closed and opened again; the wizard is tried with nobody there',
      cuts: () => misbehave.cutBeforeFinalDot(times),
      'loses the answer': () => misbehave.cutAfterFinalDot(times),
      garbles: 'what answers to a mail without a reply code breaks the line, which is tried',
      silent: () => misbehave.delayGreeting(60_000),
    },
    behave: () => misbehave.stop(),
  };
}

/** RFC 3464 and RFC 8098. */
function receipt({ id }: SentMessage, status: 'delivered' | 'read'): RawArrival {
  const isRead = status === 'read';
  const type = isRead ? 'disposition-notification' : 'delivery-status';
  const fields = isRead
    ? [
        `Final-Recipient: rfc822; ${ADA}`,
        `Original-Message-ID: <${id}>`,
        'Disposition: manual-action/MDN-sent-manually; displayed',
      ]
    : [
        'Reporting-MTA: dns; mx.customer.example',
        '',
        `Final-Recipient: rfc822; ${ADA}`,
        'Action: delivered',
        'Status: 2.0.0',
      ];
  const lines = [
    `From: ${isRead ? ADA : 'MAILER-DAEMON@mx.customer.example'}`,
    `To: ${TEAM}`,
    `Subject: ${isRead ? 'Read' : 'Delivered'}`,
    `Message-ID: <${status}-${id}>`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type}; boundary=b`,
    ...[
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'A receipt',
      '--b',
      `Content-Type: message/${type}`,
      '',
      ...fields,
      '',
    ],
    ...['--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: <${id}>`, '', '--b--', ''],
  ];
  return { key: `${status}-${id}`, type: 'message/rfc822', body: Buffer.from(lines.join('\r\n')) };
}
