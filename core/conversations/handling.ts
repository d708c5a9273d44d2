// Handling a conversation: close, snooze, assign, move, rename, spam, trash.
import type { Reason } from '../contract/reason.ts';
import { userOf, type Actor } from '../events/events.ts';
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { act, type Decision } from './acting.ts';
import { factsFromMessages } from './facts.ts';
import { conversationById, json, type Row } from './rows.ts';
import { createNotify } from './telling.ts';
import { cut } from './words.ts';
import type { Commands } from './commands.ts';
import type { Conversation, Needs } from './shapes.ts';

type Part = Pick<
  Commands,
  | 'close'
  | 'reopen'
  | 'snooze'
  | 'wake'
  | 'assign'
  | 'moveToInbox'
  | 'rename'
  | 'spam'
  | 'notSpam'
  | 'trash'
  | 'restore'
>;

const WAKE = 'conversation.wake';
const SUBJECT_LIMIT = 500;

export function createHandling(needs: Needs): Part {
  handleWaking(needs);
  return {
    close: (id, actor, reason) => act(needs, id, actor, 'close', (conversation) => close(needs, conversation, reason)),
    reopen: (id, actor, reason) =>
      act(needs, id, actor, 'reopen', (conversation) => open(needs, conversation, 'reopened', reason)),
    snooze: (id, until, actor) => act(needs, id, actor, 'snooze', (conversation) => snooze(needs, conversation, until)),
    wake: (id, actor) => act(needs, id, actor, 'wake', (conversation) => wake(needs, conversation)),
    assign: (id, to, reason, actor, decision) =>
      act(needs, id, actor, 'assign', (conversation) =>
        decision && reason && !to.userId && !to.teamId
          ? waitForSomebody(needs, conversation, reason, decision)
          : assign(needs, conversation, to, reason, actor, decision),
      ),
    moveToInbox: (id, inboxId, actor) =>
      act(needs, id, actor, 'move to inbox', (conversation) => moveToInbox(needs, conversation, inboxId)),
    rename: (id, subject, actor) => act(needs, id, actor, 'rename', (conversation) => rename(conversation, subject)),
    spam: (id, actor, reason) =>
      act(needs, id, actor, 'spam', (conversation) => lay(conversation, 'spam', 'spam', reason)),
    notSpam: (id, actor) =>
      act(needs, id, actor, 'not spam', (one) => (one.place === 'spam' ? lay(one, 'inbox', 'not_spam') : null)),
    trash: (id, actor) => act(needs, id, actor, 'trash', (conversation) => lay(conversation, 'trash', 'trashed')),
    restore: (id, actor) =>
      act(needs, id, actor, 'restore', (one) => (one.place === 'trash' ? lay(one, 'inbox', 'restored') : null)),
  };
}

function close(needs: Needs, conversation: Conversation, reason?: Reason | null): Decision | null {
  if (conversation.status === 'closed') return null;
  return {
    columns: { status: 'closed', closed_at: needs.clock.now(), snoozed_until: null, waiting_since: null },
    happening: { type: 'closed', reason: reason ?? undefined },
    event: 'conversation.closed',
  };
}

async function open(
  needs: Needs,
  conversation: Conversation,
  type: 'reopened' | 'woken',
  reason?: Reason | null,
): Promise<Decision | null> {
  if (conversation.status === 'open') return null;
  const { waiting_since = null } = await factsFromMessages(needs.database, { id: conversation.id, status: 'open' });
  return {
    columns: { status: 'open', closed_at: null, snoozed_until: null, waiting_since },
    happening: { type, reason: reason ?? undefined },
    event: 'conversation.reopened',
    data: { was: conversation.status },
  };
}

function wake(needs: Needs, conversation: Conversation): Promise<Decision | null> | null {
  return conversation.status === 'snoozed' ? open(needs, conversation, 'woken') : null;
}

function snooze(needs: Needs, conversation: Conversation, until: Date): Decision | null {
  if (until <= needs.clock.now()) throw invalid({ until: 'wrong.in_the_past' });
  if (conversation.snoozedUntil?.getTime() === until.getTime()) return null;
  return {
    columns: { status: 'snoozed', snoozed_until: until, closed_at: null },
    beside: () => wakeLater(needs, conversation.id, until),
    happening: { type: 'snoozed', params: { until: until.toISOString() } },
    event: 'conversation.snoozed',
    data: { until: until.toISOString() },
  };
}

/** Also after an undo that snoozes again. A job too many does no harm: it looks before it wakes. */
export async function wakeLater(needs: Needs, conversationId: number, until: Date): Promise<void> {
  await needs.jobs.add({ kind: WAKE, payload: { conversationId }, runAt: until });
}

function handleWaking(needs: Needs): void {
  needs.jobs.handle(WAKE, {
    async run(payload) {
      const id = payload.conversationId as number;
      await needs.database.write(async () => {
        const conversation = await conversationById(needs.database, id);
        const due = conversation?.snoozedUntil && conversation.snoozedUntil <= needs.clock.now();
        if (!due || conversation.mergedIntoId) return;
        await act(needs, id, 'desk', 'wake', (one) => wake(needs, one));
      });
    },
  });
}

async function assign(
  needs: Needs,
  conversation: Conversation,
  to: { userId?: number | null; teamId?: number | null },
  reason: Reason | null,
  actor: Actor,
  decision?: object | null,
): Promise<Decision | null> {
  const [userId, teamId] = [to.userId ?? null, to.teamId ?? null];
  if (userId === conversation.ownerId && teamId === conversation.teamId) return null;
  const user =
    userId === null
      ? null
      : await named(needs, `select name from desk_user where id = ? and status = 'active'`, userId, 'user');
  const team = teamId === null ? null : await named(needs, 'select name from team where id = ?', teamId, 'team');
  const type = user
    ? team
      ? 'assigned_to_user_of_team'
      : 'assigned_to_user'
    : team
      ? 'assigned_to_team'
      : 'unassigned';
  const wasId = conversation.ownerId;
  const had = wasId !== null && { wasId };
  const params = { ...(user && { user, userId: userId! }), ...(team && { team, teamId: teamId! }), ...had };
  return {
    columns: { owner_id: userId, team_id: teamId, assignment_reason: json(reason), unrouted_since: null },
    beside: () => tellOwner(needs, conversation, userId, reason, actor),
    happening: { type, params, reason: reason ?? undefined, decision: decision ?? undefined },
    event: 'conversation.assigned',
    data: { userId, teamId, was: { userId: conversation.ownerId, teamId: conversation.teamId } },
  };
}

/** Routing found nobody: said once, until somebody has had it. */
function waitForSomebody(needs: Needs, conversation: Conversation, reason: Reason, decision: object): Decision | null {
  const { ownerId, teamId, unroutedSince, assignmentReason } = conversation;
  if (ownerId !== null || teamId !== null) return null;
  if (unroutedSince && assignmentReason?.code === reason.code) return null;
  return {
    columns: { assignment_reason: json(reason), unrouted_since: unroutedSince ?? needs.clock.now() },
    happening: { type: 'not_assigned', reason, decision },
    event: 'conversation.changed',
    data: { unrouted: true },
  };
}

/** Not who took it, nor who had it already. */
async function tellOwner(
  needs: Needs,
  conversation: Conversation,
  userId: number | null,
  reason: Reason | null,
  actor: Actor,
): Promise<void> {
  if (userId === null || userId === conversation.ownerId || userId === userOf(actor)) return;
  await createNotify(needs)({ userId, kind: 'assignment', conversationId: conversation.id, reason, actor });
}

async function named(needs: Needs, sql: string, id: number, what: string): Promise<string> {
  const row = await needs.database.row<Row>(sql, [id]);
  if (!row) throw notFound(what);
  return row.name as string;
}

async function moveToInbox(needs: Needs, conversation: Conversation, inboxId: number): Promise<Decision | null> {
  if (conversation.inboxId === inboxId) return null;
  const inbox = await named(needs, 'select name from inbox where id = ? and archived_at is null', inboxId, 'inbox');
  return {
    columns: { inbox_id: inboxId },
    happening: { type: 'moved_to_inbox', params: { inbox, inboxId, wasId: conversation.inboxId } },
    event: 'conversation.moved',
    data: { from: conversation.inboxId, to: inboxId },
  };
}

function rename(conversation: Conversation, wanted: string): Decision | null {
  const subject = cut(withoutDirectionMarks(wanted).replace(/\s+/g, ' ').trim(), SUBJECT_LIMIT);
  if (subject === conversation.subject) return null;
  return {
    columns: { subject },
    happening: { type: 'renamed', params: { subject, was: conversation.subject } },
    event: 'conversation.changed',
    data: { subject: true },
  };
}

function lay(
  conversation: Conversation,
  place: 'inbox' | 'spam' | 'trash',
  type: string,
  reason?: Reason | null,
): Decision | null {
  if (conversation.place === place) return null;
  if (conversation.place === 'merged')
    throw conflict('conversation_merged', 'This conversation has been merged into another one.');
  return {
    columns: { place },
    happening: { type, reason: reason ?? undefined },
    event: 'conversation.changed',
    data: { place, was: conversation.place },
  };
}
