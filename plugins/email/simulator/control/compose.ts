// Writing as a customer: builds the mail and hands it to Hubdesk's receiver or into a simulated mailbox.
import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import addressparser from 'nodemailer/lib/addressparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { deliverHere } from '../mail-flow.ts';
import type { PostOffice } from '../post-office.ts';

export interface Letter {
  /** `Ada <ada@customer.example>` */
  from: string;
  to: string;
  cc?: string;
  subject: string;
  text: string;
  html?: string;
  inReplyTo?: string;
  references?: string;
}

export interface Receiver {
  host: string;
  port: number;
}

export interface Delivered {
  address: string;
  /** Where it went: a simulated mailbox, or Hubdesk's receiver. */
  to: 'mailbox' | 'receiver';
  /** Why it did not arrive. */
  failure?: string;
}

/**
 * Sends a letter to everybody in To and Cc. Addresses with a simulated mailbox get it there; all others go by SMTP
 * to `receiver`. A receiver that refuses or is not there is told of, not thrown.
 */
export async function sendLetter(
  office: PostOffice,
  letter: Letter,
  receiver: Receiver,
  at: Date,
): Promise<Delivered[]> {
  const from = addressparser(letter.from, { flatten: true })[0]?.address ?? '';
  const recipients = addressparser([letter.to, letter.cc].filter(Boolean).join(', '), { flatten: true });
  const addresses = recipients.map((recipient) => recipient.address).filter((address) => address.includes('@'));
  const raw = await build(letter, from, at);
  const here = addresses.filter((address) => deliverHere(office, from, address, raw, at));
  const outside = addresses.filter((address) => !here.includes(address));
  const failure = outside.length > 0 ? await relay(receiver, from, outside, raw) : undefined;
  return [
    ...here.map((address): Delivered => ({ address, to: 'mailbox' })),
    ...outside.map((address): Delivered => ({ address, to: 'receiver', failure })),
  ];
}

async function build(letter: Letter, from: string, at: Date): Promise<Buffer> {
  const domain = from.split('@')[1] || 'customer.example';
  const composer = new MailComposer({ ...letter, date: at, messageId: `<${randomUUID()}@${domain}>` });
  return composer.compile().build();
}

async function relay(receiver: Receiver, from: string, to: string[], raw: Buffer): Promise<string | undefined> {
  const transport = createTransport({
    ...receiver,
    // The receiver's certificate is its own business on this machine.
    tls: { rejectUnauthorized: false },
    connectionTimeout: 5000,
    socketTimeout: 15_000,
  });
  try {
    await transport.sendMail({ envelope: { from, to }, raw });
    return undefined;
  } catch (error) {
    return `${receiver.host}:${receiver.port} did not take it: ${(error as Error).message}`;
  } finally {
    transport.close();
  }
}
