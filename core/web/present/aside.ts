// The side bar: who it is, what is known, what was said before.
import type { ContactSummary } from '../../contacts/contacts.ts';
import type { Conversation, ThreadHead } from '../../conversations/conversations.ts';
import type { AsideModel, Fact } from '../models/aside.ts';
import type { TrustedHtml } from '../models/shared.ts';
import { channelMark, contactPerson, knownBy, type Present, reasonText, text, userPerson } from './marks.ts';
import { saidOf } from './naming.ts';

export function asideModel(
  present: Present,
  head: ThreadHead,
  contact: ContactSummary | null,
  earlier: Conversation[],
  channelHtml?: TrustedHtml,
  own: (AsideModel['cards'][number] | undefined)[] = [],
  edits = false,
): AsideModel {
  const cards: AsideModel['cards'] = own.filter((card) => card !== undefined);
  if (channelHtml && head.account) {
    const title = channelMark(present, head.account.channel).name;
    cards.push({ id: 'channel', title, open: true, html: channelHtml });
  }
  const { company } = contact ?? {};
  if (company)
    cards.push({
      id: 'company',
      title: text(present, 'aside.company'),
      open: true,
      company: { name: company.name, href: `/companies/${company.publicId}` },
    });
  if (earlier.length > 0) cards.push(earlierCard(present, earlier));
  return {
    contact: {
      person: contactPerson(present, contact ?? head.contact),
      save: edits && contact?.name === '' ? `/conversations/${head.id}/contact` : undefined,
      editHref: contact ? `/contacts/${contact.publicId}` : undefined,
      line: contact ? text(present, 'aside.since', { count: contact.counts.conversations }) : undefined,
      facts: contact ? factsOf(present, contact) : [],
    },
    cards,
  };
}

function earlierCard(present: Present, earlier: Conversation[]): AsideModel['cards'][number] {
  const channelOf = ({ accountId }: Conversation) =>
    accountId === null ? null : (present.channels.live(accountId)?.row.channel ?? null);
  const conversations = earlier.map((one) => ({
    href: `/conversations/${one.id}`,
    subject: one.subject || saidOf(present, one).slice(0, 60) || text(present, 'inbox.no_subject'),
    channel: channelMark(present, channelOf(one)),
    at: one.lastMessageAt,
  }));
  return { id: 'earlier', title: text(present, 'aside.earlier'), open: true, count: earlier.length, conversations };
}

function factsOf(present: Present, contact: ContactSummary): Fact[] {
  const facts: Fact[] = contact.identities.flatMap(({ address }) => {
    const value = knownBy(address);
    return value ? [{ label: text(present, `aside.identity.${address.kind}`), value, chip: undefined }] : [];
  });
  for (const one of contact.identities) {
    const why = one.suppressed ?? one.unreachable?.reason;
    if (why)
      facts.push({
        label: text(present, 'aside.unreachable'),
        chip: {
          label: reasonText(present, why).slice(0, 60),
          tone: 'bad',
          icon: 'alert',
          title: reasonText(present, why),
        },
      });
  }
  if (contact.owner) facts.push({ label: text(present, 'aside.owner'), person: userPerson(contact.owner) });
  if (contact.language)
    facts.push({
      label: text(present, 'aside.language'),
      value: new Intl.DisplayNames(present.language, { type: 'language' }).of(contact.language) ?? contact.language,
    });
  return facts;
}
