// A real Dovecot over a folder of its own, for tests of the IMAP code: mails lie in it as files (Maildir).
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const PROGRAM = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find((path) => existsSync(path));

/** Why it cannot be used here; false when it can. */
export const withoutDovecot = PROGRAM ? false : 'Dovecot is not installed (apt-get install dovecot-imapd)';

export interface Dovecot {
  port: number;
  /** Puts a mail into the inbox as a delivery agent does. */
  deliver(raw: string): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** While it is stopped: the inbox gets a new UIDVALIDITY and new numbers, as after a move to another server. */
  renumber(): void;
  close(): Promise<void>;
}

/** Mails belong to nobody who may sign in to the machine: as root it refuses to serve root's. */
const OWNER = userInfo().uid === 0 ? 'mail' : userInfo().username;

export async function startDovecot(user: { address: string; password: string }): Promise<Dovecot> {
  const root = mkdtempSync('/tmp/hubdesk-dovecot-');
  // Its processes run as users of their own.
  chmodSync(root, 0o755);
  const maildir = join(root, 'mail');
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, name), { recursive: true });
  const port = await freePort();
  writeFileSync(join(root, 'users'), `${user.address}:{PLAIN}${user.password}::::::\n`);
  writeFileSync(join(root, 'dovecot.conf'), configuration(root, port));
  if (userInfo().uid === 0) own(root);
  let child: ChildProcess | null = null;
  let count = 0;
  const dovecot: Dovecot = {
    port,
    deliver(raw) {
      count += 1;
      const file = join(maildir, 'tmp', `${Date.now()}.${count}.test`);
      writeFileSync(file, raw.replace(/\r?\n/g, '\r\n'));
      if (userInfo().uid === 0) own(file);
      execFileSync('mv', [file, join(maildir, 'new')]);
    },
    async start() {
      child = spawn(PROGRAM!, ['-F', '-c', join(root, 'dovecot.conf')], { stdio: 'ignore' });
      await answering(port);
    },
    async stop() {
      if (!child || child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
    renumber() {
      for (const name of readdirSync(maildir).filter((one) => one.startsWith('dovecot')))
        rmSync(join(maildir, name), { recursive: true });
      const next = Math.floor(Date.now() / 1000) + 1000;
      const list = join(maildir, 'dovecot-uidlist');
      writeFileSync(list, `3 V${next} N1\n`);
      if (userInfo().uid === 0) own(list);
    },
    async close() {
      await dovecot.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
  await dovecot.start();
  return dovecot;
}

function own(path: string): void {
  execFileSync('chown', ['-R', `${OWNER}:${OWNER}`, path]);
}

function configuration(root: string, port: number): string {
  const me = userInfo().username;
  const internal = userInfo().uid === 0 ? '' : `default_internal_user = ${me}\ndefault_login_user = ${me}\n`;
  return `base_dir = ${root}/run
state_dir = ${root}/state
log_path = ${root}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
${internal}mail_location = maildir:${root}/mail
mailbox_list_index = no
passdb {
  driver = passwd-file
  args = ${root}/users
}
userdb {
  driver = static
  args = uid=${OWNER} gid=${OWNER} home=${root}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
  mailbox Junk {
    auto = create
    special_use = \\Junk
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Until the server greets; it says nothing else about being ready. */
async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const greeting = await Promise.race([once(socket, 'data'), once(socket, 'error').catch(() => null)]).catch(
      () => null,
    );
    socket.destroy();
    if (greeting && String(greeting[0]).startsWith('* OK')) return;
    await wait(50);
  }
  throw new Error('Dovecot does not answer');
}
