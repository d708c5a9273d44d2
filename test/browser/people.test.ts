// People at the door, in a real browser and with real mails: signing in, two factors, a forgotten password, roles (AD-1, AD-2).
import t from 'tap';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { axe, openBrowser } from './browser.ts';
import { PASSWORD, settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t);
const browser = await openBrowser(t);
const at = (path: string) => whole.address + path;

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(at('/sign-in'));
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The next mail of the desk with such a link. */
async function linkInMail(path: string): Promise<{ link: string; raw: string; to: string[] }> {
  for (;;) {
    const { raw, envelope } = await whole.mail.nextSent();
    const text = raw.toString().replace(/=\r\n/g, '').replaceAll('=3D', '=');
    const link = new RegExp(`http://localhost:\\d+/${path}/[\\w-]+`).exec(text)?.[0];
    if (link) return { link, raw: text, to: envelope.to };
  }
}

t.test('a wrong password is refused without a hint, and too many attempts wait', async (t) => {
  const page = await browser.newPage();
  await page.goto(at('/inboxes/1/open'));
  t.match(page.url(), /\/sign-in\?return=/);
  await axe(page);
  await signIn(page, 'eva@radwerk.example', 'wrong password');
  await page.getByText('The e-mail address or the password is not right').waitFor();
  await axe(page);
  await signIn(page, 'eva@radwerk.example', PASSWORD);
  await page.waitForURL('**/inboxes/1/open');

  const thief = await browser.newPage();
  const mara = await whole.user('Mara Klein');
  for (let attempt = 0; attempt < 10; attempt++) {
    const guess = { email: mara.email, password: `guess number ${attempt}`, ip: '127.0.0.1', userAgent: '' };
    await whole.desk.accounts.signIn.signIn(guess);
  }
  await signIn(thief, mara.email, 'one more guess');
  await thief.getByText(/Too many attempts\. Try again in \d+ minutes/).waitFor();
  await signIn(thief, mara.email, PASSWORD);
  await thief.getByText(/Too many attempts/).waitFor();
  t.equal(new URL(thief.url()).pathname, '/session');
});

t.test('signing out ends the session', async (t) => {
  const page = await whole.page(browser, eva);
  const line = page.waitForEvent('websocket');
  await page.goto(at('/'));
  const lineEnds = (await line).waitForEvent('close');
  // The end of the live line is known before the answer: the page must not be sent elsewhere as well.
  await page.route('**/sign-in', async (route) => {
    await lineEnds;
    await route.continue();
  });
  const loads: string[] = [];
  page.on('request', (request) => request.isNavigationRequest() && loads.push(request.url()));
  await page.locator('#rail-user summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/sign-in/);
  t.equal(page.url(), at('/sign-in'));
  await page.goto(at('/settings/profile'));
  t.equal(loads[0], at('/settings/profile'), 'and nothing was loaded in between');
  t.match(page.url(), /\/sign-in/);

  const phone = await whole.page(browser, eva, { width: 390, height: 844 });
  await phone.goto(at('/settings/profile'));
  await phone.getByRole('button', { name: 'Sign out' }).click();
  await phone.waitForURL(/sign-in/);
});

t.test('two factors, from the picture to a recovery code', async (t) => {
  const nils = await whole.user('Nils Krüger');
  const page = await whole.page(browser, nils);
  await page.goto(at('/settings/security'));
  await axe(page);
  await page.getByRole('link', { name: 'Turn on' }).click();
  const key = await page.locator('dd.mono').innerText();
  await axe(page);
  const app = new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) });
  await page.locator('[name=code]').fill('000000');
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByText('The code is not right').waitFor();
  await page.locator('[name=code]').fill(app.generate());
  await page.getByRole('button', { name: 'Turn on' }).click();
  const codes = page.locator('main li.mono');
  await codes.first().waitFor();
  t.equal(await codes.count(), 10);
  const recovery = await codes.first().innerText();
  await axe(page);

  const again = await browser.newPage();
  await signIn(again, nils.email, PASSWORD);
  await again.waitForURL('**/session/code**');
  await axe(again);
  await again.goto(at('/inbox'));
  t.match(again.url(), /sign-in|session\/code/, 'the password alone opens nothing');
  await signIn(again, nils.email, PASSWORD);
  await again.locator('[name=code]').fill(recovery);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.waitForURL('**/inboxes/1/open');
});

t.test('a forgotten password is set anew by a mail', async (t) => {
  const page = await browser.newPage();
  await page.goto(at('/sign-in'));
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await axe(page);
  await page.locator('[name=email]').fill('eva@radwerk.example');
  await page.locator('button[type=submit]').click();
  const { link, raw, to } = await linkInMail('password-reset');
  t.same(to, ['eva@radwerk.example']);
  t.match(raw, /^Subject: A new password for Radwerk/im);
  await page.goto(link);
  await axe(page);
  await page.locator('[name=password]').fill('bells on every bike');
  await page.locator('button[type=submit]').click();
  await page.getByText('Your password is changed').waitFor();
  await signIn(page, 'eva@radwerk.example', 'bells on every bike');
  await page.waitForURL('**/inboxes/1/open');
  await page.goto(link);
  await page.getByText('no longer works').waitFor();
});

t.test('a colleague is invited by mail, and sees what the role allows', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/settings/users'));
  await page.getByRole('link', { name: 'Invite somebody' }).click();
  await page.locator('[name=name]').fill('Tom Berger');
  await page.locator('[name=email]').fill('tom@radwerk.example');
  await page.getByText('Observer', { exact: true }).click();
  await axe(page);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  const { link } = await linkInMail('invitation');
  const tom = await browser.newPage();
  await tom.goto(link);
  await axe(tom);
  await tom.locator('[name=password]').fill('a quiet observer');
  await tom.locator('button[type=submit]').click();
  await tom.waitForURL('**/inboxes/1/open');

  await whole.receive({ from: 'Lena <lena@web.example>', subject: 'Brakes', text: 'They squeak.' });
  await tom.goto(at('/conversations/1'));
  await tom.locator('.log').getByText('They squeak.').waitFor();
  t.equal(await tom.locator('.composer').count(), 0, 'an observer does not answer');
  t.equal(await tom.getByRole('button', { name: 'Close' }).count(), 0, 'nor closes');
  await axe(tom);
  const places = await tom.goto(at('/settings')).then(() => tom.locator('.lists').innerText());
  t.match(places, /Your profile/);
  t.notMatch(places, /Users|Teams|Audit log/);
  t.equal((await tom.goto(at('/settings/users/new')))!.status(), 403);
  await tom.getByText(/administrator of this desk can grant/).waitFor();

  await page.goto(at('/settings/users'));
  await page.getByRole('link', { name: /Tom Berger/ }).click();
  await page.locator('form').getByText('Agent', { exact: true }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  await tom.goto(at('/conversations/1'));
  await tom.locator('.composer').waitFor();
});
