// A desk with one chat-like account and people who write to it, for tests of lists and what is done with them.
import { mountApi } from '../../core/api/api.ts';
import { withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, letter } from '../support/pigeons.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

export async function openTower(t: Teardown) {
  const loft = await openLoft(t);
  const web = await openWeb(t, {
    plugins: ['pigeon'],
    prepareLate: (server, desk) => mountApi(server, desk, { publicUrl: 'http://desk.test', version: '1' }),
  });
  const { desk } = web;
  const evaUser = await web.user('Eva', 'administrator');
  const eva = await signIn(web, evaUser);
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url }, 'Tower');
  let minutes = 0;
  /** A conversation with what they say in it, a minute after the one before. */
  const writes = async (name: string, text = `Words of ${name}`) => {
    const key = `${name}-${text}`;
    const at = new Date(Date.UTC(2026, 10, 20, 8, minutes++)).toISOString();
    await bring(desk, accountId, key, [letter(key, name, text, { at })]);
    await desk.jobs.idle();
    return (await desk.conversations.findMessage(accountId, key))!.conversationId;
  };
  return { ...web, loft, eva, evaUser, inbox, accountId, writes };
}

export async function see(visitor: Visitor, url: string, headers?: Record<string, string>): Promise<string> {
  const { statusCode, body } = await visitor.get(url, headers);
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body.slice(0, 500)}`);
  return body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&').replaceAll('&quot;', '"');
}
