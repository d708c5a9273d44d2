// Commands about the session itself: sign-in, capabilities, IDLE, goodbye (RFC 3501 §6.1–6.2).
import type { Mailbox } from '../mailbox.ts';
import { wordList, wordText } from './parser.ts';
import { can, leaveFolder, sendUpdates, sessionCapabilities, untagged } from './session.ts';
import type { Handler, Session } from './session.ts';
import { quoted } from './text.ts';

export const sessionCommands: Record<string, Handler> = {
  async CAPABILITY(session) {
    await untagged(session, `CAPABILITY ${sessionCapabilities(session).join(' ')}`);
    return 'OK CAPABILITY completed';
  },

  NOOP: () => 'OK NOOP completed',

  CHECK: () => 'OK CHECK completed',

  async LOGOUT(session) {
    leaveFolder(session);
    await untagged(session, 'BYE Until next time');
    session.loggedOut = true;
    return 'OK LOGOUT completed';
  },

  STARTTLS(session) {
    if (!can(session, 'STARTTLS')) return 'BAD STARTTLS is not offered here';
    session.afterReply = () => session.wire.startTls();
    return 'OK Begin TLS negotiation now';
  },

  LOGIN(session, command) {
    const [address, password] = command.arguments.map(utf8);
    if (address === undefined || password === undefined) return 'BAD LOGIN needs a user name and a password';
    return signIn(session, withPassword(session, address, password), address, 'LOGIN');
  },

  async AUTHENTICATE(session, command) {
    const mechanism = wordText(command.arguments[0])?.toUpperCase() ?? '';
    if (!can(session, `AUTH=${mechanism}`)) return 'NO [CANNOT] This mechanism is not offered';
    const first = wordText(command.arguments[1]) ?? (mechanism === 'LOGIN' ? '' : await ask(session, ''));
    if (first === undefined) return undefined;
    if (first === '*') return 'BAD AUTHENTICATE was cancelled';
    const response = Buffer.from(first, 'base64').toString();
    if (mechanism === 'PLAIN') return authenticatePlain(session, response);
    if (mechanism === 'LOGIN') return authenticateLogin(session);
    return authenticateWithToken(session, mechanism, response);
  },

  async ID(session) {
    await untagged(
      session,
      `ID ("name" "Hubdesk mail simulator" "vendor" ${quoted(session.mailbox?.provider ?? 'plain')})`,
    );
    return 'OK ID completed';
  },

  async ENABLE(session, command) {
    const known = ['CONDSTORE', 'QRESYNC', 'UTF8=ACCEPT'];
    const asked = wordList(command.arguments).map((name) => name.toUpperCase());
    const granted = asked.filter((name) => known.includes(name) && can(session, name));
    for (const name of granted) session.enabled.add(name);
    if (session.enabled.has('QRESYNC')) session.enabled.add('CONDSTORE');
    await untagged(session, `ENABLED ${granted.join(' ')}`.trim());
    return 'OK ENABLE completed';
  },

  async NAMESPACE(session) {
    await untagged(session, 'NAMESPACE (("" "/")) NIL NIL');
    return 'OK NAMESPACE completed';
  },

  // Until DONE arrives, changes of the folder are sent the moment they happen (RFC 2177).
  async IDLE(session) {
    await session.wire.send('+ idling\r\n');
    session.idling = true;
    await sendUpdates(session);
    const line = await session.wire.readLine();
    session.idling = false;
    if (line === undefined) return undefined;
    return line.toUpperCase() === 'DONE' ? 'OK IDLE terminated' : 'BAD Expected DONE';
  },
};

function utf8(argument: Parameters<typeof wordText>[0]): string | undefined {
  const text = wordText(argument);
  return text === undefined ? undefined : Buffer.from(text, 'latin1').toString();
}

async function ask(session: Session, question: string): Promise<string | undefined> {
  await session.wire.send(`+ ${Buffer.from(question).toString('base64')}\r\n`);
  return session.wire.readLine();
}

function withPassword(session: Session, address: string, password: string): Mailbox | undefined {
  const mailbox = session.world.office.find(address);
  return mailbox && mailbox.password !== '' && mailbox.password === password ? mailbox : undefined;
}

function authenticatePlain(session: Session, response: string): string {
  const [, address = '', password = ''] = response.split('\0');
  return signIn(session, withPassword(session, address, password), address, 'AUTHENTICATE');
}

async function authenticateLogin(session: Session): Promise<string | undefined> {
  const address = await ask(session, 'Username:');
  const password = address === undefined ? undefined : await ask(session, 'Password:');
  if (address === undefined || password === undefined) return undefined;
  const [name, secret] = [address, password].map((text) => Buffer.from(text, 'base64').toString());
  return signIn(session, withPassword(session, name!, secret!), name!, 'AUTHENTICATE');
}

// `user=…^Aauth=Bearer …^A^A`, or for OAUTHBEARER `n,a=…,^Ahost=…^Aport=…^Aauth=Bearer …^A^A` (RFC 7628 §3.1).
async function authenticateWithToken(
  session: Session,
  mechanism: string,
  response: string,
): Promise<string | undefined> {
  const fields = response.split('\x01');
  const address = /^(?:user=|n,a=)([^,]*)/.exec(fields[0]!)?.[1] ?? '';
  const token = fields.find((field) => /^auth=Bearer /i.test(field))?.slice('auth=Bearer '.length) ?? '';
  const mailbox = session.world.openWithToken(address, token);
  // Exchange refuses at once; everybody else says why first and waits for an empty answer.
  const explains = session.world.office.find(address)?.provider !== 'microsoft';
  if (!mailbox && explains) {
    const status = mechanism === 'XOAUTH2' ? '400' : 'invalid_token';
    const reason = { status, schemes: 'Bearer', scope: 'https://mail.google.com/' };
    if ((await ask(session, JSON.stringify(reason))) === undefined) return undefined;
  }
  return signIn(session, mailbox, address, 'AUTHENTICATE');
}

function signIn(session: Session, mailbox: Mailbox | undefined, address: string, command: string): string {
  if (!mailbox) return refusal(session, address, command);
  session.mailbox = mailbox;
  return `OK [CAPABILITY ${sessionCapabilities(session).join(' ')}] Signed in`;
}

function refusal(session: Session, address: string, command: string): string {
  const provider = session.world.office.find(address)?.provider;
  if (provider === 'microsoft') return `NO ${command} failed.`;
  if (provider === 'google') return 'NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)';
  return 'NO [AUTHENTICATIONFAILED] Authentication failed.';
}
