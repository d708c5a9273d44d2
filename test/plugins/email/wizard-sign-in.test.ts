// Connecting Gmail and Microsoft 365 by their sign-in, left and resumed, with tokens and consent that end (EM-1).
import t from 'tap';
import { connected, health, mailDesk, subjects, until } from './mail-desk.ts';
import { farSide, mail } from './simulator-clients.ts';
import { resume, wizard } from './wizard-steps.ts';

for (const way of ['gmail', 'microsoft'] as const) {
  t.test(`${way}: sign-in, tokens that end, consent that ends`, async (t) => {
    const address = `support@${way}.example`;
    const oauth = way === 'gmail' ? ('google' as const) : ('microsoft' as const);
    const far = await farSide(t, { users: [{ address, oauth }], oauth: { consent: 'give' } });
    const servers = {
      baseUrl: far.oauth.baseUrl,
      imapHost: far.imap.host,
      imapPort: far.imap.tlsPort,
      smtpHost: far.smtp.host,
      smtpPort: far.smtp.port,
    };
    const desk = await mailDesk(t, far, {
      publicUrl: 'http://localhost:3000',
      config: { [oauth]: { ...servers, smtpSecurity: 'starttls' } },
    });
    const steps = await wizard(desk);
    t.match(await steps.choose(way), {
      step: 'show',
      id: 'redirect',
      items: [{ value: 'http://localhost:3000/connect/callback' }],
    });
    t.match(await steps.look(), { step: 'form', id: 'application' });
    const { id, secret } = far.oauth.client;
    t.match(await steps.fill({ clientId: id, clientSecret: secret }), { step: 'visit' });

    // Left and resumed after a restart.
    await desk.close();
    const later = await mailDesk(t, far, {
      folder: desk.folder,
      publicUrl: 'http://localhost:3000',
      config: { [oauth]: { ...servers, smtpSecurity: 'starttls' } },
    });
    const resumed = await resume(later, steps.key);
    t.match(await resumed.visit(), { step: 'form', id: 'account', values: { address } });
    const done = await resumed.fill({ address, takeOver: 'nothing' });
    t.match(done, { step: 'done' }, JSON.stringify(done));
    const [account] = await resumed.accounts();
    await connected(later, account!);

    await t.test('a token that has ended is renewed, also the rotated one', async (t) => {
      far.misbehave.voidRotatedTokens();
      for (const subject of ['One', 'Two']) {
        far.misbehave.expireTokens();
        far.misbehave.dropConnections();
        far.deliver(address, mail(subject));
        t.equal((await subjects(later, account!, subject === 'One' ? 1 : 2)).at(-1), subject);
      }
    });

    await t.test('consent withdrawn: work is parked until somebody signs in again', async (t) => {
      far.misbehave.revokeConsent();
      far.misbehave.dropConnections();
      far.deliver(address, mail('Three'));
      await until(later, async () => health(later, account!)?.state === 'needs sign-in');
      t.match(health(later, account!), { why: { code: 'oauth.sign_in' } });
      const again = await wizard(later, { accountId: account!, purpose: 'sign in again' });
      t.match(await again.step(), { step: 'visit' });
      t.match(await again.visit(), { step: 'done' });
      t.equal((await subjects(later, account!, 3)).at(-1), 'Three');
    });
    const told = [...desk.lines, ...later.lines].join('\n');
    t.notOk(told.includes(secret), 'no secret in the log');
  });
}

t.test('Microsoft: an application whose secret has ended is the operator’s to mend', async (t) => {
  const address = 'sales@outlook.example';
  const far = await farSide(t, { users: [{ address, oauth: 'microsoft' }], oauth: { consent: 'give' } });
  const { baseUrl, client } = far.oauth;
  const microsoft = { baseUrl, clientId: client.id, clientSecret: 'wrong', imapHost: far.imap.host };
  const desk = await mailDesk(t, far, { publicUrl: 'http://localhost:3000', config: { microsoft } });
  const steps = await wizard(desk);
  t.match(await steps.choose('microsoft'), { step: 'visit' }, 'the operator’s own application');
  t.match(await steps.visit(), {
    step: 'stop',
    why: { code: 'oauth.application', params: { detail: /AADSTS7000215/ } },
  });
});
