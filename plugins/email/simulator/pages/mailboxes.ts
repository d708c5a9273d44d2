// What is in the simulated mailboxes, and what was sent through the simulator.
import type { MailContent, MailSummary, summariseMailbox, summariseSent } from '../control/summary.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

type MailboxSummary = ReturnType<typeof summariseMailbox>;
type SentSummary = ReturnType<typeof summariseSent>;

export function overviewPage(connection: [string, string][], mailboxes: MailboxSummary[], sent: SentSummary[]): Html {
  return html`<nav><a href="/mails/new">Write as a customer</a> <a href="/misbehaviours">Misbehaviour</a></nav>
    <h2>Connect</h2>
    <dl>
      ${connection.map(
        ([what, how]) =>
          html`<dt>${what}</dt>
            <dd><code>${how}</code></dd>`,
      )}
    </dl>
    <h2>Mailboxes</h2>
    <table>
      <tr>
        <th>Address</th>
        <th>Provider</th>
        <th>Folders with mail</th>
      </tr>
      ${mailboxes.map(mailboxRow)}
    </table>
    ${addForm()}
    <h2>Sent through SMTP</h2>
    <table>
      <tr>
        <th>When</th>
        <th>From</th>
        <th>To</th>
        <th>Subject</th>
      </tr>
      ${sent.toReversed().slice(0, 200).map(sentRow)}
    </table>`;
}

function addForm(): Html {
  return html`<form method="post" action="/mailboxes">
    <label>Address <input name="address" type="email" required /></label>
    <label>Password <input name="password" /></label>
    <label
      >Provider
      <select name="oauth">
        <option value="">plain</option>
        <option>google</option>
        <option>microsoft</option>
      </select></label
    >
    <button>Add a mailbox</button>
  </form>`;
}

function mailboxRow({ address, provider, folders }: MailboxSummary): Html {
  const filled = folders.filter((folder) => folder.messages > 0);
  return html`<tr>
    <td><a href="${mailsPath(address)}">${address}</a></td>
    <td>${provider}</td>
    <td>
      ${filled.map((folder) => html`<a href="${mailsPath(address, folder.path)}">${folder.path} (${folder.messages})</a> `)}
    </td>
  </tr>`;
}

function sentRow({ number, at, envelope, subject }: SentSummary): Html {
  return html`<tr>
    <td>${clock(at)}</td>
    <td>${envelope.from || '<>'}</td>
    <td>${envelope.to.join(', ')}</td>
    <td><a href="/sent/${number}">${subject || '(no subject)'}</a></td>
  </tr>`;
}

export function mailboxPage(mailbox: MailboxSummary, folder: string, mails: MailSummary[]): Html {
  const { address, folders } = mailbox;
  return html`<nav>
      <a href="/">All mailboxes</a> <a href="/mails/new?from=${encodeURIComponent(address)}">Write from here</a>
    </nav>
    <nav>
      ${folders.map(({ path, messages }) =>
        path === folder
          ? html`<b>${path} (${messages})</b> `
          : html`<a href="${mailsPath(address, path)}">${path} (${messages})</a> `,
      )}
    </nav>
    <table>
      <tr>
        <th>UID</th>
        <th>Arrived</th>
        <th>From</th>
        <th>Subject</th>
        <th>Flags</th>
      </tr>
      ${mails.slice(0, 500).map((mail) => mailRow(address, folder, mail))}
    </table>`;
}

function mailRow(address: string, folder: string, mail: MailSummary): Html {
  const href = `${mailsPath(address)}/${mail.uid}?folder=${encodeURIComponent(folder)}`;
  return html`<tr>
    <td>${mail.uid}</td>
    <td>${clock(mail.internalDate)}</td>
    <td>${mail.from}</td>
    <td><a href="${href}">${mail.subject || '(no subject)'}</a></td>
    <td>${mail.flags.join(' ')}</td>
  </tr>`;
}

export function mailPage(address: string, folder: string, uid: number, content: MailContent): Html {
  const answer = new URLSearchParams({
    from: address,
    to: content.from,
    subject: /^re:/i.test(content.subject) ? content.subject : `Re: ${content.subject}`,
    inReplyTo: content.messageId ?? '',
    references: `${content.references} ${content.messageId ?? ''}`.trim(),
  });
  const back = mailsPath(address, folder);
  const source = `${mailsPath(address)}/${uid}/source?folder=${encodeURIComponent(folder)}`;
  return html`<nav>
      <a href="${back}">${folder}</a> <a href="/mails/new?${answer.toString()}">Answer</a>
      <a href="${source}">Source</a>
    </nav>
    ${contentOf(content)}`;
}

export function sentPage(mail: SentSummary, content: MailContent): Html {
  return html`<nav><a href="/">All mailboxes</a></nav>
    <dl>
      <dt>Signed in as</dt>
      <dd>${mail.user ?? 'nobody'}</dd>
      <dt>Envelope</dt>
      <dd>${mail.envelope.from || '<>'} → ${mail.envelope.to.join(', ')}</dd>
    </dl>
    ${contentOf(content)}`;
}

function contentOf(content: MailContent): Html {
  return html`<dl>
      <dt>From</dt>
      <dd>${content.from}</dd>
      <dt>To</dt>
      <dd>${content.to}</dd>
      <dt>Message-ID</dt>
      <dd>${content.messageId ?? 'none'}</dd>
      <dt>Attachments</dt>
      <dd>${content.attachments.join(', ') || 'none'}</dd>
    </dl>
    <pre>${content.text}</pre>`;
}

function mailsPath(address: string, folder?: string): string {
  const path = `/mailboxes/${encodeURIComponent(address)}/mails`;
  return folder === undefined ? path : `${path}?folder=${encodeURIComponent(folder)}`;
}

function clock(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}
