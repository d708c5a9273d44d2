// Reads reports about mails of ours: what could not be delivered, to whom, and why (RFC 3464 and everybody else).
import type { ParsedMail } from '../parsed-mail.ts';
import { findAddresses } from './addresses.ts';
import { readComplaint } from './complaint.ts';
import { hasStatusFields, readDeliveryStatus } from './delivery-status.ts';
import type { DeliveryStatus, StatusEntry } from './delivery-status.ts';
import { explain, findStep, wholeNotice } from './evidence.ts';
import { noticeLine, readNotice } from './notice.ts';
import type { Notice } from './notice.ts';
import { conclude } from './reason.ts';
import { recogniseReport } from './recognise.ts';
import { field } from './sender.ts';
import { findRecipients } from './recipients.ts';
import type { Candidates, NamedRecipient } from './recipients.ts';
import { sortReportParts } from './report-parts.ts';
import type { ReportParts } from './report-parts.ts';
import { readReturned } from './returned.ts';
import type { ReturnedMail } from './returned.ts';
import { readServiceNotice } from './service-notices.ts';
import type { Bounce, BounceRecipient, Complaint, DeliveryAction } from './shapes.ts';
import { findReply, findStatus, statusBehindReply } from './status-codes.ts';

interface Report {
  mail: ParsedMail;
  notice: Notice;
  status: DeliveryStatus;
  returned: ReturnedMail;
  /** Who a header of the report names. */
  failed: string[];
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
  const returned = readReturned(parts, notice);
  const complaint = readComplaint(mail, parts, returned);
  if (!complaint && recogniseReport(mail, parts, notice) === null) return null;
  if (!complaint && parts.dispositions.length > 0 && parts.statuses.length === 0) return null;
  return readReport(mail, parts, notice, complaint);
}

function readReport(mail: ParsedMail, parts: ReportParts, notice: Notice, complaint: Complaint | null): Bounce {
  const saysNothing = parts.statuses.length === 0 && !notice.lines.some((line) => line.addresses.length > 0);
  if (saysNothing && parts.enclosed)
    return readReport(mail, parts.enclosed, readNotice(parts.enclosed.notice), complaint);
  const returned = readReturned(parts, notice);
  const texts = notice.lines.map((line) => line.text);
  const inText = hasStatusFields(parts.notice) ? [parts.notice] : [];
  const status = readDeliveryStatus(parts.statuses.length > 0 ? parts.statuses : inText);
  const failed = findAddresses(field(mail, 'x-failed-recipients') ?? '').map((one) => one.address);
  const report: Report = { mail, notice, status, returned, failed, action: actionOf(mail, texts) };
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
  const { status, notice, returned, failed } = report;
  const named = findRecipients(notice.lines, candidatesOf(report));
  if (status.entries.length > 0) return inOneName(status.entries).map((entry) => fromEntry(entry, named, report));
  if (named.length > 0) return named.map((one) => fromNamed(one, named.length === 1, report));
  const addresses = failed.length > 0 ? failed : returned.recipients.length === 1 ? returned.recipients : [];
  return addresses.map((address) => fromUnnamed(address, addresses.length === 1, report));
}

function candidatesOf({ mail, returned, failed }: Report): Candidates {
  const own = [...mail.to, ...mail.cc, ...mail.fromAll].map((one) => one.address.toLowerCase());
  const domain = mail.from?.address.split('@')[1]?.toLowerCase() ?? null;
  return {
    known: [...returned.recipients, ...failed.map((address) => address.toLowerCase())],
    others: [...own, ...returned.senders],
    domain: domain === '' ? null : domain,
  };
}

/** Where several recipients were one address before it was expanded, they are told apart by what it became. */
function inOneName(entries: StatusEntry[]): StatusEntry[] {
  const isShared = ({ address }: StatusEntry) => entries.filter((other) => other.address === address).length > 1;
  return entries.map((entry) =>
    entry.alias !== null && isShared(entry) ? { ...entry, address: entry.alias, alias: entry.address } : entry,
  );
}

/** A recipient of the machine part, with what the text says about the same one where the part says too little. */
function fromEntry(entry: StatusEntry, named: NamedRecipient[], report: Report): BounceRecipient {
  const { notice, status } = report;
  const keys = [entry.address, entry.alias].map((address) => address?.toLowerCase());
  const alone = status.entries.length === 1;
  const match = named.find((one) => keys.includes(one.address.toLowerCase())) ?? (alone ? named[0] : undefined);
  const told = match
    ? explain(notice.lines, match, alone)
    : { diagnostic: null, near: [], far: alone ? wholeNotice(notice.lines) : [] };
  const action = entry.action ?? (entry.status?.startsWith('2') ? 'delivered' : report.action);
  const { address, alias, diagnostics } = entry;
  const near = [...diagnostics.map(maskAddresses), ...told.near];
  return finish(
    { address, alias, action, diagnostic: diagnostics[0] ?? told.diagnostic },
    entry.status,
    near,
    told.far,
  );
}

function fromNamed(named: NamedRecipient, alone: boolean, report: Report): BounceRecipient {
  const { diagnostic, near, far } = explain(report.notice.lines, named, alone);
  const { address, alias } = named;
  const subject = alone ? [maskAddresses(report.mail.subject)] : [];
  return finish({ address, alias, action: report.action, diagnostic }, null, near, [...far, ...subject]);
}

/** A recipient that only a header names. */
function fromUnnamed(address: string, alone: boolean, report: Report): BounceRecipient {
  const at = report.notice.lines.findIndex((line) => line.text.includes(address.split('@')[0]!));
  const { lines } = report.notice;
  const told = at < 0 ? null : explain(lines, { address, alias: null, at, from: at, to: lines.length }, alone);
  const far = [...(alone ? wholeNotice(lines) : []), maskAddresses(report.mail.subject)];
  return finish(
    { address, alias: null, action: report.action, diagnostic: told?.diagnostic ?? null },
    null,
    told?.near ?? [],
    far,
  );
}

type Known = Pick<BounceRecipient, 'address' | 'alias' | 'action' | 'diagnostic'>;

function finish(known: Known, reported: string | null, near: string[], far: string[]): BounceRecipient {
  const status = bestStatus(reported, near, far);
  const { action } = known;
  const isDone = action === 'delivered' || action === 'relayed' || action === 'expanded';
  const reply = [...near, ...far].map(findReply).find((code) => code !== null) ?? null;
  const step = findStep([...near, ...far]);
  const { reason, kind } = isDone
    ? { reason: 'unknown' as const, kind: 'soft' as const }
    : conclude({ action, status, reply, step, near, far });
  const diagnostic = known.diagnostic?.replace(/\s+/g, ' ').trim().slice(0, 500) || null;
  return { ...known, status, diagnostic, kind, reason };
}

function maskAddresses(text: string): string {
  return noticeLine(text).shape;
}

/** What the refusing host said counts for more than what the reporting one made of it, and anything for more than `5.0.0`. */
function bestStatus(reported: string | null, near: string[], far: string[]): string | null {
  const said =
    near
      .slice(0, 2)
      .map(statusBehindReply)
      .find((code) => code !== null) ?? null;
  if (said !== null && !/^\d\.0\.0$/.test(said)) return said;
  if (reported !== null && !/^[45]\.0\.0$/.test(reported)) return reported;
  const told = [...near, ...far].map(findStatus).find((code) => code !== null && !/^\d\.0\.0$/.test(code));
  const isSameClass = told && (reported === null || told[0] === reported[0]);
  return isSameClass ? told : (reported ?? said);
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
