// A desk with forms and e-mail, its clock in the test's hand; and people who fill forms in without a script.
import type { LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import type { ChannelAccount } from '../../../core/database/entities/inbox.ts';
import { heldClock } from '../../../core/kernel/clock.ts';
import { createWeb } from '../../../core/web/web.ts';
import { newField, type FormField, type Kind } from '../../../plugins/forms/form/definition.ts';
import { proves } from '../../../plugins/forms/guard/token.ts';
import { openDesk, REAL_PLUGINS, type TestDesk } from '../../support/desk.ts';
import { signIn, Visitor, type WebDesk } from '../../web/web-desk.ts';
import { noDns } from '../email/mail-desk.ts';

export type FormsDesk = Awaited<ReturnType<typeof formsDesk>>;

export const SECOND = 1000;

export async function formsDesk(
  t: Test,
  options: { folder?: string; perHour?: number; email?: Record<string, unknown> } = {},
) {
  const clock = heldClock(new Date('2026-03-02T09:00:00Z'));
  const desk = await openDesk(t, {
    clock,
    folder: options.folder,
    pluginFolder: REAL_PLUGINS,
    plugins: ['email', 'forms'],
    pluginSettings: {
      email: { smtpHost: '127.0.0.1', smtpPort: 0, resolve: noDns, ...options.email },
      forms: { perHour: options.perHour ?? 1000 },
    },
  });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: ['loopback'] });
  await desk.channels.mount(web.server);
  await web.server.ready();
  t.teardown(() => web.server.close());
  return { desk, clock, web, server: web.server };
}

/** A form made in the wizard, with these settings and fields. */
export async function formAccount(
  desk: TestDesk,
  settings: Record<string, unknown> = {},
  fields?: FormField[],
  template = 'contact',
): Promise<ChannelAccount> {
  const { channels, conversations } = desk;
  const inbox = await conversations.inboxes.create({ name: `Inbox ${String(settings.name ?? 'F')}`, actor: 'desk' });
  const about = { purpose: 'new', inboxId: inbox.id, accountId: null, userId: 1, language: 'en' } as const;
  const flow = await channels.flows.begin({ channel: 'forms', ...about });
  const answer = (input: object) => channels.flows.answer(flow.publicId, 1, input as never, 'en');
  await answer({ kind: 'choose', ids: [template] });
  const done = await answer({ kind: 'form', values: { name: settings.name ?? 'Contact' } });
  const id = done!.accountIds[0]!;
  if (fields) await desk.channels.context(id)!.saveSettings({ seed: JSON.stringify({ fields, bin: [] }) });
  if (Object.keys(settings).length > 0) {
    const saved = await channels.saveSettings(id, settings, 'desk', Object.keys(settings));
    if ('errors' in saved) throw new Error(JSON.stringify(saved.errors));
  }
  return (await channels.accountById(id))!;
}

export const field = (id: string, kind: Kind, rest: Partial<FormField> = {}): FormField =>
  newField(id, kind, `Label of ${id}`, rest);

/** Name, address and message, as most tests need them. */
export const ASKED = [
  field('who', 'text', { role: 'person' }),
  field('mail', 'email', { required: true }),
  field('about', 'text', { role: 'subject', required: true }),
  field('words', 'long', { role: 'description' }),
];

export const LENA = {
  'a.who': 'Lena Hofmann',
  'a.mail': 'lena@kunde.example',
  'a.about': 'The bell is silent',
  'a.words': 'It was loud once.',
};

type Values = Record<string, string | string[]>;
export interface Upload {
  field: string;
  name: string;
  content: Uint8Array;
  type?: string;
}

/** What the browser's script finds out. */
export function proofOf(token: string): string {
  for (let number = 0; ; number++) if (proves(token, String(number))) return String(number);
}

/** Opens forms and sends them. */
export class Sender {
  readonly #server: FormsDesk['server'];
  readonly #clock: FormsDesk['clock'];
  readonly #address: string;
  readonly ip: string;

  constructor({ server, clock }: Pick<FormsDesk, 'server' | 'clock'>, address: string, ip = '127.0.0.9') {
    this.#server = server;
    this.#clock = clock;
    this.#address = address;
    this.ip = ip;
  }

  get(path = '', headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.#server.inject({ method: 'GET', url: this.#address + path, remoteAddress: this.ip, headers });
  }

  /** The page's token, after somebody has read it for so long. */
  async token(milliseconds = 20 * SECOND): Promise<string> {
    const page = await this.get();
    this.#clock.advance(milliseconds);
    return valueOf(page, 'token');
  }

  /** As a browser with script would: with proof of work. */
  async send(values: Values, files: Upload[] = [], token?: string): Promise<LightMyRequestResponse> {
    const shown = token ?? (await this.token());
    return this.post({ token: shown, proof: proofOf(shown), ...values }, files);
  }

  post(values: Values, files: Upload[] = [], path = ''): Promise<LightMyRequestResponse> {
    const entries = Object.entries(values).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    const { payload, type } = files.length > 0 ? multipart(entries, files) : urlencoded(entries);
    return this.postRaw(payload, type, path);
  }

  postRaw(payload: Buffer, type: string, path = ''): Promise<LightMyRequestResponse> {
    const headers = { 'content-type': type, 'sec-fetch-site': 'cross-site', origin: 'https://radwerk.example' };
    const url = this.#address + path;
    return this.#server.inject({ method: 'POST', url, headers, payload, remoteAddress: this.ip });
  }
}

function urlencoded(entries: [string, string][]) {
  return { payload: Buffer.from(String(new URLSearchParams(entries))), type: 'application/x-www-form-urlencoded' };
}

function multipart(entries: [string, string][], files: Upload[]) {
  const boundary = 'bicycle-bell-0123456789';
  const pieces = entries.map(([name, value]) =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  for (const { field: name, name: fileName, content, type = 'application/octet-stream' } of files) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${fileName}"\r\ncontent-type: ${type}\r\n\r\n`;
    pieces.push(Buffer.from(head), Buffer.from(content), Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { payload: Buffer.concat(pieces), type: `multipart/form-data; boundary=${boundary}` };
}

export function valueOf(page: LightMyRequestResponse, name: string): string {
  return new RegExp(`name="${name.replaceAll('.', '\\.')}" value="([^"]*)"`).exec(page.body)?.[1] ?? '';
}

/** Everything the account has received, as messages. */
export async function messagesOf({ desk }: Pick<FormsDesk, 'desk'>, accountId: number) {
  await desk.jobs.idle();
  return desk.database.rows<{
    id: number;
    conversation_id: number;
    subject: string;
    parts: string;
    place: string;
    details: string;
  }>(
    `select message.id, conversation_id, message.subject, message.parts, message.details, conversation.place from message
     join conversation on conversation.id = conversation_id where message.account_id = ? and message.direction = 'in' order by message.id`,
    [accountId],
  );
}

/** An administrator at the pages of an account. */
export async function administrator(forms: FormsDesk, name = 'Eva'): Promise<Visitor> {
  const { desk } = forms;
  const id = await desk.accounts.users
    .list()
    .then((users) => users.find((one) => one.name === name)?.id)
    .then(async (known) => known ?? (await madeUser(forms, name)));
  return signIn({ ...forms } as unknown as WebDesk, { id });
}

async function madeUser({ desk }: FormsDesk, name: string): Promise<number> {
  const { deskViewer } = await import('../../../core/accounts/accounts.ts');
  const email = `${name.toLowerCase()}@radwerk.example`;
  const password = 'two wheels and a bell';
  return (await desk.accounts.users.create(deskViewer(), { name, email, role: 'administrator', password })).id;
}
