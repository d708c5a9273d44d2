// Reads the machine part of a delivery report, however far it strays from the standard (RFC 3464).
import { firstAddress } from './addresses.ts';
import { readFieldBlocks, valueOf, withoutType } from './field-blocks.ts';
import type { FieldBlock } from './field-blocks.ts';
import type { DeliveryAction } from './shapes.ts';

/** One recipient as the report has it, before anything is concluded from it. */
export interface StatusEntry {
  address: string;
  alias: string | null;
  action: DeliveryAction | null;
  status: string | null;
  /** Everything that explains the status: comments of Action and Status, Diagnostic-Code and vendor fields. */
  diagnostics: string[];
}

export interface DeliveryStatus {
  entries: StatusEntry[];
  reportingMta: string | null;
  envelopeId: string | null;
  originalMessageId: string | null;
}

const mostRecipients = 500;

/** Fields that begin the next recipient when the one being read has them already. */
const single = new Set(['final-recipient', 'action', 'status']);
const recipientFields = ['original-recipient', 'final-recipient', 'x-actual-recipient'];

export function readDeliveryStatus(texts: string[]): DeliveryStatus {
  const blocks = texts.flatMap(readFieldBlocks);
  const groups = groupRecipients(blocks).slice(0, mostRecipients);
  const all = blocks.flat();
  const mta = valueOf(all, 'reporting-mta');
  return {
    entries: groups.map(readEntry).filter((entry) => entry !== null),
    reportingMta: mta === null ? null : withoutType(mta),
    envelopeId: valueOf(all, 'original-envelope-id'),
    originalMessageId: valueOf(all, 'x-original-message-id') ?? valueOf(all, 'original-message-id'),
  };
}

/** True if the text has the fields of a recipient. */
export function hasStatusFields(text: string): boolean {
  return (
    /^[ \t>*]{0,8}(?:final|original)-recipient[ \t]{0,9}:/im.test(text) &&
    /^[ \t>*]{0,8}(?:action|status|diagnostic-code)[ \t]{0,9}:/im.test(text)
  );
}

/** Fields of one recipient belong together even if an empty line is missing between recipients or one too many inside. */
function groupRecipients(blocks: FieldBlock[]): FieldBlock[] {
  const groups: FieldBlock[] = [];
  let group: FieldBlock = [];
  for (const block of blocks) {
    if (startsNew(group, block)) group = flush(groups, group);
    for (const field of block) {
      const repeats = single.has(field.name) && group.some((other) => other.name === field.name);
      const again = field.name === 'original-recipient' && valueOf(group, 'original-recipient') !== null;
      if (repeats || again) group = flush(groups, group);
      group.push(field);
    }
  }
  flush(groups, group);
  return groups;
}

/** A block begins a new recipient unless it completes the one before it. */
function startsNew(group: FieldBlock, block: FieldBlock): boolean {
  const isAbout = (fields: FieldBlock) => recipientFields.some((name) => valueOf(fields, name) !== null);
  if (!isAbout(group)) return !isLoose(block);
  return isAbout(block) || valueOf(group, 'action') !== null || valueOf(group, 'status') !== null;
}

/** Fields about a recipient without the recipient: what comes next names it. */
function isLoose(block: FieldBlock): boolean {
  return valueOf(block, 'reporting-mta') === null && block.some((field) => single.has(field.name));
}

function flush(groups: FieldBlock[], group: FieldBlock): FieldBlock {
  if (recipientFields.some((name) => valueOf(group, name) !== null)) groups.push(group);
  return [];
}

function readEntry(group: FieldBlock): StatusEntry | null {
  const named = ['original-recipient', 'final-recipient', 'x-actual-recipient']
    .map((name) => readRecipient(valueOf(group, name)))
    .filter((address) => address !== null);
  const address = named[0];
  if (address === undefined) return null;
  const alias = named.find((other) => other.toLowerCase() !== address.toLowerCase()) ?? null;
  const action = valueOf(group, 'action');
  const status = valueOf(group, 'status');
  const diagnostics = [
    'diagnostic-code',
    'x-display-diagnostic',
    'x-supplementary-info',
    'x400-supplementary-info',
    'x-notes',
    'x-display-name',
  ]
    .map((name) => valueOf(group, name))
    .concat([comment(action), comment(status)])
    .filter((text) => text !== null)
    .map((text) => text.replace(/^(?:x-)?[a-z0-9-]{2,30}[ \t]{0,9};[ \t]{0,9}/i, ''));
  return { address, alias, action: readAction(action), status: readStatus(status), diagnostics };
}

/** `rfc822; <a@b.example>`, `RFC822;a@b.example`, or an address without its type. */
function readRecipient(value: string | null): string | null {
  if (value === null) return null;
  return firstAddress(withoutType(value));
}

function readAction(value: string | null): DeliveryAction | null {
  const word = /^\s*([a-z]+)/i.exec(value ?? '')?.[1]?.toLowerCase() ?? '';
  if (/^fail|^undeliver|^bounce|^expired|^error/.test(word)) return 'failed';
  if (/^delay|^defer/.test(word)) return 'delayed';
  if (word.startsWith('deliver')) return 'delivered';
  if (word.startsWith('relay')) return 'relayed';
  return word.startsWith('expan') ? 'expanded' : null;
}

function readStatus(value: string | null): string | null {
  return /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(value ?? '')?.[1] ?? null;
}

/** What stands behind the word or code: `5.0.0 (quota exceeded)`, `failed (bad mailbox)`. */
function comment(value: string | null): string | null {
  const text = value
    ?.replace(/^\s*[\w.]+\s*/, '')
    .replace(/^\(|\)$/g, '')
    .trim();
  return text ? text : null;
}
