// The page of the simulated side for what belongs to a business: codes that phones show, standing of numbers, tokens that die.
import type { ServerResponse } from 'node:http';
import type { Asked } from './answers.ts';
import { safe } from './html.ts';
import { numberIn, type SimulatedNumber } from './portfolio.ts';
import { expireAll, restoreAll, revokeAll } from './tokens.ts';
import { report } from './webhooks.ts';
import type { World } from './world.ts';

export async function answerBusinessPage(world: World, asked: Asked, response: ServerResponse): Promise<void> {
  if (asked.method !== 'POST')
    return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(world));
  const form = new URLSearchParams(asked.body.toString());
  await happen(world, form.get('do') ?? '', form.get('number') ?? '');
  return void response.writeHead(303, { location: '/business' }).end();
}

/** What can befall a number, by its name. */
const BEFALLS: Record<string, { to: Partial<SimulatedNumber>; field: string; value(number: SimulatedNumber): object }> =
  {
    'Quality turns red': {
      to: { quality: 'RED', status: 'FLAGGED' },
      field: 'phone_number_quality_update',
      value: ({ displayNumber, limit }) => ({
        display_phone_number: displayNumber,
        event: 'FLAGGED',
        current_limit: limit,
      }),
    },
    'Limit rises': {
      to: { limit: 'TIER_10K', quality: 'GREEN', status: 'CONNECTED' },
      field: 'phone_number_quality_update',
      value: ({ displayNumber }) => ({
        display_phone_number: displayNumber,
        event: 'UPGRADE',
        current_limit: 'TIER_10K',
        old_limit: 'TIER_1K',
      }),
    },
    'Name is declined': {
      to: { nameStatus: 'DECLINED' },
      field: 'phone_number_name_update',
      value: ({ displayNumber, name }) => ({
        display_phone_number: displayNumber,
        decision: 'REJECTED',
        requested_verified_name: name,
        rejection_reason: 'NAME_NOT_CONSISTENT',
      }),
    },
    'Is banned': {
      to: { status: 'BANNED' },
      field: 'account_update',
      value: () => ({ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: 'today' } }),
    },
    'All is well again': {
      to: { status: 'CONNECTED', quality: 'GREEN', nameStatus: 'APPROVED' },
      field: 'account_update',
      value: () => ({ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE', waba_ban_date: 'today' } }),
    },
  };

/** Does it, and brings the report of it. */
export async function befall(world: World, numberId: string, what: string): Promise<void> {
  const number = numberIn(world.businesses, numberId)?.number;
  const happening = BEFALLS[what];
  if (!number || !happening) return;
  Object.assign(number, happening.to);
  await report(world, numberId, happening.field, { ...happening.value(number) });
}

async function happen(world: World, what: string, numberId: string): Promise<void> {
  if (what === 'Revoke all tokens') revokeAll(world);
  else if (what === 'Let all tokens expire') expireAll(world);
  else if (what === 'Tokens are good again') restoreAll(world);
  else if (what === 'Forget all subscriptions') world.subscribed.clear();
  else if (what === 'Refuse subscriptions') world.refusesSubscribing = !world.refusesSubscribing;
  else if (what === 'Refuse new businesses') world.mayCreate = !world.mayCreate;
  else await befall(world, numberId, what);
}

const TROUBLE = ['Revoke all tokens', 'Let all tokens expire', 'Tokens are good again', 'Forget all subscriptions'];

function page(world: World): string {
  const buttons = (names: string[], number = '') =>
    `<form method="post"><input type="hidden" name="number" value="${safe(number)}">${names
      .map((name) => `<button name="do" value="${safe(name)}">${safe(name)}</button> `)
      .join('')}</form>`;
  const rows = world.businesses.flatMap((business) =>
    business.accounts.flatMap((account) =>
      account.numbers.map(
        (
          number,
        ) => `<tr><td>${safe(business.name)}<br><small>${safe(account.name)}</small></td><td>+${safe(number.displayNumber)}<br><small>${safe(number.name)}</small></td>
<td>${safe(`${number.status}, ${number.quality}, ${number.limit}`)}${codeOf(number)}</td><td>${buttons(Object.keys(BEFALLS), number.id)}</td></tr>`,
      ),
    ),
  );
  const switches = [
    world.refusesSubscribing ? 'Subscriptions are refused.' : '',
    world.mayCreate ? '' : 'New businesses and accounts are refused.',
  ].filter(Boolean);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Businesses at Meta, simulated</title><link rel="stylesheet" href="/style.css">
<header><h1>Businesses at Meta, simulated</h1><p><a href="/">Phones</a></p></header><main class="business">
<h2>Numbers</h2><table><tr><th>Business</th><th>Number</th><th>Standing</th><th>What befalls it</th></tr>${rows.join('')}</table>
<h2>Tokens and subscriptions</h2>${buttons([...TROUBLE, 'Refuse subscriptions', 'Refuse new businesses'])}<p>${switches.join(' ')}</p></main></html>`;
}

function codeOf({ code }: SimulatedNumber): string {
  if (!code) return '';
  return `<p><strong>${code.method === 'SMS' ? 'SMS' : 'Voice call'}: your WhatsApp code is <code>${code.digits}</code></strong></p>`;
}
