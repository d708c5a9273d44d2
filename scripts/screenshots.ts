// Takes the pictures of the documents from real desks: npm run screenshots [FOLDER] [--chat, --forms or --pages: only these]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser, type PageOptions, type TestBrowser } from '../test/browser/browser.ts';
import { chatPictures } from './chat-pictures.ts';
import { formPictures } from './form-pictures.ts';
import { pagePictures } from './page-pictures.ts';
import { openSampleDesk, type SampleDesk } from './sample-desk.ts';

const words = process.argv.slice(2);
const folder =
  words.find((one) => !one.startsWith('--')) ?? fileURLToPath(new URL('../docs/pictures/', import.meta.url));
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
  const browser = await openBrowser(t);
  const only = ['--chat', '--forms', '--pages'].find((one) => words.includes(one));
  const isWanted = (name: string) => !only || only === name;
  const desk = !only || only === '--pages' ? await openSampleDesk(t) : null;
  if (desk && !only) await deskPictures(browser, desk);
  if (desk) await pagePictures(folder, browser, desk);
  if (isWanted('--chat')) await chatPictures(folder, browser, t);
  if (isWanted('--forms')) await formPictures(folder, browser, t);
} finally {
  for (const work of teardowns) await work();
}

async function deskPictures(browser: TestBrowser, desk: SampleDesk): Promise<void> {
  for (const picture of await picturesOf(desk)) {
    const page = await browser.newPage({ ...WIDE, ...picture.look });
    await page.context().addCookies([desk.cookie]);
    await page.goto(desk.address + picture.path, { waitUntil: 'networkidle', timeout: 60_000 });
    // The editor comes after the page; without it the composer is a plain field.
    if (await page.locator('.composer').count()) await page.locator('.composer .styles:not([hidden])').waitFor();
    await page
      .locator('.row.on')
      .evaluateAll((rows) =>
        (rows[0] as unknown as { scrollIntoView(how: object): void } | undefined)?.scrollIntoView({ block: 'center' }),
      );
    await picture.before?.(page);
    await page.screenshot({ path: join(folder, `${picture.name}.png`) });
    await page.context().close();
    console.log(picture.name);
  }
}

async function picturesOf({ database }: SampleDesk): Promise<Picture[]> {
  // English where there is one: the texts around it are.
  const { id, inbox, account, contact } = (await database.row<Record<'id' | 'inbox' | 'account' | 'contact', string>>(
    `select c.id, c.inbox_id as inbox, c.account_id as account, p.public_id as contact
     from conversation c join contact p on p.id = c.contact_id
     where c.status = 'open' and c.place = 'inbox' and c.message_count > 2 and c.last_direction = 'in'
       and not exists (select 1 from message m where m.conversation_id = c.id and m.automatic is not null)
       and not exists (select 1 from conversation other where other.merged_into_id = c.id)
     order by c.subject like 'Rear light died%' desc, c.subject like 'Do you ship%' desc, c.last_message_at desc
     limit 1`,
  ))!;
  // One that somebody has answered and that is late for all that, and what was promised about it.
  const { ticket, level } = (await database.row<Record<'ticket' | 'level', string>>(
    `select number as ticket, policy_id as level from ticket join sla_target on ticket_id = ticket.id
     where kind = 'next' and met_at is null and first_response_at is not null order by due limit 1`,
  ))!;
  const list = `/inboxes/${inbox}/open`;
  const thread = `/conversations/${id}?list=${encodeURIComponent(list)}`;
  return [
    { name: 'inbox', path: thread },
    { name: 'inbox-dark', path: thread, look: { theme: 'dark' } },
    { name: 'list-phone', path: list, look: PHONE },
    { name: 'thread-phone', path: thread, look: PHONE },
    { name: 'thread-phone-dark', path: thread, look: { ...PHONE, theme: 'dark' } },
    { name: 'health', path: `/settings/channels/${account}/health` },
    { name: 'contact', path: `/contacts/${contact}` },
    { name: 'tickets', path: '/tickets' },
    { name: 'board', path: '/tickets/board?sort=-due' },
    { name: 'board-phone', path: '/tickets/board', look: PHONE },
    { name: 'ticket', path: `/tickets/${ticket}` },
    { name: 'service-level', path: `/settings/sla/${level}` },
    { name: 'connect', path: '/settings/channels/new/email', before: chooseWay },
    { name: 'palette', path: thread, before: (page) => page.keyboard.press('Control+k') },
  ];
}

async function chooseWay(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Sign in with Google').waitFor();
}
