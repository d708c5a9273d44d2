// Moving an account to another inbox: what goes along is said before (WS-6).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import type { MovePreview } from '../../channels/channels.ts';
import type { InboxFacts } from '../../conversations/conversations.ts';
import { prepareInboxes } from '../first-inbox.ts';
import { formOf } from '../forms.ts';
import type { Fact } from '../models/aside.ts';
import { accountAddress, CHANNELS, type Account } from '../present/accounts.ts';
import { inboxOptions } from '../present/inboxes.ts';
import { text, type Present } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { MANAGE, visibleAccount, type AccountPlace } from './channels.ts';
import { presentFor } from './inbox.ts';

export function accountMovingRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;
  const { inboxes } = rooms.conversations;

  server.get<AccountPlace>(`${CHANNELS}/:id/move`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    return moveDialog(parts, request, reply, account);
  });

  server.put<AccountPlace>(`${CHANNELS}/:id/inbox`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const wanted = formOf(request).number('inbox');
    const inbox = Number.isSafeInteger(wanted) ? await inboxes.get(wanted) : null;
    if (!inbox || inbox.archivedAt) return moveDialog(parts, request, reply, account, 'wrong.choice');
    if (inbox.id === account.inboxId || account.fallback) return reply.goTo(CHANNELS);
    const moved = await rooms.channels.move(account.id, inbox.id, actorOf(request.viewer));
    // An inbox that nothing reaches any more gets an address of its own (WS-3).
    await prepareInboxes(rooms);
    cookies.say(reply, 'said.channel-moved', {
      title: account.title,
      inbox: inbox.name,
      count: moved.conversations,
      tickets: moved.tickets,
      undo: `${CHANNELS}/moves/${moved.undo}?_method=DELETE`,
    });
    return reply.goTo(CHANNELS);
  });

  server.delete<{ Params: { step: string } }>(`${CHANNELS}/moves/:step`, MANAGE, async (request, reply) => {
    await rooms.channels.undoMove(request.params.step, actorOf(request.viewer));
    cookies.say(reply, 'said.channel-moved-back');
    return reply.goTo(CHANNELS);
  });
}

async function moveDialog(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
  wrong?: string,
): Promise<FastifyReply> {
  const { rooms } = parts;
  const present = presentFor(parts, request);
  const others = (await rooms.conversations.inboxes.list()).filter(({ id }) => id !== account.inboxId);
  const preview = await rooms.channels.movePreview(account.id);
  const question = {
    title: text(present, 'channels.moving.title', { title: account.title }),
    back: accountAddress(account),
  };
  if (account.fallback) return reply.dialog({ ...question, text: text(present, 'channels.moving.fallback') });
  if (others.length === 0)
    return reply.dialog({
      ...question,
      text: text(present, 'channels.moving.nowhere'),
      links: [{ label: text(present, 'inboxes.new'), href: '/settings/inboxes/new' }],
    });
  const options = inboxOptions(present, others, String(others[0]!.id));
  const label = text(present, 'channels.moving.inbox');
  const error = wrong && text(present, wrong);
  const field = { kind: 'choice' as const, name: 'inbox', label, required: true, error, options };
  const model = {
    ...question,
    text: text(present, 'channels.moving.text', { open: preview.open }),
    facts: movedFacts(present, preview, others),
    action: `${accountAddress(account)}/inbox?_method=PUT`,
    groups: [{ fields: [field] }],
    submit: text(present, 'channels.moving.submit'),
  };
  return reply.dialog(model, wrong ? 422 : 200);
}

/** What goes along, in numbers; what becomes tickets only where there is a help desk to move to. */
function movedFacts(present: Present, { open, closed, withoutTicket }: MovePreview, others: InboxFacts[]): Fact[] {
  const fact = (key: string, count: number): Fact => ({
    label: text(present, `channels.moving.${key}`),
    value: text(present, `channels.moving.${key}.value`, { count }),
  });
  const tickets = others.some(({ kind }) => kind === 'help desk') ? [fact('tickets', withoutTicket)] : [];
  const settings = {
    label: text(present, 'channels.moving.settings'),
    value: text(present, 'channels.moving.settings.value'),
  };
  return [fact('open', open), ...tickets, fact('closed', closed), settings];
}
