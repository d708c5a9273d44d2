// Connecting mailboxes with user name and password through the wizard (EM-1, EM-2, EM-4, WS-5).
import t from 'tap';
import { addUser } from '../../support/desk.ts';
import { connected, health, mailDesk, serversOf, subjects, until } from './mail-desk.ts';
import { farSide, mail, PASSWORD, TEAM } from './simulator-clients.ts';
import { errorsOf, wizard, type Form } from './wizard-steps.ts';

t.test('user name and password', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far);
  far.deliver(TEAM, mail('Lies there already'));

  await t.test('servers nobody knows are asked for; every fault stands at its field', async (t) => {
    const steps = await wizard(desk);
    t.match(await steps.step(), {
      step: 'choose',
      options: [{ id: 'gmail' }, { id: 'microsoft' }, { id: 'imap', title: 'Another mailbox' }, { id: 'forwarding' }],
    });
    t.match(await steps.choose('imap'), { step: 'form', id: 'mailbox' });
    const servers = await steps.fill({ address: TEAM, password: PASSWORD, takeOver: 'week' });
    t.match(servers, { id: 'servers', values: { imapHost: 'imap.example.org', smtpPort: 465 } });
    t.same(errorsOf(servers), { base: 'wizard.no_servers_found' });
    const right = serversOf(far);
    t.same(errorsOf(await steps.fill({ ...right, password: 'wrong' })), { password: 'imap.sign_in_refused' });
    t.same(errorsOf(await steps.fill({ ...right, imapPort: 1 })), { imapPort: 'server.no_such_port' });
    t.same(errorsOf(await steps.fill({ ...right, smtpPort: far.smtp.port })), { smtpSecurity: 'server.no_tls' });
    t.same(errorsOf(await steps.fill({ ...right, imapHost: 'no-such-host.invalid' })), {
      imapHost: 'server.unknown_host',
    });
    t.same(errorsOf(await steps.fill({ ...right, smtpUser: 'other', smtpPassword: 'wrong' })), {
      smtpPassword: 'smtp.sign_in_refused',
    });
    t.match(await steps.fill({ ...right, smtpUser: '', smtpPassword: '' }), { step: 'done' });
    const [account] = await steps.accounts();
    t.same(await subjects(desk, account!, 1), ['Lies there already'], 'the last week is taken over');
  });

  await t.test('a second time is refused with where it is; so is somebody’s own address', async (t) => {
    const again = await wizard(desk);
    await again.choose('imap');
    await again.fill({ address: TEAM, password: PASSWORD });
    t.match(await again.fill(serversOf(far)), {
      step: 'stop',
      why: { code: 'connect.already_connected', params: { inbox: 'Support' } },
    });
    await addUser(desk, 'Uma');
    const own = await wizard(desk);
    await own.choose('imap');
    t.same(errorsOf(await own.fill({ address: 'uma@team.example', password: 'x' })), {
      address: 'wizard.address_of_member',
    });
  });

  await t.test('new sign-in with the servers kept', async (t) => {
    const account = (await desk.channels.accounts())[0]!.account.id;
    far.setPassword(TEAM, 'newer');
    far.misbehave.dropConnections();
    await until(desk, async () => health(desk, account)?.state === 'needs sign-in');
    const steps = await wizard(desk, { accountId: account, purpose: 'sign in again' });
    const form = (await steps.step()) as Form;
    t.match(form, { id: 'servers', values: { imapHost: far.imap.host, password: '••••••••' } });
    t.same(errorsOf(await steps.fill({ ...form.values })), { password: 'imap.sign_in_refused' });
    t.match(await steps.fill({ ...form.values, password: 'newer' }), { step: 'done' });
    await connected(desk, account);
    far.deliver(TEAM, mail('And on it goes'));
    t.same((await subjects(desk, account, 2)).at(-1), 'And on it goes');
  });
  t.notOk(
    desk.lines.some((line) => line.includes(PASSWORD) || line.includes('newer')),
    'no password in the log',
  );
});

t.test('servers a domain publishes are found and tried at once', async (t) => {
  const far = await farSide(t);
  const service = (port: number) => [{ name: far.imap.host, port, priority: 1, weight: 1 }];
  const named: Record<string, unknown[]> = {
    '_imaps._tcp.example.org SRV': service(far.imap.tlsPort),
    '_submissions._tcp.example.org SRV': service(far.smtp.tlsPort),
    'hosted.example MX': [{ exchange: 'hosted-example.mail.protection.outlook.com', priority: 0 }],
  };
  const resolve = (name: string, type: string) =>
    named[`${name} ${type}`]
      ? Promise.resolve(named[`${name} ${type}`])
      : Promise.reject(Object.assign(new Error('none'), { code: 'ENODATA' }));
  const desk = await mailDesk(t, far, { config: { resolve } });
  const steps = await wizard(desk);
  await steps.choose('imap');
  t.same(errorsOf(await steps.fill({ address: 'info@hosted.example', password: 'x' })), {
    base: 'wizard.use_microsoft',
  });
  t.match(await steps.fill({ address: TEAM, password: PASSWORD }), { step: 'done', accounts: [{ uniqueId: TEAM }] });
});
