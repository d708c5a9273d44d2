// A whole desk with website chats, and a shop on another origin, under a strict policy, that carries one of them.
import type { Page } from 'playwright-core';
import { startShop } from '../../plugins/chat/simulator/shop.ts';
import type { PageOptions, TestBrowser } from './browser.ts';
import { settledDesk, type WholeDesk } from './whole-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

export interface ChatShop {
  accountId: number;
  /** Public id of the account. */
  id: string;
  /** Address of the shop. */
  address: string;
  change(values: Record<string, unknown>): Promise<void>;
}

export interface ChatWorld {
  whole: WholeDesk;
  eva: { id: number };
  /** Connects another chat, and opens a shop that carries it. */
  shop(values?: Record<string, unknown>): Promise<ChatShop>;
  newest(): Promise<{ id: number; status: string }>;
  /** Answers into the newest conversation. */
  answer(html: string): Promise<void>;
}

export async function chatWorld(t: Teardown): Promise<ChatWorld> {
  const { whole, eva } = await settledDesk(t);
  const newest: ChatWorld['newest'] = async () => {
    await whole.desk.jobs.idle();
    return (await whole.desk.database.row('select id, status from conversation order by id desc limit 1'))!;
  };
  return {
    whole,
    eva,
    newest,
    async shop(values = {}) {
      const accountId = await connect(whole);
      const change: ChatShop['change'] = async (changed) => {
        const answer = await whole.desk.channels.saveSettings(accountId, changed, 'desk', Object.keys(changed));
        if ('errors' in answer) throw new Error(JSON.stringify(answer.errors));
      };
      await change({ availability: 'always', askEmail: 'never', sound: false, ...values });
      const { publicId: id } = whole.desk.channels.context(accountId)!.account;
      const shop = await startShop({ desk: whole.address, id });
      t.teardown(() => shop.close());
      return { accountId, id, address: shop.address, change };
    },
    async answer(html) {
      const { id: conversationId } = await newest();
      const sent = await whole.desk.outbound.send({ conversationId, userId: eva.id, html, text: '' });
      if (!sent.ok) throw new Error(JSON.stringify(sent));
      await whole.desk.jobs.idle();
    },
  };
}

async function connect({ desk }: WholeDesk): Promise<number> {
  const [inbox] = await desk.conversations.inboxes.list();
  const about = {
    channel: 'chat',
    purpose: 'new',
    inboxId: inbox!.id,
    accountId: null,
    userId: 1,
    language: 'en',
  } as const;
  const flow = await desk.channels.flows.begin(about);
  const input = { kind: 'form', values: { title: 'Radwerk', domains: '' } } as const;
  const done = await desk.channels.flows.answer(flow.publicId, 1, input, 'en');
  if (done?.step.step !== 'done') throw new Error(`The chat was not connected: ${JSON.stringify(done?.step)}`);
  return done.accountIds[0]!;
}

/** Somebody in the shop, in a fresh browser. */
export async function visit(browser: TestBrowser, { address }: ChatShop, path = '/demo/strict', options?: PageOptions) {
  const page = await browser.newPage({ width: 1100, height: 760, ...options });
  await page.goto(address + path);
  await page.locator('.launcher').waitFor({ state: 'attached' });
  return page;
}

export async function open(page: Page): Promise<void> {
  await page.locator('.launcher').click();
  await page.locator('.panel').waitFor();
}

/** Written and taken by the desk. */
export async function write(page: Page, text: string): Promise<void> {
  await page.locator('.write textarea').fill(text);
  await page.locator('.write textarea').press('Enter');
  await page.locator('.row.me:not(.waiting)', { hasText: text }).waitFor();
}
