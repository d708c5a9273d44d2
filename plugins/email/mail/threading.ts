// Where a mail may belong: our tokens in its addresses and references, and the mails it answers (EM-8).
import type { MessageEvent } from '../../../core/contract/inbound.ts';
import type { ReadMail } from '../reading/channel-reading.ts';
import { messageIdOf, readOwnMessageId, tokenInAddress } from './identity.ts';

const MOST = 60;

/** `envelope`: the recipients of the SMTP envelope, where our own receiver took the mail. */
export function threadOf(mail: ReadMail, envelope: string[]): MessageEvent['thread'] {
  const { reading } = mail;
  const near = [...reading.inReplyTo, ...reading.references.toReversed()].map(messageIdOf);
  if (reading.bounce?.originalMessageId) near.unshift(reading.bounce.originalMessageId);
  const addressed = [...envelope, ...[...reading.to, ...reading.cc].map((one) => one.address), ...mail.deliveredTo];
  const tokens = [...addressed.map(tokenInAddress), ...near.map((one) => readOwnMessageId(one)?.threadToken ?? null)];
  return {
    references: [...new Set(near)].slice(0, MOST),
    tokens: [...new Set(tokens.filter((one) => one !== null))].slice(0, MOST),
  };
}
