// People at the desk's own pages, without scripts: first run, signing in, profile, security, tokens, users, teams (AD-1, AD-2, AD-3, OP-1).
import t from 'tap';
import { Secret, TOTP } from 'otpauth';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { letterOf } from '../../core/web/letters.ts';
import { openWeb, PASSWORD, signIn, type WebDesk } from './web-desk.ts';

const linkIn = (body: string, path: string) => new RegExp(`http://desk\\.test(/${path}/[\\w-]+)`).exec(body)![1]!;

/** The last mail that waits to be sent. */
async function lastMail({ desk }: WebDesk): Promise<{ template: string; to: string; params: Record<string, string> }> {
  const rows = await desk.database.rows<{ payload: string }>(
    `select payload from job where kind = 'accounts.mail' order by id desc limit 1`,
  );
  const mail = JSON.parse(rows[0]!.payload) as { template: string; to: string; params: string };
  return { ...mail, params: JSON.parse(desk.secrets.open(mail.params)!) as Record<string, string> };
}

t.test('the first run', async (t) => {
  const samples: string[] = [];
  const web = await openWeb(t, {
    sample: {
      isThere: () => false,
      progress: () => null,
      isJustDone: () => false,
      load: async ({ name }) => void samples.push(name),
      remove: async () => {},
    },
  });
  const eva = web.stranger();
  t.match(await eva.get('/sign-in'), { statusCode: 303, headers: { location: '/first-run' } });
  const page = await eva.get('/first-run', { 'accept-language': 'de-DE,de;q=0.9' });
  t.match(page.body, /<html lang="de"/);
  t.match(page.body, /Wer kümmert sich um Hubdesk/);
  const form = {
    name: 'Eva',
    email: 'eva@radwerk.example',
    password: 'kurz',
    deskName: '',
    language: 'de',
    timeZone: 'Europe/Berlin',
    sample: 'on',
  };
  const wrong = await eva.form('POST', '/first-run', form, { 'accept-language': 'de' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /Verwenden Sie mindestens 10 Zeichen/);
  t.match(wrong.body, /value="eva@radwerk\.example"/, 'what was typed is kept');
  t.notMatch(wrong.body, /kurz/, 'but never a password');
  t.match(wrong.body, / checked id="sample"/, 'nor is the invented company forgotten');
  const done = await eva.form('POST', '/first-run', { ...form, password: PASSWORD, deskName: 'Radwerk' });
  t.match(done, { statusCode: 303, headers: { location: '/' } });
  t.match(String(done.headers['set-cookie']), /session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax/);
  t.same(samples, ['Eva']);
  t.equal((await eva.get('/settings')).statusCode, 303);
  const profile = await eva.get('/settings/profile');
  t.match(profile.body, /Hubdesk ist eingerichtet/, 'said once, on the page behind all redirects');
  t.notMatch((await eva.get('/settings/profile')).body, /Hubdesk ist eingerichtet/);
  t.match(profile.body, /<title>Ihr Profil · Radwerk<\/title>/);
  t.match(await web.stranger().form('POST', '/first-run', form), { statusCode: 303, headers: { location: '/' } });
});

t.test('signing in and out', async (t) => {
  const web = await openWeb(t);
  const user = await web.user('Eva');
  const eva = web.stranger();
  t.match((await eva.get('/sign-in?return=/settings/security')).body, /name="return" value="\/settings\/security"/);
  const wrong = await eva.form('POST', '/session', {
    email: user.email,
    password: 'wrong',
    return: '/settings/security',
  });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /The e-mail address or the password is not right/);
  const right = await eva.form('POST', '/session', {
    email: user.email,
    password: PASSWORD,
    return: '/settings/security',
  });
  t.match(right, { statusCode: 303, headers: { location: '/settings/security' } });
  const page = await eva.get('/settings/security');
  t.match(page.body, /This one/);
  t.match(await eva.get('/sign-in?return=//evil.example'), { statusCode: 303, headers: { location: '/' } });
  const cookie = eva.cookies.get('session')!;
  t.match(await eva.form('DELETE', '/session'), { statusCode: 303, headers: { location: '/sign-in' } });
  eva.cookies.set('session', cookie);
  t.match(await eva.get('/settings/security'), { statusCode: 303 }, 'the cookie is worthless afterwards');
  for (let index = 0; index < 10; index++) await eva.form('POST', '/session', { email: user.email, password: 'x' });
  const limited = await eva.form(
    'POST',
    '/session',
    { email: user.email, password: PASSWORD },
    { 'accept-language': 'de' },
  );
  t.equal(limited.statusCode, 429);
  t.match(limited.body, /Zu viele Versuche\. Versuchen Sie es in 15 Minuten erneut/);
});

t.test('over https cookies are bound to the host', async (t) => {
  const web = await openWeb(t, { publicUrl: 'https://desk.test' });
  const user = await web.user('Eva');
  const answer = await web.stranger().form('POST', '/session', { email: user.email, password: PASSWORD });
  t.match(
    String(answer.headers['set-cookie']),
    /^__Host-session=\S+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax/,
  );
});

t.test('two factors, from the offer to the code', async (t) => {
  const web = await openWeb(t);
  const user = await web.user('Eva');
  const eva = await signIn(web, user);
  const offer = await eva.get('/settings/security/second-factor');
  t.match(offer.body, /<svg[^>]+viewBox/);
  const secret = /([A-Z2-7]{4} ){7}[A-Z2-7]{4}/.exec(offer.body)![0];
  const sealed = /name="offer" value="([^"]+)"/.exec(offer.body)![1]!;
  const app = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  const wrong = await eva.form('POST', '/settings/security/second-factor', { offer: sealed, code: '1' });
  t.equal(wrong.statusCode, 422);
  t.ok(wrong.body.includes(secret), 'the picture stays the same');
  const codes = await eva.form('POST', '/settings/security/second-factor', { offer: sealed, code: app.generate() });
  t.equal(codes.statusCode, 201);
  const recovery = [...codes.body.matchAll(/>([a-z2-9]{5}-[a-z2-9]{5})</g)].map((found) => found[1]!);
  t.equal(new Set(recovery).size, 10);
  t.match((await eva.get('/settings/security')).body, /10 recovery codes are left/);

  const half = web.stranger();
  const asked = await half.form('POST', '/session', {
    email: user.email,
    password: PASSWORD,
    return: '/settings/tokens',
  });
  t.equal(asked.headers.location, '/session/code?return=%2Fsettings%2Ftokens');
  t.match(await half.get('/settings/profile'), {
    statusCode: 303,
    headers: { location: '/sign-in?return=%2Fsettings%2Fprofile' },
  });
  t.match((await half.get(String(asked.headers.location))).body, /autocomplete="one-time-code"/);
  t.equal((await half.form('POST', '/session/code', { code: '000000' })).statusCode, 422);
  const inside = await half.form('POST', '/session/code', { code: recovery[0]!, return: '/settings/tokens' });
  t.match(inside, { statusCode: 303, headers: { location: '/settings/tokens' } });
  t.equal((await half.get('/settings/tokens')).statusCode, 200);

  t.match((await eva.get('/settings/security/second-factor/removal')).body, /type="password"/);
  t.equal((await eva.form('DELETE', '/settings/security/second-factor', { current: 'wrong' })).statusCode, 422);
  await eva.form('DELETE', '/settings/security/second-factor', { current: PASSWORD });
  t.equal(
    (await web.stranger().form('POST', '/session', { email: user.email, password: PASSWORD })).headers.location,
    '/',
  );
});

t.test('a forgotten password', async (t) => {
  const web = await openWeb(t);
  const user = await web.user('Eva');
  const eva = web.stranger();
  const known = await eva.form('POST', '/password-reset', { email: user.email });
  const unknown = await eva.form('POST', '/password-reset', { email: 'ghost@radwerk.example' });
  t.equal(
    known.body.replaceAll(user.email, '@'),
    unknown.body.replaceAll('ghost@radwerk.example', '@'),
    'nobody learns who exists',
  );
  while (!(await web.desk.database.row(`select id from job where kind = 'accounts.mail'`)))
    await new Promise(setImmediate);
  const mail = await lastMail(web);
  const path = linkIn(mail.params.link!, 'password-reset');
  t.match((await eva.get(path)).body, /Choose a new password/);
  t.match((await eva.form('PUT', path, { password: 'password123' })).body, /among the first things a guesser tries/);
  t.match(await eva.form('PUT', path, { password: 'bells on every bike' }), {
    statusCode: 303,
    headers: { location: '/sign-in' },
  });
  t.match((await eva.get('/sign-in')).body, /Your password is changed/);
  t.match(await eva.get(path), { statusCode: 410 });
  t.match((await eva.form('PUT', path, { password: 'once more with feeling' })).body, /no longer works/);
  t.equal(
    (await eva.form('POST', '/session', { email: user.email, password: 'bells on every bike' })).headers.location,
    '/',
  );
});

t.test('users: inviting, changing, disabling', async (t) => {
  const web = await openWeb(t);
  const admin = await signIn(web, await web.user('Admin', 'administrator'));
  const invited = { name: 'Mara Klein', email: 'mara@radwerk.example', role: 'agent', language: 'de' };
  const wrong = await admin.form('POST', '/settings/users', {
    ...invited,
    email: 'admin@radwerk.example',
    role: 'king',
  });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /Choose one of the options/);
  const made = await admin.form('POST', '/settings/users', invited);
  t.equal(made.statusCode, 201);
  t.match(await lastMail(web), {
    template: 'invitation',
    to: invited.email,
    params: { by: 'Admin', name: 'Mara Klein' },
  });
  const path = linkIn(made.body, 'invitation');
  const mara = web.stranger();
  t.match((await mara.get(path)).body, /Welcome to Hubdesk/);
  t.equal((await mara.form('PUT', path, { name: 'Mara', password: 'mara' })).statusCode, 422);
  t.match(await mara.form('PUT', path, { name: 'Mara', password: PASSWORD }), {
    statusCode: 303,
    headers: { location: '/' },
  });
  t.match((await mara.get('/settings/profile')).body, /Ihr Profil/);
  t.match((await mara.get(path)).body, /Dieser Link wurde schon benutzt/);
  const user = (await web.desk.accounts.users.findByEmail(invited.email))!;

  const list = (await admin.get('/settings/users')).body;
  t.match(list, /mara@radwerk\.example/);
  const at = `/settings/users/${user.id}`;
  t.match((await admin.get(at)).body, /Disable …/);
  await admin.form('PATCH', at, { name: 'Mara K', email: 'mk@radwerk.example', role: 'observer', language: 'en' });
  t.match(await web.desk.accounts.users.find(user.id), {
    name: 'Mara K',
    email: 'mk@radwerk.example',
    role: 'observer',
    language: 'en',
  });
  const own = (await web.desk.accounts.users.findByEmail('admin@radwerk.example'))!;
  const last = await admin.form('PATCH', `/settings/users/${own.id}`, { ...own, role: 'agent' } as never);
  t.equal(last.statusCode, 422);
  t.match(last.body, /This is the last administrator/);
  t.match((await admin.get(`${at}/closure`)).body, /Disable Mara K\?/);
  await admin.form('POST', `${at}/closure`);
  t.match(await mara.get('/settings/profile'), { statusCode: 303 });
  t.match((await admin.get(at)).body, /Mara K is disabled/);
  await admin.form('DELETE', `${at}/closure`);
  t.match((await admin.get('/settings/users/999')).body, /There is nothing here/);

  const other = await admin.form('POST', '/settings/users', { ...invited, email: 'tom@radwerk.example' });
  const tom = (await web.desk.accounts.users.findByEmail('tom@radwerk.example'))!;
  const again = await admin.form('POST', `/settings/users/${tom.id}/invitation`);
  t.not(linkIn(again.body, 'invitation'), linkIn(other.body, 'invitation'));
  await admin.form('DELETE', `/settings/users/${tom.id}/invitation`);
  t.equal(await web.desk.accounts.users.find(tom.id), null);
  const log = (await admin.get('/settings/audit')).body;
  t.match(log, /Withdrew an invitation/);
  t.match(log, /Changed a role/);
});

t.test('the audit log is in the reader’s words, particulars too', async (t) => {
  const web = await openWeb(t);
  const admin = await signIn(web, await web.user('Eva', 'administrator'));
  const tom = { name: 'Tom', email: 'tom@radwerk.example', role: 'observer', language: 'en' };
  await admin.form('POST', '/settings/users', tom);
  await web.desk.accounts.teams.create(deskViewer(), { name: 'Werkstatt', userIds: [] });
  await web.desk.accounts.workspace.set(deskViewer(), { holdSeconds: 5 });
  await admin.form('PATCH', '/settings/profile', {
    name: 'Eva',
    language: 'de',
    timeZone: 'Asia/Tokyo',
    theme: 'dark',
  });
  const rows = (await admin.get('/settings/audit')).body.replace(/<[^>]+>/g, ' ');
  t.match(rows, /E-Mail: tom@radwerk\.example, Rolle: Beobachter/);
  t.match(rows, /Team Werkstatt[^]*Name: Werkstatt/);
  t.match(rows, /Arbeitsbereich\s+Sekunden zum Zurückholen: 5/);
  t.match(rows, /Sprache: Deutsch, Zeitzone: Asia\/Tokyo, Hell oder dunkel: Dunkel/);
  t.notMatch(rows, /\b(role|email|language|timeZone|holdSeconds): /);
});

t.test('own data, sessions and tokens', async (t) => {
  const web = await openWeb(t);
  const user = await web.user('Eva');
  const eva = await signIn(web, user);
  const other = await signIn(web, user);
  const profile = { name: 'Eva L', language: 'de', timeZone: 'Asia/Tokyo', theme: 'dark' };
  t.match(
    (await eva.form('PATCH', '/settings/profile', { ...profile, timeZone: 'Mars' })).body,
    /Choose a time zone from the list/,
  );
  t.equal((await eva.form('PATCH', '/settings/profile', profile)).statusCode, 303);
  const page = (await eva.get('/settings/profile')).body;
  t.match(page, /<html lang="de" data-zone="Asia\/Tokyo" data-theme="dark"/);
  t.match(page, /Gespeichert/);
  eva.cookies.set('theme', 'light');
  t.match((await eva.get('/settings/profile')).body, /data-theme="light"/, 'this device as it was switched');

  await eva.form('PUT', '/availability', { state: 'available' }, { referer: 'http://desk.test/settings/profile?a=1' });
  t.ok(await web.desk.accounts.availability.isAvailable(user.id));
  t.equal(
    (await eva.form('PUT', '/settings/security/password', { current: 'no', password: 'bells on every bike' }))
      .statusCode,
    422,
  );
  t.equal((await other.get('/settings/security')).statusCode, 200);
  await eva.form('PUT', '/settings/security/password', { current: PASSWORD, password: 'bells on every bike' });
  t.equal((await other.get('/settings/security')).statusCode, 303);
  await eva.form('PUT', '/settings/security/email', { current: 'bells on every bike', email: 'el@radwerk.example' });
  t.match(await web.desk.accounts.users.find(user.id), { email: 'el@radwerk.example', name: 'Eva L' });
  await signIn(web, user);
  const third = await signIn(web, user);
  await eva.form('DELETE', '/settings/security/sessions');
  t.match((await eva.get('/settings/security')).body, /2 andere Sitzungen beendet/);
  t.equal((await third.get('/settings/security')).statusCode, 303);

  const token = { name: 'Brücke', scopes: ['search', 'users:read'], current: 'bells on every bike' };
  t.match((await eva.form('POST', '/settings/tokens', { ...token, scopes: [] })).body, /mindestens eine Berechtigung/);
  const made = await eva.form('POST', '/settings/tokens', token);
  const secret = /hd_[\w-]{43}/.exec(made.body)![0];
  t.ok(await web.desk.accounts.apiTokens.viewerOfToken(secret, ''));
  t.notMatch((await eva.get('/settings/tokens')).body, secret);
  const [view] = await web.desk.accounts.apiTokens.list((await web.desk.accounts.viewerOf(user.id))!);
  t.match((await eva.get(`/settings/tokens/${view!.id}/removal`)).body, /„Brücke“ widerrufen/);
  await eva.form('DELETE', `/settings/tokens/${view!.id}`);
  t.equal(await web.desk.accounts.apiTokens.viewerOfToken(secret, ''), null);
  t.notMatch(web.desk.lines.join(''), /bells on every bike|hd_[\w-]{43}/, 'no secret in the log');
});

t.test('teams and the workspace', async (t) => {
  const web = await openWeb(t);
  const eva = await web.user('Eva');
  const admin = await signIn(web, await web.user('Admin', 'administrator'));
  t.match((await admin.get('/settings/teams')).body, /No team yet/);
  t.equal((await admin.form('POST', '/settings/teams', { name: ' ' })).statusCode, 422);
  await admin.form('POST', '/settings/teams', { name: 'Werkstatt', members: [String(eva.id)] });
  const [team] = await web.desk.accounts.teams.list();
  t.match(team, { name: 'Werkstatt', userIds: [eva.id] });
  t.match((await admin.get(`/settings/teams/${team!.id}`)).body, /checked/);
  await admin.form('PATCH', `/settings/teams/${team!.id}`, { name: 'Service' });
  t.match(await web.desk.accounts.teams.list(), [{ name: 'Service', userIds: [] }]);
  await admin.form('DELETE', `/settings/teams/${team!.id}`);
  t.same(await web.desk.accounts.teams.list(), []);
  const settings = { name: 'Radwerk', language: 'de', timeZone: 'Europe/Berlin', holdSeconds: 'soon' };
  t.match((await admin.form('PATCH', '/settings/workspace', settings)).body, /a whole number from 0 to 120/);
  await admin.form('PATCH', '/settings/workspace', { ...settings, holdSeconds: 20 });
  t.match(await web.desk.accounts.workspace.get(), { name: 'Radwerk', holdSeconds: 20 });
  t.match((await admin.get('/settings/workspace')).body, /· Radwerk<\/title>/);
});

t.test('letters', async (t) => {
  const { web } = await openWeb(t);
  for (const language of ['en', 'de'])
    for (const template of ['invitation', 'password-reset', 'password-changed'] as const) {
      const params = { name: '<b>Eva</b>', by: 'Mara', desk: 'Radwerk', link: 'http://desk.test/x/1' };
      const letter = letterOf(web.locales, { template, to: 'x', language, params });
      t.notMatch(letter.subject + letter.text, /[{}]|letter\./);
      t.match(letter.html, /&lt;b&gt;Eva&lt;\/b&gt;/);
    }
});
