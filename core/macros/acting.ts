// One action of a macro on one conversation, inside the transaction of the run.
import { actorOf, may, seesPipeline, type Viewer } from '../accounts/accounts.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { Conversation } from '../conversations/conversations.ts';
import type { Assignee, Deed, MacroAction, Needs } from './shapes.ts';

/** Ends a run; what it had begun is given back. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly why: Reason;

  constructor(why: Reason) {
    super(why.text);
    this.why = why;
  }
}

export async function doAction(needs: Needs, viewer: Viewer, head: Conversation, action: MacroAction): Promise<Deed[]> {
  const { conversations, clock } = needs;
  const actor = actorOf(viewer);
  const step = ({ undo }: { undo: string | null }): Deed[] => (undo ? [{ of: 'conversation', step: undo }] : []);
  switch (action.do) {
    // Done before.
    case 'reply':
    case 'template':
      return [];
    case 'comment': {
      const message = await conversations.comment(head.id, viewer.userId, paragraphs(action.text));
      return [{ of: 'comment', id: message.id }];
    }
    case 'assign':
      return step(await conversations.assign(head.id, ownerOf(action.to, viewer), null, actor));
    case 'close':
      return step(await conversations.close(head.id, actor));
    case 'reopen':
      return step(await conversations.reopen(head.id, actor));
    case 'snooze': {
      const until = new Date(clock.now().getTime() + action.hours * 3600_000);
      return step(await conversations.snooze(head.id, until, actor));
    }
    case 'tag':
      return step(await conversations.tag(head.id, action.tag, actor));
    case 'untag':
      return step(await conversations.untag(head.id, action.tag, actor));
    case 'move':
      return step(await conversations.moveToInbox(head.id, action.inboxId, actor));
    case 'priority':
    case 'stage':
      return onTicket(needs, head.id, action, viewer);
  }
}

function ownerOf(to: Assignee, { userId }: Viewer): { userId?: number | null; teamId?: number | null } {
  if (to === 'me') return { userId };
  const [kind, id] = to.split(':');
  if (kind === 'user') return { userId: Number(id) };
  return { userId: null, teamId: kind === 'team' ? Number(id) : null };
}

async function onTicket(
  { tickets }: Needs,
  conversationId: number,
  action: Extract<MacroAction, { do: 'priority' | 'stage' }>,
  viewer: Viewer,
): Promise<Deed[]> {
  // One that is kept from them is no ticket for them.
  const ticket = await tickets.ofConversation(conversationId, (one) => may(viewer, 'ticket.read', one));
  if (!ticket) return [];
  const actor = actorOf(viewer);
  if (action.do === 'priority') {
    const { undo } = await tickets.change(ticket.id, { priority: action.to }, actor);
    return undo ? [{ of: 'ticket', step: undo }] : [];
  }
  const stage = await tickets.pipelines.stage(action.stageId);
  if (stage && !seesPipeline(viewer, stage.pipelineId)) throw new Refusal(KEPT);
  const set = await tickets.setStage(ticket.id, action.stageId, actor);
  if (!set.ok) throw new Refusal(asks(ticket.number, stage?.name ?? ''));
  return set.undo ? [{ of: 'ticket', step: set.undo, unowned: set.unowned !== undefined }] : [];
}

const KEPT = reason(
  'macro.stage_kept',
  'It sets a stage of a pipeline that you do not see. Ask whoever manages pipelines.',
  {},
);

function asks(number: number, stage: string): Reason {
  const text = `Ticket T-${number} lacks what “${stage}” requires. Fill it in first.`;
  return reason('macro.stage_asks', text, { number, stage });
}

function paragraphs(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const escaped = text.replace(/[&<>"]/g, (sign) => signs[sign]!);
  return `<p>${escaped.replace(/\n\n+/g, '</p><p>').replace(/\n/g, '<br>')}</p>`;
}
