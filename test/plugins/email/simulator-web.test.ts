// What the e-mail simulator does over HTTP: sign-in providers, pages, control API; and the command that starts it.
import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import t from 'tap';
import type { Test } from 'tap';
import { DEFAULT_PORTS, run } from '../../../plugins/email/simulator/simulate.ts';
import {
  PASSWORD,
  SIGN_IN,
  TEAM,
  connected,
  consentRequest,
  failure,
  farSide,
  imapClient,
  mail,
  mailer,
  redirected,
  tokenRequest,
} from './simulator-clients.ts';
import type { MailFarSide } from '../../../plugins/email/simulator/far-side.ts';

const GOOGLE_SCOPE = 'openid email https://mail.google.com/';
const MICROSOFT_SCOPE = [
  'openid',
  'offline_access',
  'https://outlook.office.com/IMAP.AccessAsUser.All',
  'https://outlook.office.com/SMTP.Send',
].join(' ');
const MICROSOFT_TOKEN = '/common/oauth2/v2.0/token';
const LETTER = { from: TEAM, to: 'ada@customer.example', subject: 'Hi', text: 'Hello' };
const FREE = ['imap', 'imap-tls', 'smtp', 'smtp-tls', 'web'].flatMap((name) => [`--${name}-port`, '0']);

async function page(far: MailFarSide, path: string): Promise<string> {
  const response = await fetch(far.web.baseUrl + path, { headers: { accept: 'text/html' } });
  return response.text();
}

async function json(far: MailFarSide, path: string, body?: Record<string, unknown>, method = body ? 'POST' : 'GET') {
  const content = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
  const response = await fetch(far.web.baseUrl + path, { method, ...content });
  return { status: response.status, body: (await response.json()) as any };
}

/** One Google user who is asked for consent, and how the code is redeemed. */
async function googleConsent(t: Test) {
  const far = await farSide(t, { users: [{ address: TEAM, oauth: 'google', name: 'Team <b>' }] });
  const request = consentRequest(far, '/o/oauth2/v2/auth', GOOGLE_SCOPE, { access_type: 'offline' });
  const code = (await redirected(`${request.url}&simulated_user=${TEAM}`)).get('code')!;
  const redeem = (fields: Record<string, string>) => {
    const common = { grant_type: 'authorization_code', code, redirect_uri: request.redirectUri };
    return tokenRequest(far, '/token', { ...common, code_verifier: request.verifier, ...fields });
  };
  return { far, request, redeem };
}

t.test('Google: the consent page, and codes that are refused', async (t) => {
  const { far, request, redeem } = await googleConsent(t);
  const consent = await (await fetch(request.url)).text();
  t.match(consent, /Sign in as[^]*>Team &#60;b&#62; &lt;team@example.org&gt;</, 'names are escaped');
  const refused = await redirected(`${request.url}&simulated_refusal=1`);
  t.match(Object.fromEntries(refused), { error: 'access_denied', state: 'flow-1' });
  t.equal((await fetch(request.url.replace('client_id=', 'client_id=x'))).status, 401, 'unknown application');
  t.equal((await fetch(request.url.replace('localhost', 'evil.example'))).status, 400, 'no redirect to elsewhere');
  t.match(await redeem({ code_verifier: 'wrong' }), { status: 400, body: { error: 'invalid_grant' } });
  t.match(await redeem({ client_secret: 'wrong' }), { status: 401, body: { error: 'invalid_client' } });
  const { body } = await redeem({});
  t.match(body, { token_type: 'Bearer', expires_in: 3599, refresh_token: String });
  t.match(claims(body.id_token), { email: TEAM, email_verified: true, aud: far.oauth.client.id });
  t.match(await redeem({}), { body: { error: 'invalid_grant' } }, 'a code works once');
  const headers = { authorization: `Bearer ${body.access_token}` };
  t.match(await (await fetch(`${far.oauth.baseUrl}/v1/userinfo`, { headers })).json(), { email: TEAM });
  t.equal((await tokenRequest(far, '/revoke', { token: body.refresh_token })).status, 200);
  t.equal((await fetch(`${far.oauth.baseUrl}/v1/userinfo`, { headers })).status, 401, 'revoked');
});

t.test('Google: IMAP and SMTP with tokens that expire and are withdrawn', async (t) => {
  const { far, redeem } = await googleConsent(t);
  const { body } = await redeem({});
  const auth = { user: TEAM, accessToken: body.access_token };
  t.ok((await connected(t, far, auth)).authenticated, 'OAUTHBEARER');
  far.misbehave.without('AUTH=OAUTHBEARER');
  t.ok((await connected(t, far, auth)).authenticated, 'XOAUTH2');
  await mailer(t, far, { auth: { type: 'OAUTH2', ...auth } }).sendMail(LETTER);
  t.equal((await far.nextSent()).user, TEAM);

  far.misbehave.expireTokens();
  t.match(await failure(imapClient(t, far, auth).connect()), {
    authenticationFailed: true,
    oauthError: { status: '400' },
  });
  t.match(await failure(mailer(t, far, { auth: { type: 'OAUTH2', ...auth } }).sendMail(LETTER)), { responseCode: 535 });
  const refresh = () => tokenRequest(far, '/token', { grant_type: 'refresh_token', refresh_token: body.refresh_token });
  const renewed = await refresh();
  t.notOk('refresh_token' in renewed.body, 'Google keeps the refresh token');
  t.ok((await connected(t, far, { user: TEAM, accessToken: renewed.body.access_token })).authenticated);
  far.misbehave.revokeConsent(TEAM);
  t.match(await refresh(), { status: 400, body: { error: 'invalid_grant' } });
});

t.test('Microsoft: refresh tokens rotate, errors carry AADSTS codes, delegates open shared mailboxes', async (t) => {
  const shared = { address: 'shared@example.org', oauth: 'microsoft' as const, delegates: [TEAM] };
  const far = await farSide(t, {
    users: [{ address: TEAM, password: PASSWORD, oauth: 'microsoft' }, shared],
    oauth: { consent: 'give', accessTokenSeconds: 60 },
  });
  const request = consentRequest(far, '/common/oauth2/v2.0/authorize', MICROSOFT_SCOPE, { login_hint: TEAM });
  const back = await redirected(request.url);
  const first = await tokenRequest(far, MICROSOFT_TOKEN, {
    grant_type: 'authorization_code',
    code: back.get('code')!,
    redirect_uri: request.redirectUri,
    code_verifier: request.verifier,
  });
  t.match(first.body, { expires_in: 60, scope: /IMAP\.AccessAsUser\.All/ });
  t.match(claims(first.body.id_token), { preferred_username: TEAM });
  const refresh = (token: string, more = {}) =>
    tokenRequest(far, MICROSOFT_TOKEN, { grant_type: 'refresh_token', refresh_token: token, ...more });
  far.misbehave.voidRotatedTokens();
  const second = await refresh(first.body.refresh_token);
  t.not(second.body.refresh_token, first.body.refresh_token);
  t.match(await refresh(first.body.refresh_token), { body: { error: 'invalid_grant', error_codes: [700082] } });
  t.match(await refresh('x', { client_secret: 'wrong' }), {
    status: 401,
    body: { error: 'invalid_client', error_codes: [7000215] },
  });
  t.match(await refresh('x', { client_id: 'nobody' }), { body: { error_description: /^AADSTS700016: / } });

  const accessToken = second.body.access_token;
  t.ok((await connected(t, far, { user: 'shared@example.org', accessToken })).authenticated);
  t.match(await failure(imapClient(t, far, { user: TEAM, accessToken: 'wrong' }).connect()), {
    response: /AUTHENTICATE failed/,
  });
  far.setPassword(TEAM, 'changed');
  t.match(await refresh(second.body.refresh_token), { body: { error: 'invalid_grant', error_codes: [50173] } });
  t.match(await failure(imapClient(t, far, SIGN_IN).connect()), { authenticationFailed: true });
});

t.test('pages show mailboxes, mails and what was sent, with everything escaped', async (t) => {
  const far = await farSide(t);
  far.deliver(TEAM, mail('<script>alert(1)</script>', '<b>bold</b>', ['Message-ID: <q@x>']));
  await mailer(t, far).sendMail({ from: TEAM, to: 'ada@customer.example', subject: 'Sent <i>', text: 'x' });
  const front = await page(far, '/');
  t.match(front, `/mailboxes/${encodeURIComponent(TEAM)}/mails`);
  t.match(front, 'Sent &#60;i&#62;');
  const list = await page(far, `/mailboxes/${TEAM}/mails`);
  t.match(list, '&#60;script&#62;');
  t.notMatch(list, '<script>');
  const opened = await page(far, `/mailboxes/${TEAM}/mails/1?folder=INBOX`);
  t.match(opened, '&#60;b&#62;bold');
  t.match(opened, /inReplyTo=%3Cq%40x%3E/, 'the answer link keeps the thread');
  t.match(await page(far, '/sent/0'), 'ada@customer.example');
  t.match(await page(far, '/misbehaviours'), 'action="/misbehaviours/throttle"');
  t.match(await page(far, `/mailboxes/nobody@x/mails`), 'no mailbox nobody@x');
  const response = await fetch(`${far.web.baseUrl}/style.css`);
  t.match(response.headers.get('content-security-policy'), "default-src 'none'");
});

t.test('the control API does over HTTP what tests do in process', async (t) => {
  const far = await farSide(t);
  t.match(await json(far, '/mailboxes', { address: 'new@example.org', password: 'p' }), { status: 201 });
  t.match(await json(far, '/mailboxes', { address: 'nonsense' }), { status: 422 });
  t.match(await json(far, `/mailboxes/${TEAM}/mails`, { raw: mail('One'), flags: '\\Seen' }), {
    status: 201,
    body: { uid: 1 },
  });
  t.match(await json(far, `/mailboxes/${TEAM}/mails`), { body: [{ uid: 1, subject: 'One', flags: ['\\Seen'] }] });
  t.match(await json(far, `/mailboxes/${TEAM}/mails/1`), { body: { text: 'Hello\n', raw: /^From: / } });
  t.match(await json(far, `/mailboxes/${TEAM}/mails/2`), { status: 404 });
  t.match(await json(far, `/misbehaviours/weekOfDowntime`, { address: TEAM, mails: '300' }), {
    body: { result: { delivered: 300 } },
  });
  t.match(await json(far, `/misbehaviours/repeatMessageId`, { address: TEAM }), {
    body: { result: { uids: [302, 303] } },
  });
  t.match(await json(far, '/misbehaviours/nonsense', {}), { status: 404 });
  t.match(await json(far, '/mailboxes'), {
    body: [{ address: TEAM, folders: [{ path: 'INBOX', messages: 303 }] }, {}],
  });
  for (const { name } of (await json(far, '/misbehaviours')).body) {
    const { status } = await json(far, `/misbehaviours/${name}`, { address: TEAM, mails: '1' });
    t.equal(status, 200, `${name} works with its defaults`);
  }
  t.match(await json(far, '/misbehaviours', {}, 'DELETE'), { body: { done: 'stop' } });
  t.ok((await connected(t, far)).authenticated, 'it behaves again');
  const [rebound] = (await once(get(far.web.baseUrl, { headers: { host: 'evil.example' } }), 'response')) as [
    IncomingMessage,
  ];
  const foreign = await fetch(`${far.web.baseUrl}/misbehaviours`, {
    method: 'POST',
    headers: { origin: 'http://evil.example' },
  });
  t.equal(foreign.status, 421, 'a page elsewhere cannot steer it');
  t.equal(rebound.resume().statusCode, 421, 'a name that only points here is refused');
});

t.test('writing as a customer reaches simulated mailboxes and the receiver', async (t) => {
  const receiver = await farSide(t, { smtp: { signInRequired: false } });
  const { host, port } = receiver.smtp;
  const far = await farSide(t, {
    users: [{ address: TEAM, password: PASSWORD }],
    web: { receiver: { host, port } },
  });
  const letter = {
    from: 'Ada <ada@customer.example>',
    to: `${TEAM}, desk@hubdesk.example`,
    subject: 'Grüße',
    text: 'Hallo',
  };
  const { status, body } = await json(far, '/mails', { ...letter, inReplyTo: '<q@x>', references: '<q@x>' });
  t.equal(status, 201);
  t.match(body.delivered, [
    { address: TEAM, to: 'mailbox' },
    { address: 'desk@hubdesk.example', to: 'receiver' },
  ]);
  t.match(far.messages(TEAM)[0]?.raw.toString(), /In-Reply-To: <q@x>\r\n/);
  t.match(await receiver.nextSent(), { envelope: { from: 'ada@customer.example', to: ['desk@hubdesk.example'] } });
  await receiver.close();
  t.match(await json(far, '/mails', letter), {
    status: 502,
    body: { delivered: [{}, { failure: /did not take it/ }] },
  });
  t.match(await json(far, '/mails', { from: 'x' }), { status: 422 });
});

t.test('the command starts, says how to connect, and ends when told to', async (t) => {
  const lines: string[] = [];
  const stop = new AbortController();
  const write = (line: string) => {
    lines.push(line);
    stop.abort();
  };
  t.equal(
    await run([...FREE, '--user', 'me@example.org:secret:google', '--consent'], { write, signal: stop.signal }),
    0,
  );
  t.match(lines[0], /IMAP {10}127\.0\.0\.1:\d+ \(STARTTLS\)/);
  t.equal(await run(['--help'], { write }), 0);
  t.match(lines[1], `(${DEFAULT_PORTS.web})`);
  t.equal(await run(['--imap-port', 'x'], { write }), 2);
  t.equal(await run(['--user', 'x'], { write }), 2);
  const taken = await farSide(t);
  t.equal(await run([...FREE, '--web-port', new URL(taken.web.baseUrl).port], { write }), 1);
  t.match(lines.at(-1), /cannot start: .*EADDRINUSE/);
});

function claims(idToken: string): object {
  return JSON.parse(Buffer.from(idToken.split('.')[1]!, 'base64url').toString()) as object;
}
