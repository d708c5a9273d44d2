// How changes of an open conversation look on the live line: items, fates, header, who is there.
import type { Author, ThreadHead, ThreadItem } from '../conversations/conversations.ts';
import type { Drawing, LiveAudience, LiveWatcher } from './live-drawing.ts';
import { asideModel } from './present/aside.ts';
import { messageExtras } from './message-extras.ts';
import type { EntryOptions } from './present/entry-options.ts';
import { entryOf, logEntries } from './present/entries.ts';
import { headerModel } from './present/header.ts';
import { authorPerson, userPerson } from './present/marks.ts';
import { amendLinks, fateOf } from './present/message.ts';
import { partialsHtml } from './replies.ts';
import { seersBeside } from './ticket-world.ts';

interface Rights {
  mayAnswer: boolean;
  mayManage: boolean;
  owns: boolean;
  editsContacts: boolean;
  readsTickets: boolean;
  tickets: { inboxIds: number[] | null; withheldIds: readonly number[] };
  wrote: number[];
}

export function itemPages({ parts, present, view }: Drawing) {
  const options = async (
    item: ThreadItem,
    head: ThreadHead,
    rights: Rights,
    audience: LiveAudience,
  ): Promise<EntryOptions> => ({
    present: present(audience),
    writer: parts.renderer.writer(audience.language, audience.timeZone),
    ...readerOf(parts, item, rights),
    address: `/conversations/${head.id}`,
    extras: await messageExtras(parts, [item], { ...audience, csrfToken: '' }),
  });
  const itemGone = (id: number): string =>
    partialsHtml(['message', 'event'].map((kind) => ({ target: `#${kind}-${id}`, swap: 'delete', html: '' })));
  return {
    itemGone,
    async newItem(item: ThreadItem, head: ThreadHead, rights: Rights, audience: LiveAudience): Promise<string> {
      const drawn = await options(item, head, rights, audience);
      if (!entryOf(item, drawn)) return itemGone(item.id);
      const html = view('conversation/entries', { entries: logEntries([item], drawn) }, audience);
      return partialsHtml([{ target: `#typing-${head.id}`, swap: 'beforebegin', upsert: 'log', html }]);
    },
    async changedItem(item: ThreadItem, head: ThreadHead, rights: Rights, audience: LiveAudience): Promise<string> {
      const entry = entryOf(item, await options(item, head, rights, audience));
      if (!entry) return itemGone(item.id);
      const target = `#${entry.kind === 'event' ? 'event' : 'message'}-${item.id}`;
      return partialsHtml([{ target, html: view('conversation/entries', { entries: [entry] }, audience) }]);
    },
  };
}

export function fatePages({ parts, present, view }: Drawing) {
  return {
    fate(item: ThreadItem, rights: Rights, audience: LiveAudience): string {
      const { id } = item;
      const fate = fateOf(item, present(audience));
      if (!fate) return '';
      const fared = { target: `#fate-${id}`, html: view('conversation/fate', { id, fate }, audience) };
      if (!rights.wrote.includes(id)) return partialsHtml([fared]);
      const links = amendLinks(item, { present: present(audience), ...readerOf(parts, item, rights) });
      return partialsHtml([
        fared,
        { target: `#amend-${id}`, html: view('conversation/amend', { id, ...links }, audience) },
      ]);
    },
  };
}

/** Nobody in particular, but for who wrote it: that alone is drawn for them. */
function readerOf({ rooms }: Drawing['parts'], { id, authorUserId }: ThreadItem, { mayAnswer, wrote }: Rights) {
  const userId = wrote.includes(id) ? (authorUserId ?? 0) : 0;
  // Drawn once for several: who may not reveal is told so when they try.
  return { readUpTo: 0, userId, mayAnswer, mayReveal: mayAnswer, now: rooms.clock.now() };
}

async function seenTicket({ rooms }: Drawing['parts'], conversationId: number, rights: Rights) {
  if (!rights.readsTickets) return null;
  const { inboxIds, withheldIds } = rights.tickets;
  return rooms.tickets.ofConversation(
    conversationId,
    ({ pipelineId, inboxId }) =>
      !withheldIds.includes(pipelineId) && (inboxIds === null || inboxId === null || inboxIds.includes(inboxId)),
  );
}

export function headPages({ parts, present, view }: Drawing) {
  const { accounts, channels, clock, contacts } = parts.rooms;
  return {
    async header(
      head: ThreadHead,
      { watchers, visit }: LiveCompany,
      rights: Rights,
      audience: LiveAudience,
    ): Promise<string> {
      const ticket = await seenTicket(parts, head.id, rights);
      const model = headerModel({
        present: present(audience),
        head,
        // The page keeps its own way back.
        back: '',
        users: await accounts.users.named(),
        teams: await accounts.teams.list(),
        owns: rights.owns,
        mayManage: rights.mayManage,
        now: clock.now(),
        writer: parts.renderer.writer(audience.language, audience.timeZone),
        accountTitle: head.accountId === null ? null : (channels.live(head.accountId)?.row.title ?? null),
        ticket,
        seers: await seersBeside(parts, ticket),
      });
      const company = { watchers: watchers.map(shown), visit: visitModel(visit) };
      const html = view('conversation/header', { ...model, ...company }, audience);
      return partialsHtml([{ target: `#thread-head-${head.id}`, html }]);
    },
    ticketCard: (conversationId: number): string =>
      partialsHtml([{ target: '#about-ticket', from: `/conversations/${conversationId}/ticket-card`, html: '' }]),
    async contact(head: ThreadHead, rights: Rights, audience: LiveAudience): Promise<string> {
      const summary = head.contactId === null ? null : await contacts.summary(head.contactId);
      const { contact } = asideModel(present(audience), head, summary, [], undefined, [], rights.editsContacts);
      const html = view('conversation/aside/contact', contact, audience);
      return partialsHtml([{ target: '#about-contact', topic: `conversation:${head.id}`, html }]);
    },
  };
}

export function companyPages({ present, view }: Drawing) {
  return {
    windowOpens: (conversationId: number): string =>
      partialsHtml([
        { target: `#window-${conversationId}`, from: `/conversations/${conversationId}/composer`, html: '' },
      ]),
    watchers(id: number, watchers: LiveWatcher[], audience: LiveAudience): string {
      const html = view('conversation/watchers', { id, watchers: watchers.map(shown) }, audience);
      return partialsHtml([{ target: `#watchers-${id}`, html }]);
    },
    visit(id: number, page: string | null, audience: LiveAudience): string {
      const html = view('conversation/visit', { id, visit: visitModel(page) }, audience);
      return partialsHtml([{ target: `#visit-${id}`, html }]);
    },
    typing(id: number, writers: Author[], audience: LiveAudience): string {
      const typing = writers.map((one) => ({ person: authorPerson(present(audience), one) }));
      return partialsHtml([
        { target: `#typing-${id}`, swap: 'innerHTML', html: view('conversation/typing', { typing }, audience) },
      ]);
    },
  };
}

/** Who else looks at it, and where the customer looks: see `LivePages`. */
interface LiveCompany {
  watchers: LiveWatcher[];
  visit: string | null;
}

function visitModel(page: string | null) {
  return page === null ? undefined : { page: page.replace(/^https?:\/\//, ''), href: page };
}

function shown({ id, name, answering }: LiveWatcher) {
  return { person: userPerson({ id, name }), answering: answering || undefined };
}
