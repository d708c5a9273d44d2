// The doctor's alarm end to end: what breaks is told once by mail and by a call, what is well again too (OP-6).
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { turnsOf } from '../../core/doctor/turns.ts';
import { settledDesk } from '../browser/whole-desk.ts';
import { openWeb, signIn } from './web-desk.ts';

/** A place for calls: gives each body as it comes; `refuse` is how many are answered with 500 first. */
async function callPlace(t: Test, refuse = 0) {
  const bodies: string[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      response.writeHead(refuse-- > 0 ? 500 : 204).end();
      bodies.push(body);
      waiting.shift()?.();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => server.close());
  const next = async () => {
    if (bodies.length === 0) await new Promise<void>((done) => waiting.push(done));
    return JSON.parse(bodies.shift()!) as { type: string; text: string; findings: { code: string }[] };
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/T0KEN`, next, bodies };
}

t.test('what breaks is told once, by mail and by a call, and what is well again too (OP-6)', async (t) => {
  const { whole } = await settledDesk(t);
  const { desk, mail } = whole;
  await desk.accounts.users.update(deskViewer(), (await whole.user('Mara Vogt', 'administrator')).id, {
    language: 'de',
  });
  await whole.user('Nils Krüger');
  const place = await callPlace(t, 1);
  await desk.doctor.alarm.save(deskViewer(), { mail: true, webhook: place.address });
  const looks = async () => {
    await whole.desk.jobs.add({ kind: 'doctor.watch', payload: {} });
    await whole.desk.jobs.idle();
  };
  const mails = async () => {
    const two = [await mail.nextSent(), await mail.nextSent()].toSorted((a, b) =>
      a.envelope.to[0]! < b.envelope.to[0]! ? -1 : 1,
    );
    return two.map(({ envelope, raw }) => `${envelope.to.join()} ${raw.toString().replace(/=\r\n/g, '')}`);
  };
  await looks();
  const sent = mail.sent.length;
  await desk.database.run('update event set at = at + 3600000');
  await looks();
  t.equal(mail.sent.length, sent, 'a moment’s trouble wakes nobody');
  await looks();
  const [eva, mara] = await mails();
  t.match(
    eva,
    /^eva@radwerk\.example [^]*Radwerk: something is broken[^]*clock is 60 min behind[^]*NTP[^]*settings\/doctor/,
  );
  t.match(mara, /^mara@radwerk\.example [^]*Radwerk: Etwas ist ausgefallen/, 'each in their own language');
  t.match(await place.next(), { type: 'alarm', findings: [{ code: 'doctor.clock_back' }] });
  const [call] = await desk.database.rows<{ id: number }>(`select id from job where kind = 'doctor.call'`);
  await desk.jobs.hurry(call!.id);
  t.match(await place.next(), { text: /^Radwerk: something is broken\n/ }, 'called again after it was refused');
  await looks();
  await whole.restart();
  await looks();
  t.equal(mail.sent.length, sent + 2, 'said once, over a restart too');
  await whole.desk.database.run('update event set at = at - 3600000');
  await looks();
  await looks();
  t.match((await mails())[0], /well again[^]*clock/);
  t.match(await place.next(), { type: 'well' });
});

t.test('an alarm turns only when two looks in a row agree', async (t) => {
  const late = (minutes: number) => [
    { state: 'bad' as const, what: { code: 'doctor.late', text: 'x', params: { minutes } } },
  ];
  const told = (watch: ReturnType<typeof turnsOf>) => [watch.broken.length, watch.well.length];
  let turns = turnsOf({}, late(20), 1);
  const sequence = [late(25), late(30), [], late(35), [], [], [], late(20)];
  const said = sequence.map((found) => told((turns = turnsOf(turns.watch, found, 2))));
  t.same(
    said,
    [
      [1, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 0],
    ],
    'a number that grows is the same trouble',
  );
});

t.test('whom the doctor tells is chosen on its page (OP-6)', async (t) => {
  const web = await openWeb(t);
  const { database } = web.desk;
  const eva = await signIn(web, await web.user('Eva', 'administrator'));
  const place = await callPlace(t);
  const save = (webhook: string) => eva.form('PATCH', '/settings/doctor/alarm', { mail: 'on', webhook });
  t.match((await eva.get('/settings/doctor')).body, /checked [^>]*name="mail"/, 'mails are on from the start');
  for (const [address, sentence] of [
    ['nowhere', /begins with https/],
    ['file:///etc/passwd', /begins with https/],
    ['http://169.254.169.254/latest', /own network/],
    ['http://10.0.0.1/', /own network/],
  ] as const) {
    const refused = await save(address);
    t.equal(refused.statusCode, 422);
    t.match(refused.body, sentence);
  }
  t.equal((await web.desk.doctor.alarm.settings()).webhook, '', 'what was refused changed nothing');
  t.equal((await save(place.address)).statusCode, 303);
  t.match((await eva.get('/settings/doctor')).body, /hooks\/T0KEN/);
  const rows = await database.rows<{ value: string }>(
    'select value from setting union all select detail from audit_entry',
  );
  t.notMatch(JSON.stringify(rows), /T0KEN/, 'its secret is sealed and not in the log');
  await eva.form('POST', '/settings/doctor/alarm/trial');
  t.match(await place.next(), { type: 'alarm', findings: [{ code: 'doctor.trial' }] });
  const mails = await database.rows<{ payload: string }>(`select payload from job where kind = 'accounts.mail'`);
  t.match(
    mails.map(({ payload }) => JSON.parse(payload)),
    [{ template: 'alarm', to: 'eva@radwerk.example' }],
  );
  t.equal((await eva.form('PATCH', '/settings/doctor/alarm', { webhook: '' })).statusCode, 303);
  t.same(await web.desk.doctor.alarm.settings(), { mail: false, webhook: '' });
  const nils = await signIn(web, await web.user('Nils'));
  t.equal((await nils.form('POST', '/settings/doctor/alarm/trial')).statusCode, 403);
});
