// The composer for one conversation and person: draft, recipients, what the channel allows now.
import type { Preview } from '../../outbound/outbound.ts';
import type { SavedDraft, ShownAttachment, ThreadItem } from '../../conversations/conversations.ts';
import type { TextStyle } from '../../contract/capabilities.ts';
import type { AttachedFile, ClosedComposer, ComposerModel, TextStyleTool } from '../models/composer.ts';
import { trusted } from '../models/shared.ts';
import { writeAddressee } from './addressees.ts';
import type { Writer } from '../times.ts';
import { laterMoments, wallText } from './later.ts';
import { clockOf } from './window.ts';
import { attachmentAddress } from './parts.ts';
import { authorName, channelMark, type Present, reasonText, text } from './marks.ts';

export interface ComposerFacts {
  present: Present;
  /** Id 0: a conversation that begins with this message. */
  conversation: { id: number; subject: string; accountId: number | null };
  /** Accounts that can reach the contact; the current one first. */
  ways: { id: number; channel: string; title: string; demo?: boolean }[];
  /** The conversation's own, which says why there is no way. */
  channel?: string;
  draft: Pick<SavedDraft, 'body' | 'attachments'> | null;
  preview: Preview;
  comment: boolean;
  newestId: number;
  key: string;
  now: Date;
  writer: Writer;
  replyTo: ThreadItem | null;
  contactName: string;
  error?: string;
  collision?: ComposerModel['collision'];
  /** Dialog with the accounts by which the contact can be called. */
  callHref?: string;
  /** Of the conversation's ticket, set with the answer (RE-4). */
  stages?: ComposerModel['send']['stages'];
  /** Typed as the moment to send at. */
  laterAt?: string;
  /** Kinds of the insert menu; empty where the library is not the person's. */
  inserts?: ComposerModel['inserts'];
}

const TOOLS: TextStyleTool[] = ['bold', 'italic', 'strike', 'link', 'list', 'quote', 'code'];

export function composerModel(facts: ComposerFacts): ComposerModel {
  const { present, conversation, draft, preview, comment } = facts;
  const fresh = conversation.id === 0;
  const key = comment ? 'composer.comment_label' : fresh ? 'composer.start_label' : 'composer.label';
  const label = text(present, key, { name: facts.contactName });
  return {
    id: conversation.id,
    ...addressesOf(conversation.id, comment),
    key: facts.key,
    seen: facts.newestId,
    comment: comment || undefined,
    fresh: fresh || undefined,
    ways: waysOf(facts),
    demo: (!comment && facts.ways[0]?.demo) || undefined,
    callHref: facts.callHref,
    account: comment ? undefined : facts.ways[0]?.id,
    clock: comment ? undefined : clockFor(facts),
    replyTo: replyTarget(facts, `/conversations/${conversation.id}`),
    recipients: comment ? undefined : recipientsOf(facts),
    label,
    placeholder: label,
    text: draft?.body.text ?? '',
    rich: comment || preview.capabilities?.text !== undefined || undefined,
    html: draft?.body.html ? trusted(draft.body.html) : undefined,
    styles: stylesOf(facts),
    attach: comment ? undefined : {},
    files: draft?.attachments.map(fileModel),
    templatesHref: comment ? undefined : templatesOf(facts),
    inserts: facts.inserts?.length ? facts.inserts : undefined,
    snippetsAddress: facts.inserts?.length ? `/conversations/${conversation.id || 'new'}/snippets` : undefined,
    ...(comment ? {} : limitsOf(facts)),
    send: sendOf(facts),
    collision: facts.collision,
    error: facts.error,
  };
}

function addressesOf(id: number, comment: boolean) {
  if (id === 0) {
    const address = '/conversations/new';
    const uploadAddress = `${address}/draft/files`;
    return { address: '/conversations', switchAddress: address, draftAddress: `${address}/draft`, uploadAddress };
  }
  const address = `/conversations/${id}`;
  return {
    address: comment ? `${address}/comments` : `${address}/messages`,
    switchAddress: `${address}/composer`,
    draftAddress: `${address}/draft`,
    uploadAddress: `${address}/draft/files?mode=${comment ? 'comment' : 'reply'}`,
    mentionsAddress: comment ? `${address}/mentions` : undefined,
  };
}

function waysOf({ ways, present, comment }: ComposerFacts): ComposerModel['ways'] {
  const shown = ways.map((way, index) => ({
    id: String(way.id),
    label: way.title,
    channel: channelMark(present, way.channel),
    title: way.title,
    current: (!comment && index === 0) || undefined,
  }));
  return shown.toSorted((one, other) => Number(one.id) - Number(other.id));
}

export function fileModel({ id, name, bytes, ...file }: ShownAttachment): AttachedFile {
  const thumb = file.type.startsWith('image/') ? attachmentAddress({ id, name, bytes, ...file }) : undefined;
  return { id, name, bytes, thumb };
}

function clockFor({ present, preview, writer, now, ways, channel, conversation: { id } }: ComposerFacts) {
  const from = id === 0 ? undefined : `/conversations/${id}/composer`;
  return clockOf({ present, preview, writer, now, from, channel: ways[0]?.channel ?? channel });
}

/** What is lost, or why nothing can be written now. */
function limitsOf(facts: ComposerFacts): Pick<ComposerModel, 'losses' | 'closed'> {
  const { preview, present, ways, channel: own } = facts;
  const channel = ways[0]?.channel ?? own;
  const { closed, losses, policy, window } = preview;
  const said = policy?.state === 'human only' && !closed ? [policy.why, ...losses] : losses;
  const again = window ? text(present, 'composer.window.again') : undefined;
  const pick = policy?.state === 'template only' ? pickOf(facts) : undefined;
  return {
    losses: said.map((why) => reasonText(present, why, channel)),
    closed: closed ? { why: reasonText(present, closed, channel), again, ...pick } : wayless(facts),
  };
}

/** No account that is there and on reaches the person: nothing can be chosen, so nothing is to be written in vain. */
function wayless({ present, preview, ways, channel, conversation }: ComposerFacts): ClosedComposer | undefined {
  if (conversation.id === 0 || ways.length > 0 || !preview.refused) return undefined;
  const isGone = preview.refused.code === 'outbound.account_gone';
  return {
    why: isGone ? text(present, 'composer.no_way') : reasonText(present, preview.refused, channel),
    barred: true,
  };
}

/** Who is to get it is only typed where a conversation begins: there the form says so. */
function pickOf(facts: ComposerFacts): Pick<ClosedComposer, 'pickHref' | 'pickAction' | 'pickLabel'> | undefined {
  const { conversation, preview, present } = facts;
  const [pickHref, pickLabel] = [templatesOf(facts), text(present, 'template.pick')];
  if (conversation.id !== 0) return pickHref ? { pickHref, pickLabel } : undefined;
  const carries = preview.capabilities?.template === 'carries';
  return carries ? { pickAction: '/conversations/new/picking', pickLabel } : undefined;
}

/** Where the channel carries templates and it is known who gets them. */
function templatesOf({ conversation, ways, preview }: ComposerFacts): string | undefined {
  const carries = preview.capabilities?.template === 'carries' && ways[0];
  return carries && conversation.id !== 0
    ? `/conversations/${conversation.id}/templates?account=${ways[0]!.id}`
    : undefined;
}

function replyTarget({ replyTo, present }: ComposerFacts, address: string) {
  if (!replyTo) return undefined;
  const author = authorName(present, replyTo.author) ?? text(present, 'person.somebody');
  return { id: replyTo.id, author, snippet: replyTo.text.slice(0, 120), clear: address };
}

function recipientsOf({ draft, preview, conversation }: ComposerFacts): ComposerModel['recipients'] {
  const { capabilities } = preview;
  // Who begins a conversation says with whom.
  const isNeeded = capabilities?.subject || capabilities?.recipients?.cc || (capabilities && conversation.id === 0);
  if (!isNeeded) return undefined;
  return {
    to: draft?.body.to?.join(', ') ?? preview.to.map(writeAddressee).join(', '),
    copies: capabilities.recipients?.cc,
    blind: capabilities.recipients?.bcc,
    cc: draft?.body.cc?.join(', '),
    bcc: draft?.body.bcc?.join(', '),
    subjectAllowed: capabilities.subject !== undefined && conversation.subject === '',
    subject: draft?.body.subject ?? conversation.subject,
    subjectMaximum: capabilities.subject?.maximum,
  };
}

function stylesOf({ comment, preview, present, ways }: ComposerFacts): ComposerModel['styles'] {
  const styles = preview.capabilities?.text?.styles ?? {};
  return TOOLS.map((name) => {
    const level = comment ? 'carries' : (styles[name as TextStyle] ?? 'drops');
    const lost = level === 'drops' || level === 'refuses';
    return {
      name,
      refused: lost ? text(present, 'composer.style.refused', { channel: ways[0]?.title ?? '' }) : undefined,
    };
  });
}

function sendOf({
  comment,
  present,
  preview,
  ways,
  now,
  writer,
  channel,
  laterAt,
  stages,
}: ComposerFacts): ComposerModel['send'] {
  if (comment) return { label: text(present, 'composer.send_comment') };
  const stopped = preview.closed ?? (preview.capabilities ? null : preview.refused);
  return {
    label: text(present, 'composer.send'),
    refused: stopped ? reasonText(present, stopped, ways[0]?.channel ?? channel) : undefined,
    stages: stopped ? undefined : stages,
    laters: stopped ? undefined : laterMoments(present, writer, now),
    laterField: stopped ? undefined : { value: laterAt, minimum: wallText(writer, now) },
  };
}
