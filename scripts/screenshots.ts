// Takes the pictures of the README from a real desk with the sample company: npm run screenshots [FOLDER]
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser, type PageOptions } from '../test/browser/browser.ts';
import { settledDesk } from '../test/browser/whole-desk.ts';

const folder = process.argv[2] ?? fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

interface Picture {
  name: string;
  path: string;
  look?: PageOptions;
  /** What a person does before the picture is taken. */
  before?(page: Page): Promise<void>;
}

const teardowns: (() => unknown)[] = [];
const t = { teardown: (work: () => unknown) => void teardowns.unshift(work) };

try {
  await mkdir(folder, { recursive: true });
  const { whole, eva } = await settledDesk(t);
  console.log('The sample company moves in …');
  await whole.sample!.company.load((await whole.desk.accounts.viewerOf(eva.id))!);
  await whole.sample!.settled();
  const browser = await openBrowser(t);
  for (const picture of await pictures()) {
    const page = await whole.page(browser, eva, { ...WIDE, ...picture.look });
    await page.goto(whole.address + picture.path, { waitUntil: 'networkidle' });
    await picture.before?.(page);
    await page.screenshot({ path: `${folder}/${picture.name}.png` });
    await page.context().close();
    console.log(picture.name);
  }

  async function pictures(): Promise<Picture[]> {
    const { inbox, thread, account, contact } = await places();
    return [
      { name: 'inbox', path: thread },
      { name: 'inbox-dark', path: thread, look: { theme: 'dark' } },
      { name: 'inbox-phone', path: inbox, look: PHONE },
      { name: 'thread-phone', path: thread, look: PHONE },
      { name: 'thread-phone-dark', path: thread, look: { ...PHONE, theme: 'dark' } },
      { name: 'search', path: '/search?q=brake' },
      { name: 'contact', path: contact },
      { name: 'health', path: account },
      { name: 'wizard', path: '/settings/channels', before: chooseWay },
      { name: 'palette', path: thread, before: (page) => page.keyboard.press('Control+k') },
    ];
  }

  /** A conversation of the day with several messages and a picture, its contact, its account. */
  async function places() {
    const { database } = whole.desk;
    const found = await database.row<{ id: number; inbox: number; account: number; contact: string }>(
      `select c.id, c.inbox_id as inbox, c.account_id as account, p.public_id as contact
       from conversation c join contact p on p.id = c.contact_id
       where c.status = 'open' and c.place = 'inbox' and c.message_count > 2
       order by (select count(*) from message m where m.conversation_id = c.id and m.kind = 'comment') desc, c.last_message_at desc
       limit 1`,
    );
    const { id, inbox, account, contact } = found!;
    return {
      inbox: `/inboxes/${inbox}/open`,
      thread: `/conversations/${id}`,
      account: `/settings/channels/${account}/health`,
      contact: `/contacts/${contact}`,
    };
  }
} finally {
  for (const work of teardowns) await work();
}

async function chooseWay(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Connect a channel' }).first().click();
}
