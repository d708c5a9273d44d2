// Accounts: signing in, sessions, two factors, invitations, resets, users, teams, rights, tokens (AD-1, AD-2, PR-2).
import t from 'tap';
import { Secret, TOTP } from 'otpauth';
import { may, passwordStrength, type Viewer } from '../../core/accounts/accounts.ts';
import type { SignInResult } from '../../core/accounts/sign-in.ts';
import { networkOf } from '../../core/accounts/attempts.ts';
import { hashPassword, isOutdated, verifyPassword } from '../../core/accounts/password-hash.ts';
import { passwordTrouble } from '../../core/accounts/password-rules.ts';
import { accountsRoom, PASSWORD, person, refusal, type AccountsRoom, START } from './accounts-room.ts';

const FROM = { ip: '203.0.113.7', userAgent: 'Firefox' };
const DAY = 24 * 3_600_000;

/** The cookie a sign-in gave; throws when it gave none. */
function token(result: SignInResult): string {
  if (!('token' in result)) throw new Error(`Not signed in: ${result.outcome}`);
  return result.token;
}

async function signIn(room: AccountsRoom, email: string, password = PASSWORD, ip = FROM.ip) {
  return room.accounts.signIn.signIn({ email, password, ...FROM, ip });
}

t.test('passwords', async (t) => {
  const hash = await hashPassword(PASSWORD);
  t.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.ok(await verifyPassword(PASSWORD, hash));
  t.notOk(await verifyPassword(`${PASSWORD} `, hash));
  t.notOk(await verifyPassword('', null), 'nobody has no password');
  t.ok(await verifyPassword('ﬁne wine bottle', await hashPassword('fine wine bottle')), 'forms of one letter are one');
  t.notOk(isOutdated(hash));
  t.ok(isOutdated(hash.replace('m=19456', 'm=9216')));
  t.notOk(await verifyPassword(PASSWORD, 'plain'), 'what is no hash opens nothing');
  const eva = { name: 'Eva Lindner', email: 'eva.lindner@radwerk.example' };
  const trouble = (password: string) => passwordTrouble(password, eva);
  t.equal(trouble('short'), 'wrong.password_short');
  t.equal(trouble('x'.repeat(201)), 'wrong.password_long');
  for (const obvious of [
    'eva.lindner',
    'Eva Lindner',
    'EvaLindner2026',
    'aaaaaaaaaaaa',
    'abababababab',
    '1234567890',
    'qwertzuiop',
    'password123!',
    'Passwort2026',
  ])
    t.equal(trouble(obvious), 'wrong.password_obvious', obvious);
  t.equal(trouble('langsamradeln'), null);
  t.same(
    ['1234567890', 'radlerwade', 'langsamradeln', 'zwölf Räder stehen Schlange'].map((one) => passwordStrength(one)),
    [0, 1, 3, 4],
  );
});

t.test('first run happens once', async (t) => {
  const room = await accountsRoom(t);
  const { firstRun, users, workspace } = room.accounts;
  t.ok(await firstRun.needed());
  const desk = {
    name: 'Eva',
    email: ' Eva@Radwerk.example ',
    password: PASSWORD,
    deskName: 'Radwerk',
    language: 'de',
    timeZone: 'Europe/Berlin',
  };
  const wrong = await refusal(
    firstRun.complete({ ...desk, email: 'eva@', timeZone: 'Mars/Base', password: 'eva', deskName: ' ' }, ''),
  );
  t.strictSame(wrong.fields, {
    email: 'wrong.email',
    timeZone: 'wrong.time_zone',
    password: 'wrong.password_short',
    deskName: 'wrong.name',
  });
  const both = await Promise.allSettled([firstRun.complete(desk, ''), firstRun.complete({ ...desk, name: 'Eve' }, '')]);
  t.same(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'], 'of two at once one wins');
  t.notOk(await firstRun.needed());
  t.match(await workspace.get(), {
    name: 'Radwerk',
    language: 'de',
    timeZone: 'Europe/Berlin',
    holdSeconds: 10,
    firstRunDone: true,
  });
  t.match(await users.list(), [
    { email: 'eva@radwerk.example', role: 'administrator', status: 'active', language: 'de' },
  ]);
  t.equal((await refusal(firstRun.complete(desk, ''))).code, 'not_first');
});

t.test('signing in and sessions', async (t) => {
  const room = await accountsRoom(t);
  const { accounts, clock } = room;
  const eva = await person(room, 'Eva');
  t.same(await signIn(room, 'eva@radwerk.example', 'wrong password'), { outcome: 'refused' });
  t.same(await signIn(room, 'nobody@radwerk.example'), { outcome: 'refused' }, 'an unknown user is refused alike');
  const first = token(await signIn(room, ' EVA@radwerk.example'));
  const second = token(await signIn(room, 'eva@radwerk.example', PASSWORD, '198.51.100.2'));
  const found = await accounts.sessions.find(first, FROM.ip);
  t.match(found, {
    confirmed: true,
    viewer: { userId: eva.userId, role: 'agent', sessionId: found!.id, inboxIds: 'all' },
  });
  t.equal(await accounts.sessions.find(`${first}x`, ''), null);
  t.notOk(JSON.stringify(await room.database.rows('select * from session')).includes(first), 'only hashes are stored');
  t.same(
    (await accounts.sessions.list(found!.viewer)).map(({ ip, current }) => [ip, current]),
    [
      ['198.51.100.2', false],
      [FROM.ip, true],
    ],
  );
  t.equal(await accounts.sessions.endOthers(found!.viewer), 1);
  t.equal(await accounts.sessions.find(second, ''), null);

  clock.advance(6 * DAY);
  t.ok(await accounts.sessions.find(first, FROM.ip), 'used within seven days');
  clock.advance(6 * DAY);
  t.ok(await accounts.sessions.find(first, FROM.ip));
  clock.advance(7 * DAY + 1);
  t.equal(await accounts.sessions.find(first, FROM.ip), null, 'idle for seven days');
  const third = token(await signIn(room, 'eva@radwerk.example'));
  for (let day = 0; day < 5; day++) {
    clock.advance(5 * DAY);
    t.ok(await accounts.sessions.find(third, FROM.ip));
  }
  clock.advance(5 * DAY);
  t.equal(await accounts.sessions.find(third, FROM.ip), null, 'thirty days at most');
  await accounts.sessions.sweep();
  t.same(await room.database.rows('select id from session'), []);
});

t.test('guessing is slowed down, for everybody alike, across restarts', async (t) => {
  const room = await accountsRoom(t);
  await person(room, 'Eva');
  const guess = (email: string) => signIn(room, email, 'not the password', '192.0.2.1');
  const answers = await Promise.all(Array.from({ length: 12 }, () => guess('eva@radwerk.example')));
  t.same(
    answers.map(({ outcome }) => outcome).filter((outcome) => outcome === 'refused').length,
    10,
    'also all at once',
  );
  t.match(await guess('eva@radwerk.example'), { outcome: 'too-many', seconds: 900 });
  t.match(
    await signIn(room, 'eva@radwerk.example', PASSWORD),
    { outcome: 'signed-in' },
    'the owner elsewhere is not locked out',
  );
  const restarted = { ...room, accounts: await room.again() };
  t.match(await signIn(restarted, 'eva@radwerk.example', 'x', '192.0.2.1'), { outcome: 'too-many' });
  for (let index = 0; index < 10; index++) await guess('ghost@radwerk.example');
  t.match(await guess('ghost@radwerk.example'), { outcome: 'too-many' }, 'an unknown account is closed alike');
  for (let index = 0; index < 20; index++) await guess(`ghost${index}@radwerk.example`);
  t.match(await guess('another@radwerk.example'), { outcome: 'too-many' }, 'a network may not try everybody');
  room.clock.advance(15 * 60_000 + 1);
  t.match(await guess('eva@radwerk.example'), { outcome: 'refused' });
  t.equal(networkOf('2001:db8:1:2:3:4:5:6'), networkOf('2001:0db8:0001:0002::9'));
  t.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1');
  t.equal(networkOf('2001:db8::7'), '2001:db8:0:0');
});

t.test('two factors', async (t) => {
  const room = await accountsRoom(t);
  const { accounts, clock } = room;
  const { secondFactor, sessions } = accounts;
  const eva = await person(room, 'Eva');
  const other = await person(room, 'Mara');
  const offer = await secondFactor.offer(eva);
  t.match(offer.picture, /^<svg/);
  const app = new TOTP({ secret: Secret.fromBase32(offer.secret.replaceAll(' ', '')), period: 30 });
  const codeAt = (offset = 0) => app.generate({ timestamp: clock.now().getTime() + offset });
  t.equal((await secondFactor.sameOffer(eva, offer.sealed))!.secret, offer.secret);
  t.equal(await secondFactor.sameOffer(other, offer.sealed), null, 'an offer is for one person');
  t.same((await refusal(secondFactor.enable(eva, offer.sealed, '000000'))).fields, { code: 'wrong.code' });
  const recovery = await secondFactor.enable(eva, offer.sealed, codeAt());
  t.equal(new Set(recovery).size, 10);

  const half = token(await signIn(room, eva.email));
  const session = (await sessions.find(half, FROM.ip))!;
  t.equal(session.confirmed, false);
  t.match(
    await accounts.signIn.confirm(session, codeAt()),
    { outcome: 'refused' },
    'the code that turned it on is used',
  );
  t.match(await accounts.signIn.confirm(session, codeAt(-90_000)), { outcome: 'refused' }, 'too old');
  clock.advance(60_000);
  const whole = token(await accounts.signIn.confirm(session, codeAt(-30_000)));
  t.equal(await sessions.find(half, FROM.ip), null, 'the token before the code is worthless');
  t.match(await sessions.find(whole, FROM.ip), { confirmed: true, id: session.id });
  t.notOk(await secondFactor.check(eva.userId, codeAt(-30_000)), 'no code works twice');
  t.ok(await secondFactor.check(eva.userId, recovery[0]!.toUpperCase()));
  t.notOk(await secondFactor.check(eva.userId, recovery[0]!), 'nor does a recovery code');
  t.ok(await secondFactor.check(eva.userId, recovery[1]!.replace('-', '')));
  t.match(await accounts.users.find(eva.userId), { hasSecondFactor: true, recoveryCodesLeft: 8 });

  const next = token(await signIn(room, eva.email));
  const waiting = (await sessions.find(next, FROM.ip))!;
  for (let index = 0; index < 6; index++) await accounts.signIn.confirm(waiting, '123123');
  t.match(await accounts.signIn.confirm(waiting, codeAt()), { outcome: 'too-many' });
  clock.advance(10 * 60_000 + 1);
  t.equal(await sessions.find(next, FROM.ip), null, 'a sign-in waits ten minutes for its code');
  t.equal((await refusal(secondFactor.remove(other, eva.userId))).code, 'forbidden');
  await secondFactor.disable(eva);
  t.match(await signIn(room, eva.email), { outcome: 'signed-in' });
});

t.test('invitations and resets', async (t) => {
  const room = await accountsRoom(t);
  const { accounts, clock, mails, jobs } = room;
  const admin = await person(room, 'Admin', 'administrator');
  const tokenOf = (link: string) => link.split('/').at(-1)!;
  const invited = { name: 'Mara', email: 'mara@radwerk.example', role: 'agent' as const, language: 'de' };
  const { user, link } = await accounts.invitations.invite(admin, invited);
  await jobs.idle();
  t.match(mails, [
    { template: 'invitation', to: 'mara@radwerk.example', language: 'de', params: { link, by: 'Admin' } },
  ]);
  t.match(link, /^http:\/\/desk\.example\/invitation\/[\w-]{43}$/);
  t.match(await signIn(room, user.email), { outcome: 'refused' }, 'nobody signs in before accepting');
  t.same((await refusal(accounts.invitations.invite(admin, invited))).fields, { email: 'wrong.email_taken' });
  t.same(
    (await refusal(accounts.invitations.invite(admin, { ...invited, email: 'service@radwerk.example' }))).fields,
    { email: 'wrong.email_of_channel' },
    'EM-4',
  );
  const again = (await accounts.invitations.repeat(admin, user.id)).link;
  t.equal(await accounts.invitations.find(tokenOf(link)), null, 'the first link is void');
  clock.advance(6 * DAY);
  const answer = { name: 'Mara Koch', password: 'mara@radwerk.example' };
  t.same((await refusal(accounts.invitations.accept(tokenOf(again), answer))).fields, {
    password: 'wrong.password_obvious',
  });
  await accounts.invitations.accept(tokenOf(again), { ...answer, password: PASSWORD });
  t.equal(
    (await refusal(accounts.invitations.accept(tokenOf(again), { ...answer, password: PASSWORD }))).code,
    'link_invalid',
  );
  const signed = token(await signIn(room, user.email));

  mails.length = 0;
  await accounts.passwords.forget('Mara@radwerk.example', FROM.ip);
  await accounts.passwords.forget('ghost@radwerk.example', FROM.ip);
  await jobs.idle();
  t.equal(mails.length, 1, 'only who exists gets a mail');
  const reset = tokenOf(mails[0]!.params.link!);
  t.notOk(JSON.stringify(await room.database.rows('select * from user_token')).includes(reset));
  t.ok(await accounts.passwords.mayReset(reset));
  t.same((await refusal(accounts.passwords.reset(reset, 'mara koch'))).fields, { password: 'wrong.password_short' });
  await accounts.passwords.reset(reset, 'a completely new one');
  t.equal(await accounts.sessions.find(signed, ''), null, 'all sessions end');
  t.equal((await refusal(accounts.passwords.reset(reset, 'yet another new one'))).code, 'link_invalid');
  t.match(await signIn(room, user.email), { outcome: 'refused' });
  t.match(await signIn(room, user.email, 'a completely new one'), { outcome: 'signed-in' });
  await accounts.passwords.forget(user.email, FROM.ip);
  await jobs.idle();
  clock.advance(3_600_001);
  t.notOk(await accounts.passwords.mayReset(tokenOf(mails.at(-1)!.params.link!)), 'an hour later it has run out');
  await accounts.passwords.forget(user.email, FROM.ip);
  await accounts.passwords.forget(user.email, FROM.ip);
  await accounts.passwords.forget(user.email, FROM.ip);
  t.equal((await refusal(accounts.passwords.forget(user.email, FROM.ip))).code, 'too_many_attempts');
});

t.test('changing the own password', async (t) => {
  const room = await accountsRoom(t);
  const eva = await person(room, 'Eva');
  const here = token(await signIn(room, eva.email));
  const there = token(await signIn(room, eva.email));
  const { viewer } = (await room.accounts.sessions.find(here, ''))!;
  const { passwords, sessions } = room.accounts;
  t.same((await refusal(passwords.change(viewer, 'wrong', 'a completely new one'))).fields, {
    current: 'wrong.password_current',
  });
  t.same((await refusal(passwords.change(viewer, PASSWORD, 'eva'))).fields, { password: 'wrong.password_short' });
  await passwords.change(viewer, PASSWORD, 'a completely new one');
  t.ok(await sessions.find(here, ''), 'this session stays');
  t.equal(await sessions.find(there, ''), null, 'the others end');
  await room.jobs.idle();
  t.match(room.mails, [{ template: 'password-changed', to: eva.email }]);
});

t.test('users: standing, own data, the last administrator', async (t) => {
  const room = await accountsRoom(t);
  const { users, apiTokens } = room.accounts;
  const admin = await person(room, 'Admin', 'administrator');
  const eva = await person(room, 'Eva');
  t.equal((await refusal(users.setRole(eva, eva.userId, 'administrator'))).code, 'forbidden');
  t.equal((await refusal(users.update(eva, admin.userId, { name: 'X' }))).code, 'forbidden');
  t.equal((await refusal(users.setRole(admin, admin.userId, 'agent'))).code, 'last_administrator');
  t.equal((await refusal(users.disable(admin, admin.userId))).code, 'own_account');
  t.match(await users.update(eva, eva.userId, { name: ' Eva L. ', theme: 'dark', timeZone: 'Asia/Tokyo' }), {
    name: 'Eva L.',
    theme: 'dark',
  });
  t.same((await refusal(users.update(eva, eva.userId, { email: admin.email }))).fields, { email: 'wrong.email_taken' });
  t.same((await refusal(users.update(eva, eva.userId, { language: 'xx', theme: 'pink' as never }))).fields, {
    language: 'wrong.language',
    theme: 'wrong.choice',
  });
  const signed = token(await signIn(room, eva.email));
  const script = await apiTokens.create(eva, { name: 'script', scopes: ['search'] });
  await users.disable(admin, eva.userId);
  t.equal(await room.accounts.sessions.find(signed, ''), null);
  t.equal(await apiTokens.viewerOfToken(script.token, ''), null);
  t.equal(await room.accounts.viewerOf(eva.userId), null);
  t.match(await signIn(room, eva.email), { outcome: 'refused' });
  t.same(
    (await users.list()).map(({ name }) => name),
    ['Admin'],
  );
  t.same(
    (await users.list({ status: 'any' })).map(({ name }) => name),
    ['Admin', 'Eva L.'],
  );
  await users.enable(admin, eva.userId);
  t.match(await signIn(room, eva.email), { outcome: 'signed-in' });
  await users.setRole(admin, eva.userId, 'administrator');
  await users.setRole(admin, admin.userId, 'observer');
  t.same(
    (await users.whoMay('user.manage')).map(({ id }) => id),
    [eva.userId],
  );
  await users.prefer(eva, { sound: false });
  await users.prefer(eva, { push: true });
  t.same(await users.preferences(eva.userId), { sound: false, push: true });
  const log = await room.accounts.audit.list({ ...admin }, { limit: 3 });
  t.match(log[0], {
    action: 'user.role_changed',
    subject: `user:${admin.userId}`,
    userId: admin.userId,
    detail: { role: 'observer' },
  });
  t.equal((await refusal(room.accounts.audit.list((await room.accounts.viewerOf(admin.userId))!))).code, 'forbidden');
  const earlier = await room.accounts.audit.list(admin, { before: log[2]!.id, action: 'user.' });
  t.ok(earlier.every(({ id, action }) => id < log[2]!.id && action.startsWith('user.')));
});

t.test('teams and restricted inboxes (WS-7)', async (t) => {
  const room = await accountsRoom(t);
  const { accounts, database } = room;
  const admin = await person(room, 'Admin', 'administrator');
  const eva = await person(room, 'Eva');
  const mara = await person(room, 'Mara');
  const team = await accounts.teams.create(admin, { name: 'Werkstatt', userIds: [eva.userId, eva.userId, 999] });
  t.same(team.userIds, [eva.userId]);
  t.same((await refusal(accounts.teams.create(admin, { name: 'Werkstatt' }))).fields, { name: 'wrong.name_taken' });
  t.equal((await refusal(accounts.teams.rename(eva, team.id, 'X'))).code, 'forbidden');
  await accounts.teams.rename(admin, team.id, 'Service');

  const inbox = async (id: number, restricted: number) =>
    database.run(
      `insert into inbox (id, public_id, name, restricted, settings, created_at) values (?, ?, 'x', ?, '{}', 0)`,
      [id, `i${id}`, restricted],
    );
  const member = async (inboxId: number, userId: number | null, teamId: number | null, answers: number) =>
    database.run('insert into inbox_member (inbox_id, user_id, team_id, may_answer) values (?, ?, ?, ?)', [
      inboxId,
      userId,
      teamId,
      answers,
    ]);
  await inbox(1, 0);
  t.match(await accounts.viewerOf(eva.userId), { inboxIds: 'all', answerInboxIds: 'all' });
  await inbox(2, 1);
  await member(2, null, team.id, 1);
  await inbox(3, 1);
  await member(3, mara.userId, null, 0);
  await member(1, mara.userId, null, 0);
  const viewer = async (one: Viewer) => (await accounts.viewerOf(one.userId))!;
  t.match(await viewer(eva), { inboxIds: [1, 2], answerInboxIds: [1, 2], teamIds: [team.id] });
  t.match(await viewer(mara), { inboxIds: [1, 3], answerInboxIds: [], teamIds: [] });
  t.match(await viewer(admin), { inboxIds: 'all', answerInboxIds: 'all' });
  const asks: [Viewer, Parameters<typeof may>[1], number, boolean][] = [
    [await viewer(eva), 'conversation.answer', 2, true],
    [await viewer(eva), 'conversation.read', 3, false],
    [await viewer(mara), 'conversation.read', 3, true],
    [await viewer(mara), 'conversation.answer', 3, false],
    [await viewer(mara), 'inbox.manage', 3, false],
    [await viewer(admin), 'conversation.answer', 3, true],
  ];
  for (const [who, permission, inboxId, answer] of asks)
    t.equal(may(who, permission, { inboxId }), answer, `${who.name} ${permission} ${inboxId}`);
  const takers = async (inboxId: number) =>
    (await accounts.users.whoMay('conversation.take', { inboxId })).map(({ name }) => name);
  t.same(await takers(2), ['Admin', 'Eva']);
  t.same(await takers(1), ['Admin', 'Eva']);
  t.same(await takers(99), []);
  await accounts.teams.setMembers(admin, team.id, [mara.userId]);
  t.match(await viewer(eva), { inboxIds: [1] });
  t.match(await viewer(mara), { inboxIds: 'all', answerInboxIds: [2] });
  await accounts.teams.delete(admin, team.id);
  t.match(await viewer(mara), { inboxIds: [1, 3], teamIds: [] });
});

t.test('API tokens are narrowed to their scopes', async (t) => {
  const room = await accountsRoom(t);
  const { apiTokens } = room.accounts;
  const eva = await person(room, 'Eva');
  const admin = await person(room, 'Admin', 'administrator');
  t.same((await refusal(apiTokens.create(eva, { name: '', scopes: ['everything'] }))).fields, {
    name: 'wrong.name',
    scopes: 'wrong.scopes',
  });
  const { token, view } = await apiTokens.create(eva, {
    name: 'Bridge',
    scopes: ['users:write', 'conversations:read'],
  });
  t.match(token, /^hd_[\w-]{43}$/);
  t.notOk(JSON.stringify(await room.database.rows('select * from api_token')).includes(token));
  const viewer = (await apiTokens.viewerOfToken(token, FROM.ip))!;
  t.match(viewer, { userId: eva.userId, sessionId: null, scopes: ['conversations:read', 'users:write'], ip: FROM.ip });
  t.same([...viewer.permissions].toSorted(), ['conversation.read', 'user.read'], 'never more than the role');
  t.match(await apiTokens.list(eva), [{ name: 'Bridge', hint: token.slice(0, 8), lastUsedAt: room.clock.now() }]);
  t.same(await apiTokens.list(admin), []);
  t.equal((await apiTokens.list(admin, true)).length, 1);
  t.same(await apiTokens.list(eva, true), await apiTokens.list(eva));
  const other = await person(room, 'Mara');
  t.equal((await refusal(apiTokens.revoke(other, view.id))).code, 'not_found');
  await apiTokens.revoke(admin, view.id);
  t.equal(await apiTokens.viewerOfToken(token, ''), null);
  t.equal(await apiTokens.viewerOfToken('hd_made-up', ''), null);
});

t.test('availability follows the choice, or the open pages (CH-4)', async (t) => {
  const room = await accountsRoom(t);
  const { availability, users } = room.accounts;
  const eva = await person(room, 'Eva');
  const told: unknown[] = [];
  room.events.listen(({ type, data }) => type === 'user.changed' && told.push(data.available));
  const is = () => availability.isAvailable(eva.userId);
  t.notOk(await is());
  await availability.setPresence(eva.userId, true);
  await availability.setPresence(eva.userId, true);
  t.ok(await is());
  await availability.choose(eva, 'away');
  t.notOk(await is());
  await availability.choose(eva, 'available');
  await availability.setPresence(eva.userId, false);
  t.ok(await is(), 'chosen by hand it stays');
  await availability.choose(eva, 'automatic');
  t.notOk(await is());
  t.same(told, [true, false, true, false]);
  await availability.setPresence(eva.userId, true);
  await room.again();
  t.notOk(await is(), 'nobody is present at the start');
  t.same([...(await availability.availableAmong([]))], []);
  t.equal((await refusal(availability.choose(eva, 'busy' as never))).status, 422);
  const admin = await person(room, 'Admin', 'administrator');
  await availability.choose(eva, 'available');
  await users.disable(admin, eva.userId);
  t.notOk(await is());
});

t.test('working hours bound automatic availability, with several periods a day (NT-1)', async (t) => {
  const room = await accountsRoom(t);
  const { availability, users } = room.accounts;
  const eva = await person(room, 'Eva');
  const is = () => availability.isAvailable(eva.userId);
  const local = (hours: number) => new Date(START.getTime() + hours * 3_600_000);
  const time = (at: Date) => at.toISOString().slice(11, 16);
  const day = (START.getUTCDay() || 7) as 1;
  const periods = [
    { day, from: time(START), to: time(local(1)) },
    { day, from: time(local(2)), to: time(local(3)) },
  ];
  await availability.setPresence(eva.userId, true);
  for (const wrong of [
    { timeZone: 'Nowhere/Land', periods },
    { timeZone: 'UTC', periods: [] },
    { timeZone: 'UTC', periods: [{ day, from: '9', to: '17:00' }] },
  ])
    t.same((await refusal(availability.setHours(eva, wrong))).fields, { hours: 'wrong.working_hours' });
  await availability.setHours(eva, { timeZone: 'UTC', periods });
  t.match(await users.find(eva.userId), { workingHours: { periods } });
  t.ok(await is());
  const after = async (hours: number) => {
    room.clock.advance(hours * 3_600_000);
    await availability.followHours();
    return is();
  };
  t.same([await after(1.5), await after(1), await after(1)], [false, true, false]);
  await availability.choose(eva, 'available');
  t.ok(await is(), 'chosen by hand it does not matter');
  await availability.choose(eva, 'automatic');
  t.notOk(await is());
  await availability.setHours(eva, null);
  t.ok(await is());
});

t.test('workspace settings', async (t) => {
  const room = await accountsRoom(t);
  const { workspace } = room.accounts;
  const admin = await person(room, 'Admin', 'administrator');
  const eva = await person(room, 'Eva');
  t.equal((await refusal(workspace.set(eva, { name: 'X' }))).code, 'forbidden');
  t.same((await refusal(workspace.set(admin, { holdSeconds: 121, timeZone: 'nowhere' }))).fields, {
    timeZone: 'wrong.time_zone',
    holdSeconds: 'wrong.hold_seconds',
  });
  await workspace.set(admin, { name: ' Radwerk ', holdSeconds: 0 });
  t.match(await workspace.get(), { name: 'Radwerk', holdSeconds: 0, language: 'en' });
});
