// The login of the simulated Meta: its dialog with what may be given, and the exchange of what comes of it for tokens.
import { SCOPES } from './access.ts';
import { fine, graphError, type Answer, type Asked } from './answers.ts';
import { safe } from './html.ts';
import { issue, LONG, SHORT, tokenIn } from './tokens.ts';
import { newId, type World } from './world.ts';

/** What somebody ticked; what is absent is all there is. */
export interface Choice {
  scopes?: string[];
  businesses?: string[];
  pages?: string[];
}

const TEN_MINUTES = 600_000;

function wanted(query: URLSearchParams): string[] {
  const asked = (query.get('scope') ?? '').split(',').filter(Boolean);
  return asked.length > 0 ? asked : Object.values(SCOPES).flat();
}

/** Somebody says yes in the dialog; gives the address it leads back to. */
export function grant(world: World, dialog: URL, choice: Choice = {}): URL {
  const query = dialog.searchParams;
  const back = new URL(query.get('redirect_uri') ?? '');
  const code = newId('AQ');
  world.codes.set(code, {
    scopes: choice.scopes ?? wanted(query),
    businesses: choice.businesses ?? ['*'],
    pages: choice.pages ?? ['*'],
    redirect: back.href,
    endsAt: world.now() + TEN_MINUTES,
    lasting: query.has('config_id'),
  });
  back.searchParams.set('code', code);
  back.searchParams.set('state', query.get('state') ?? '');
  return back;
}

/** Somebody says no. */
export function refuse(dialog: URL): URL {
  const back = new URL(dialog.searchParams.get('redirect_uri') ?? '');
  const said = { error: 'access_denied', error_reason: 'user_denied', error_description: 'Permissions error' };
  for (const [name, value] of Object.entries({ ...said, state: dialog.searchParams.get('state') ?? '' }))
    back.searchParams.set(name, value);
  return back;
}

/** The page of the dialog, or where its button leads. */
export function dialogPage(world: World, asked: Asked): { html: string } | { back: URL } {
  const dialog = new URL(`${world.url}/dialog/oauth?${asked.query.toString()}`);
  const query = dialog.searchParams;
  if (query.get('client_id') !== world.app.id)
    return { html: layout('<p>Invalid App ID: it does not look like one.</p>') };
  if (!URL.canParse(query.get('redirect_uri') ?? ''))
    return { html: layout('<p>URL blocked: the redirect address is not one of the app.</p>') };
  if (asked.method !== 'POST') return { html: layout(form(world, dialog)) };
  const given = new URLSearchParams(asked.body.toString());
  if (given.get('do') !== 'continue') return { back: refuse(dialog) };
  const choice = Object.fromEntries(['scopes', 'businesses', 'pages'].map((name) => [name, given.getAll(name)]));
  return { back: grant(world, dialog, choice) };
}

function form(world: World, dialog: URL): string {
  const box = (name: string, value: string, label: string) =>
    `<label><input type="checkbox" name="${name}" value="${safe(value)}" checked> ${safe(label)}</label>`;
  const group = (title: string, boxes: string[]) =>
    boxes.length > 0 ? `<fieldset><legend>${title}</legend>${boxes.join('')}</fieldset>` : '';
  const scopes = wanted(dialog.searchParams);
  const about = (start: string) => scopes.some((one) => one.startsWith(start));
  return `<h1>${safe(world.app.name)} wants to connect</h1><p>You are logged in as Eva Lindner. Choose what it may have.</p>
<form method="post">${group(
    'Permissions',
    scopes.map((one) => box('scopes', one, one)),
  )}${
    about('whatsapp')
      ? group(
          'Businesses',
          world.businesses.map(({ id, name }) => box('businesses', id, name)),
        )
      : ''
  }${
    about('pages')
      ? group(
          'Pages',
          world.pages.map(({ id, name }) => box('pages', id, name)),
        )
      : ''
  }<p><button name="do" value="continue" class="main">Continue as Eva</button> <button name="do" value="cancel">Cancel</button></p></form>`;
}

function layout(content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Log in to Meta, simulated</title><link rel="stylesheet" href="/style.css"><main class="login">${content}</main></html>`;
}

/** `oauth/access_token`: a code, or a short token, for a longer one. */
export function exchange(world: World, asked: Asked): Answer {
  const given = asked.method === 'POST' ? new URLSearchParams(asked.body.toString()) : asked.query;
  if (given.get('client_id') !== world.app.id) return graphError(400, 101, 'Error validating application.');
  if (given.get('client_secret') !== world.app.secret) return graphError(400, 1, 'Error validating client secret.');
  return given.get('grant_type') === 'fb_exchange_token' ? prolong(world, given) : redeem(world, given);
}

function redeem(world: World, given: URLSearchParams): Answer {
  const code = given.get('code') ?? '';
  const granted = world.codes.get(code);
  world.codes.delete(code);
  if (!granted) return graphError(400, 100, 'This authorization code has been used.', { subcode: 36009 });
  if (granted.endsAt <= world.now())
    return graphError(400, 100, 'This authorization code has expired.', { subcode: 36007 });
  if (granted.redirect !== given.get('redirect_uri'))
    return graphError(400, 100, 'Error validating verification code: the redirect address differs.', {
      subcode: 36008,
    });
  const { scopes, businesses, pages, lasting } = granted;
  const life = { kind: lasting ? 'SYSTEM_USER' : 'USER', endsAt: lasting ? null : world.now() + SHORT } as const;
  const token = issue(world, { ...life, scopes, businesses, pages });
  return fine({ access_token: token.value, token_type: 'bearer', ...(!lasting && { expires_in: SHORT / 1000 }) });
}

function prolong(world: World, given: URLSearchParams): Answer {
  const short = tokenIn(world, given.get('fb_exchange_token') ?? '');
  if ('status' in short) return short;
  const { scopes, businesses, pages } = short;
  const token = issue(world, { kind: 'USER', scopes, businesses, pages, endsAt: world.now() + LONG });
  return fine({ access_token: token.value, token_type: 'bearer', expires_in: LONG / 1000 });
}
