// Reads the JSON in which Amazon SES tells of bounces, complaints and deliveries by way of SNS mails.
import type { BounceRecipient, Complaint, DeliveryAction } from './shapes.ts';
import { conclude } from './reason.ts';
import { findReply } from './status-codes.ts';

export interface ServiceNotice {
  recipients: BounceRecipient[];
  complaint: Complaint | null;
  originalMessageId: string | null;
  reportingMta: string | null;
}

type Json = Record<string, unknown>;

/** Null if the text is no such notice. */
export function readServiceNotice(text: string): ServiceNotice | null {
  const outer = parseObject(text);
  const event = typeof outer?.Message === 'string' ? parseObject(outer.Message) : outer;
  const type = event?.notificationType ?? event?.eventType;
  if (!event || typeof type !== 'string' || !isObject(event.mail)) return null;
  const about = { originalMessageId: originalId(event.mail), reportingMta: null };
  if (isObject(event.bounce)) return { ...about, ...readBounced(event.bounce) };
  if (isObject(event.complaint)) return { ...about, recipients: [], complaint: readComplained(event.complaint) };
  if (isObject(event.delivery)) return { ...about, ...readDelivered(event.delivery) };
  return null;
}

/** The first JSON object of a text; mails wrap long lines of it, which breaks it inside of strings. */
function parseObject(text: string): Json | null {
  const start = text.indexOf('{');
  if (start < 0 || text.slice(0, start).trim() !== '') return null;
  const end = text.lastIndexOf('}');
  for (const candidate of [text.slice(start, end + 1), text.slice(start, end + 1).replace(/\n ?/g, '')]) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (isObject(value)) return value;
    } catch {
      // Not JSON as it stands; the next form is tried.
    }
  }
  return null;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject).slice(0, 500) : [];
}

function word(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 500) : null;
}

function readBounced(bounce: Json): Omit<ServiceNotice, 'originalMessageId'> {
  const recipients = objects(bounce.bouncedRecipients).flatMap((one): BounceRecipient[] => {
    const address = word(one.emailAddress);
    if (address === null) return [];
    const diagnostic = word(one.diagnosticCode)?.replace(/^\w+;\s*/, '') ?? null;
    const status = word(one.status);
    const action: DeliveryAction = one.action === 'delayed' ? 'delayed' : 'failed';
    const near = [diagnostic ?? '', subTypeWords(bounce)].filter((text) => text !== '');
    const reply = findReply(diagnostic ?? '');
    const concluded = conclude({ action, status, reply, step: null, near, far: [] });
    return [{ address, alias: null, action, status, diagnostic, ...concluded }];
  });
  return { recipients, complaint: null, reportingMta: word(bounce.reportingMTA)?.replace(/^\w+;\s*/, '') ?? null };
}

/** The words Amazon has for the same things. */
function subTypeWords(bounce: Json): string {
  const known: Record<string, string> = {
    NoEmail: 'no such user',
    Suppressed: 'on the suppression list',
    OnAccountSuppressionList: 'on the suppression list',
    MailboxFull: 'mailbox full',
    MessageTooLarge: 'message too large',
    ContentRejected: 'message rejected',
    AttachmentRejected: 'forbidden attachment',
  };
  return known[word(bounce.bounceSubType) ?? ''] ?? '';
}

function readComplained(complaint: Json): Complaint {
  const recipients = objects(complaint.complainedRecipients).flatMap((one) => word(one.emailAddress) ?? []);
  const type = word(complaint.complaintFeedbackType) ?? 'abuse';
  return { type: type.toLowerCase(), recipients, userAgent: word(complaint.userAgent), sourceIp: null };
}

function readDelivered(delivery: Json): Omit<ServiceNotice, 'originalMessageId'> {
  const addresses = Array.isArray(delivery.recipients) ? delivery.recipients.flatMap((one) => word(one) ?? []) : [];
  const diagnostic = word(delivery.smtpResponse);
  const status = /\b(2\.\d{1,3}\.\d{1,3})\b/.exec(diagnostic ?? '')?.[1] ?? null;
  const recipients = addresses.slice(0, 500).map((address): BounceRecipient => ({
    address,
    alias: null,
    action: 'delivered',
    status,
    diagnostic,
    kind: 'soft',
    reason: 'unknown',
  }));
  return { recipients, complaint: null, reportingMta: word(delivery.reportingMTA) };
}

/** The Message-ID we gave where the notice has the headers, else the one the service gave. */
function originalId(mail: Json): string | null {
  const header = objects(mail.headers).find((one) => /^message-id$/i.test(word(one.name) ?? ''));
  const common = isObject(mail.commonHeaders) ? word(mail.commonHeaders.messageId) : null;
  const id = word(header?.value) ?? common ?? word(mail.messageId);
  return id?.replace(/[<>\s]/g, '') ?? null;
}
