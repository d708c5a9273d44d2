// The whole product for a browser: the server as `npm start` runs it, a far side for its mail, people who sign in.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Page } from 'playwright-core';
import { readConfig } from '../../config/config.ts';
import type { UserView } from '../../core/accounts/accounts.ts';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { openServer, type ServedDesk } from '../../core/cli/serve.ts';
import { createLog } from '../../core/kernel/log.ts';
import { prepareInboxes } from '../../core/web/web.ts';
import { startMailFarSide, type MailFarSide } from '../../plugins/email/simulator/far-side.ts';
import type { PageOptions, TestBrowser } from './browser.ts';
import { freePort } from '../support/ports.ts';

export const PASSWORD = 'two wheels and a bell';

interface Teardown {
  teardown(work: () => unknown): void;
}

interface DeskOptions {
  pluginSettings?: Record<string, Record<string, unknown>>;
}

export interface WholeDesk extends ServedDesk {
  port: number;
  /** What the desk sends arrives here. */
  mail: MailFarSide;
  lines: string[];
  /** A customer's mail to the address of the first inbox, unless said otherwise; done when it is a message. */
  receive(mail: SendMailOptions): Promise<void>;
  /** The address of the first inbox. */
  support(): Promise<string>;
  user(name: string, role?: string): Promise<UserView>;
  /** A page of somebody who is signed in. */
  page(browser: TestBrowser, user: { id: number }, options?: PageOptions): Promise<Page>;
  /** Stops the server and starts it again on what is left on disk. */
  restart(): Promise<void>;
}

/** An empty desk, as it is before its first run. */
export async function openWholeDesk(t: Teardown, options: DeskOptions = {}): Promise<WholeDesk> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'hubdesk-browser-'));
  const mail = await startMailFarSide({ smtp: { signInRequired: false } });
  const [port, smtpPort] = [await freePort(), await freePort()];
  const lines: string[] = [];
  const config = readConfig(
    {
      port,
      smtpPort,
      smtpHost: '127.0.0.1',
      dataFolder,
      publicUrl: `http://localhost:${port}`,
      allowedInternalHosts: ['127.0.0.1', 'localhost'],
      ...options,
      systemMail: { smtp: `smtp://127.0.0.1:${mail.smtp.port}`, from: 'desk@localhost' },
    },
    {},
    { fileFolder: dataFolder, workingFolder: dataFolder },
  );
  const open = () => openServer(config, { log: createLog('debug', (line) => lines.push(line)) });
  let served = await open();
  t.teardown(async () => {
    await served.close();
    await mail.close();
    await rm(dataFolder, { recursive: true, force: true });
  });
  const smtp = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
  const support = async () => {
    const [line] = await served.desk.channels.accounts();
    if (!line) throw new Error('No inbox has an address yet');
    return line.account.uniqueId;
  };
  const whole = {
    port,
    mail,
    lines,
    support,
    async receive(given: SendMailOptions) {
      await smtp.sendMail({ to: await support(), ...given });
      await served.desk.jobs.idle();
    },
    user(name: string, role = 'agent') {
      const email = `${name.split(' ')[0]!.toLowerCase()}@radwerk.example`;
      return served.desk.accounts.users.create(deskViewer(), { name, email, role, password: PASSWORD });
    },
    async page(browser: TestBrowser, user: { id: number }, options?: PageOptions) {
      const page = await browser.newPage(options);
      const token = await served.desk.accounts.sessions.start(user.id, { ip: '127.0.0.1', userAgent: 'test' });
      await page.context().addCookies([{ name: `session${port}`, value: token, url: served.address }]);
      return page;
    },
    async restart() {
      await served.close();
      served = await open();
    },
  };
  return new Proxy(whole as WholeDesk, {
    get: (target, name) => (name in target ? target[name as keyof WholeDesk] : served[name as keyof ServedDesk]),
  });
}

/**
 * Makes the administrator without the first page, and the first inbox with its address; `hold` is how many seconds
 * messages wait to be taken back.
 */
export async function settledDesk(
  t: Teardown,
  { hold = 0, language = 'en', ...options }: DeskOptions & { hold?: number; language?: string } = {},
) {
  const whole = await openWholeDesk(t, options);
  const { accounts } = whole.desk;
  const userId = await accounts.firstRun.complete(
    {
      name: 'Eva Lindner',
      email: 'eva@radwerk.example',
      password: PASSWORD,
      deskName: 'Radwerk',
      language,
      timeZone: 'Europe/Berlin',
    },
    '127.0.0.1',
  );
  await prepareInboxes(whole.desk);
  await whole.desk.accounts.workspace.set(deskViewer(), { holdSeconds: hold });
  return { whole, eva: { id: userId } };
}
