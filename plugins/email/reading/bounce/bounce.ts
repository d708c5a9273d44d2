// Reads reports about mails of ours: what could not be delivered, to whom, and why (RFC 3464 and everybody else).
import type { ParsedMail } from '../parsed-mail.ts';
import { findAddresses } from './addresses.ts';
import { readComplaint } from './complaint.ts';
import { hasStatusFields, readDeliveryStatus } from './delivery-status.ts';
import type { DeliveryStatus, StatusEntry } from './delivery-status.ts';
import { explain, findStep } from './evidence.ts';
import { readNotice } from './notice.ts';
import type { Notice } from './notice.ts';
import { conclude } from './reason.ts';
import { field, recogniseReport } from './recognise.ts';
import { findRecipients } from './recipients.ts';
import type { NamedRecipient } from './recipients.ts';
import { sortReportParts } from './report-parts.ts';
import { readReturned } from './returned.ts';
import type { ReturnedMail } from './returned.ts';
import { readServiceNotice } from './service-notices.ts';
import type { Bounce, BounceRecipient, DeliveryAction } from './shapes.ts';
import { findReply, findStatus } from './status-codes.ts';

interface Report {
  mail: ParsedMail;
  notice: Notice;
  status: DeliveryStatus;
  returned: ReturnedMail;
  /** What a report without machine part says was done. */
  action: DeliveryAction;
}

/**
 * Reads a bounce, a delay or delivery notice, or a complaint.
 * Reports that were forged or are about somebody else's mail are read as well.
 * @returns null if the mail is none of these
 */
export function readBounce(mail: ParsedMail): Bounce | null {
  const parts = sortReportParts(mail);
  const service = readServiceNotice(parts.notice);
  if (service) return { envelopeId: null, ...service };
  const notice = readNotice(parts.notice);
  const texts = notice.lines.map((line) => line.text);
  const returned = readReturned(parts, texts, notice.returned);
  const complaint = readComplaint(mail, parts, returned);
  if (!complaint && recogniseReport(mail, parts, notice) === null) return null;
  if (!complaint && parts.dispositions.length > 0 && parts.statuses.length === 0) return null;
  const inText = hasStatusFields(parts.notice) ? [parts.notice] : [];
  const status = readDeliveryStatus(parts.statuses.length > 0 ? parts.statuses : inText);
  const report: Report = { mail, notice, status, returned, action: actionOf(mail, texts) };
  return {
    recipients: complaint ? [] : readRecipients(report),
    originalMessageId:
      returned.messageId ?? bareId(status.originalMessageId) ?? mail.inReplyTo[0] ?? mail.references.at(-1) ?? null,
    envelopeId: status.envelopeId,
    reportingMta: status.reportingMta,
    complaint,
  };
}

function bareId(id: string | null): string | null {
  return id?.replace(/[<>\s]/g, '') || null;
}

function readRecipients(report: Report): BounceRecipient[] {
  const { status, notice, returned, mail } = report;
  const named = findRecipients(notice.lines, returned.recipients, ownAddresses(report));
  if (status.entries.length > 0) return status.entries.map((entry) => fromEntry(entry, named, report));
  if (named.length > 0) return named.map((one) => fromNamed(one, named.length === 1, report));
  const failed = findAddresses(field(mail, 'x-failed-recipients') ?? '').map((one) => one.address);
  const addresses = failed.length > 0 ? failed : returned.recipients.length === 1 ? returned.recipients : [];
  return addresses.map((address) =>
    fromNamed({ address, alias: null, from: 0, to: notice.lines.length }, addresses.length === 1, report),
  );
}

/** Who the report goes to and who wrote it: never its recipients unless the mail went to them. */
function ownAddresses({ mail, returned }: Report): string[] {
  const own = [...mail.to, ...mail.cc, ...mail.fromAll].map((one) => one.address.toLowerCase());
  return [...own, ...returned.senders];
}

/** A recipient of the machine part, with what the text says about the same one where the part says too little. */
function fromEntry(entry: StatusEntry, named: NamedRecipient[], report: Report): BounceRecipient {
  const { notice, status } = report;
  const keys = [entry.address, entry.alias].map((address) => address?.toLowerCase());
  const alone = status.entries.length === 1;
  const match = named.find((one) => keys.includes(one.address.toLowerCase())) ?? (alone ? named[0] : undefined);
  const told = match ? explain(notice.lines, match, alone) : alone ? whole(notice) : { diagnostic: null, texts: [] };
  const diagnostic = entry.diagnostics[0] ?? told.diagnostic;
  const texts = [...entry.diagnostics, ...told.texts];
  const action = entry.action ?? (entry.status?.startsWith('2') ? 'delivered' : report.action);
  return finish({ address: entry.address, alias: entry.alias, action, status: entry.status, diagnostic }, texts);
}

function fromNamed(named: NamedRecipient, alone: boolean, report: Report): BounceRecipient {
  const { diagnostic, texts } = explain(report.notice.lines, named, alone);
  const { address, alias } = named;
  return finish({ address, alias, action: report.action, status: null, diagnostic }, [
    ...texts,
    ...(alone ? [report.mail.subject] : []),
  ]);
}

function whole(notice: Notice): { diagnostic: string | null; texts: string[] } {
  return {
    diagnostic: null,
    texts: [
      notice.lines
        .slice(0, 120)
        .map((line) => line.shape)
        .join(' '),
    ],
  };
}

function finish(known: Omit<BounceRecipient, 'kind' | 'reason'>, texts: string[]): BounceRecipient {
  const masked = texts.map(maskAddresses);
  const status = bestStatus(known.status, masked);
  const reply = masked.map(findReply).find((code) => code !== null) ?? null;
  const isDone = known.action === 'delivered' || known.action === 'relayed' || known.action === 'expanded';
  const concluded = isDone
    ? ({ reason: 'unknown', kind: 'soft' } as const)
    : conclude({ action: known.action, status, reply, step: findStep(masked), texts: masked });
  const diagnostic = known.diagnostic?.replace(/\s+/g, ' ').trim().slice(0, 500) || null;
  return { ...known, status, diagnostic, ...concluded };
}

function maskAddresses(text: string): string {
  let masked = '';
  let at = 0;
  for (const { start, end } of findAddresses(text)) {
    masked += `${text.slice(at, start)}@@`;
    at = end;
  }
  return masked + text.slice(at);
}

/** The code of the machine part, unless it says nothing (`5.0.0`) and the words have one that does. */
function bestStatus(status: string | null, texts: string[]): string | null {
  if (status !== null && !/^[45]\.0\.0$/.test(status)) return status;
  const told = texts
    .slice(0, 3)
    .map(findStatus)
    .find((code) => code !== null);
  return told ?? status;
}

const delays =
  /\bdelayed\b|warning|still being retried|not yet been delivered|will be retried|will continue to|keep trying|transient|verzögert|vorübergehend|differé|différé|retras|отложен|遅延/i;
const givenUp =
  /permanent|fatal|returned|gave up|giving up|given up|failed permanently|will not be|not be retried|removed from the (?:mail )?queue|undeliverable/i;

/** Warnings say so in the subject or in their first lines. */
function actionOf(mail: ParsedMail, lines: string[]): DeliveryAction {
  const opening = `${mail.subject}\n${lines.slice(0, 15).join('\n')}`;
  if (delays.test(mail.subject) && !givenUp.test(mail.subject)) return 'delayed';
  return /warning (?:message )?only|just a warning|(?:has|have) not yet been delivered|has been delayed|still being retried/i.test(
    opening,
  ) && !givenUp.test(mail.subject)
    ? 'delayed'
    : 'failed';
}
