// What a browser loads for the first page and for the next ones, compressed, counted by the browser itself.
import type { CDPSession } from 'playwright-core';
import { openBrowser } from '../browser/browser.ts';
import { kilobytes, type Report } from './figures.ts';
import { withProduct } from './parts.ts';
import type { Seed } from './seed.ts';

interface Loaded {
  requests: number;
  bytes: number;
  /** Largest first. */
  names: string;
}

export async function weight(seed: Seed, report: Report): Promise<void> {
  const ends: (() => unknown)[] = [];
  const browser = await openBrowser({ teardown: (end) => void ends.push(end as () => unknown) });
  browser.expectTrouble(/./);
  try {
    await withProduct(seed.folder, async ({ address }, cookie) => {
      const page = await browser.newPage();
      const [name = '', value = ''] = cookie.split('=');
      await page.context().addCookies([{ name, value, url: address }]);
      const count = await counter(await page.context().newCDPSession(page));
      await page.goto(`${address}/conversations/${seed.conversations}`, { waitUntil: 'networkidle' });
      const first = count();
      report({
        what: 'first load of the agent page, compressed, everything',
        measured: `${kilobytes(first.bytes)}, ${first.requests} requests`,
        budget: '≤ 100 kB, ≤ 12 requests',
        isGood: first.bytes <= 100_000 && first.requests <= 12,
        detail: first.names,
      });
      await page.goto(`${address}/inboxes/all/open`, { waitUntil: 'networkidle' });
      const list = count();
      await page
        .locator(`a[href*="/conversations/${seed.conversations - 1}"]`)
        .first()
        .click();
      await page.waitForURL(`**/conversations/${seed.conversations - 1}*`);
      await page.waitForLoadState('networkidle');
      const next = count();
      const most = Math.max(list.bytes, next.bytes);
      report({
        what: 'next pages, compressed',
        measured: kilobytes(most),
        budget: '≤ 15 kB',
        isGood: most <= 15_000,
        detail: `a list ${kilobytes(list.bytes)} in ${list.requests} requests, a conversation opened from it ${kilobytes(next.bytes)} in ${next.requests}`,
      });
    });
  } finally {
    for (const end of ends) await end();
  }
}

/** Gives what was loaded since it was last asked. */
async function counter(session: CDPSession): Promise<() => Loaded> {
  const urls = new Map<string, string>();
  let loaded: { name: string; bytes: number }[] = [];
  session.on('Network.responseReceived', ({ requestId, response }) => void urls.set(requestId, response.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    // What comes from the browser's own store costs nothing.
    if (encodedDataLength > 0)
      loaded.push({ name: new URL(urls.get(requestId) ?? 'http://x/?').pathname, bytes: encodedDataLength });
  });
  await session.send('Network.enable');
  return () => {
    const all = loaded.toSorted((one, other) => other.bytes - one.bytes);
    loaded = [];
    const names = all.map(({ name, bytes }) => `${name.replace(/-[0-9a-f]{10}/, '')} ${kilobytes(bytes)}`).join(', ');
    return { requests: all.length, bytes: all.reduce((sum, one) => sum + one.bytes, 0), names };
  };
}
