// What the desk's pages show of this channel: the visitor beside the conversation, and how the widget will look.
import type { SlotFill } from '../../../core/contract/contract.ts';
import { hubOf } from '../line/hub.ts';
import { browserWords } from '../visitor/browser.ts';
import { findVisitor, pagesOf } from '../visitor/visitors.ts';
import { preview } from './preview.ts';

type About = Parameters<SlotFill['model']>[0];

export const slots: SlotFill[] = [
  { slot: 'conversation aside', view: 'visitor', model: beside },
  {
    slot: 'account preview',
    view: 'preview',
    model: ({ account, values, language }) => preview(account, values ?? {}, language),
  },
];

const PAGES = 12;

async function visitorOf({ account, conversation }: About) {
  const handle = conversation?.addresses.find(({ kind }) => kind === 'handle');
  const row = account && handle ? await findVisitor(account, handle.value) : null;
  return row && account ? { row, account } : null;
}

async function beside(about: About): Promise<object | null> {
  const found = await visitorOf(about);
  if (!found) return null;
  const { row, account } = found;
  const pages = await pagesOf(account, row.id, PAGES);
  const [current, ...earlier] = pages;
  const { browser, system } = browserWords(row.agent);
  return {
    here: hubOf(account).isHere(account.account.publicId, row.id),
    current,
    earlier,
    referrer: pages.findLast(({ referrer }) => referrer !== '')?.referrer,
    browser: [browser, system].filter(Boolean).join(', '),
    screen: row.screen.replace('x', ' × '),
    locale: languageWords(row.language, about.language),
    zone: row.zone,
    localTime: localTime(row.zone, account.now(), about.language),
    visits: row.visits,
    since: new Date(row.created_at),
    user: row.user_key,
    claimed: row.email && !row.proven ? row.email : '',
    ended: row.ended_at && new Date(row.ended_at),
  };
}

function languageWords(tag: string, language: string): string {
  try {
    return tag && (new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag);
  } catch {
    return tag;
  }
}

function localTime(timeZone: string, now: Date, language: string): string {
  try {
    return timeZone && new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone }).format(now);
  } catch {
    return '';
  }
}
