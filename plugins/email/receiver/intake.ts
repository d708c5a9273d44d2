// Intake addresses: where a forwarding rule leads. Handed out by the wizard before there is an account, known by their proof.
import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PluginContext } from '../../../core/contract/context.ts';
import { mailDomain } from '../account/fallback.ts';
import { fieldOf, headerOf } from '../mail/glance.ts';

type Ports = Pick<PluginContext, 'config' | 'publicUrl' | 'sign' | 'folder' | 'now'>;

/** What has come to an address while the wizard waits. */
export interface IntakeNews {
  /** ISO 8601: the check mail came through. */
  checkedAt?: string;
  /** ISO 8601: any other mail came; it was put off until the account is there. */
  otherAt?: string;
  /** The provider wants its forwarding confirmed. */
  confirmation?: { code?: string; link?: string; from: string };
}

/** `in-<random>-<proof>@…`: nobody can guess one, and the desk need not remember it. */
export function makeIntake(context: Ports): string {
  const id = randomBytes(6).toString('hex');
  return `in-${id}-${proofOf(context, id)}@${mailDomain(context)}`;
}

export function readIntake(context: Ports, address: string): string | null {
  const match = /^in-([0-9a-f]{12})-([0-9a-f]{12})@(.+)$/.exec(address.toLowerCase());
  if (!match || match[3] !== mailDomain(context).toLowerCase()) return null;
  return proofOf(context, match[1]!) === match[2] ? match[1]! : null;
}

function proofOf(context: Ports, id: string): string {
  return createHash('sha256').update(context.sign('intake', id)).digest('hex').slice(0, 12);
}

/** The word that makes a mail the check mail of this address. */
export function checkWord(context: Ports, address: string): string {
  return createHash('sha256').update(context.sign('intake check', address)).digest('hex').slice(0, 16);
}

export const CHECK_FIELD = 'X-Hubdesk-Check';

export async function newsOf(context: Ports, address: string): Promise<IntakeNews> {
  const id = readIntake(context, address);
  if (!id) return {};
  try {
    return JSON.parse(await readFile(await fileOf(context, id), 'utf8')) as IntakeNews;
  } catch {
    return {};
  }
}

export async function forgetNews(context: Ports, address: string): Promise<void> {
  const id = readIntake(context, address);
  if (id) await rm(await fileOf(context, id), { force: true });
}

/** Looks at a mail for an address without account. True: it was for the wizard and is done with. */
export async function takeForWizard(context: Ports, address: string, raw: Buffer): Promise<boolean> {
  const id = readIntake(context, address);
  if (!id) return false;
  const news = await newsOf(context, address);
  const at = context.now().toISOString();
  const confirmation = confirmationIn(raw);
  const isCheck = raw.subarray(0, SEEN).includes(checkWord(context, address));
  if (isCheck) news.checkedAt = at;
  else if (confirmation) news.confirmation = confirmation;
  else news.otherAt = at;
  const path = await fileOf(context, id);
  await writeFile(`${path}.new`, JSON.stringify(news), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return isCheck || confirmation !== null;
}

async function fileOf(context: Ports, id: string): Promise<string> {
  return join(await context.folder(), `intake-${id}.json`);
}

/** Bytes of a mail that are looked at; those the wizard waits for are short. */
const SEEN = 256 * 1024;
const CONFIRMING = /\b(forwarding-noreply@google\.com|mail-noreply@google\.com)\b/i;
const LINK =
  /https:\/\/(?:mail-settings\.google\.com|mail\.google\.com|isolated\.mail\.google\.com)\/mail\/[^\s"<>]{1,500}/;
const CODE = /\b(?:confirmation code|bestätigungscode)\s*:?\s*(\d{6,12})\b/i;

/** Gmail asks the target of a forwarding rule for consent: a code to type in and a link to open. */
export function confirmationIn(raw: Buffer): IntakeNews['confirmation'] | null {
  const header = headerOf(raw, 64 * 1024);
  const from = fieldOf(header, 'from');
  if (!CONFIRMING.test(from)) return null;
  const text = raw
    .toString('utf8', 0, SEEN)
    .replace(/=\r?\n/g, '')
    .replace(/=3D/gi, '=');
  const code = /\(#(\d{6,12})\)/.exec(fieldOf(header, 'subject'))?.[1] ?? CODE.exec(text)?.[1];
  const link = LINK.exec(text)?.[0];
  return code || link ? { code, link, from } : null;
}
