// The form in which one writes a mail as a customer, and what became of it.
import type { Delivered, Letter, Receiver } from '../control/compose.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

export function composePage(letter: Partial<Letter>, receiver: Receiver): Html {
  return html`<nav><a href="/">All mailboxes</a></nav>
    <p>
      Addresses with a simulated mailbox get the mail there. All others go by SMTP to
      <code>${receiver.host}:${receiver.port}</code>.
    </p>
    <form method="post" action="/mails" class="letter">
      <label>From <input name="from" required value="${letter.from ?? 'Ada Moreno <ada@customer.example>'}" /></label>
      <label>To <input name="to" required value="${letter.to ?? ''}" /></label>
      <label>Cc <input name="cc" value="${letter.cc ?? ''}" /></label>
      <label>Subject <input name="subject" value="${letter.subject ?? ''}" /></label>
      <label>Text <textarea name="text" rows="12">${letter.text ?? ''}</textarea></label>
      <input type="hidden" name="inReplyTo" value="${letter.inReplyTo ?? ''}" />
      <input type="hidden" name="references" value="${letter.references ?? ''}" />
      <button>Send</button>
    </form>`;
}

export function deliveredPage(delivered: Delivered[]): Html {
  return html`<nav><a href="/">All mailboxes</a> <a href="/mails/new">Write another</a></nav>
    <ul>
      ${delivered.map(
        ({ address, to, failure }) =>
          html`<li>
            ${address}: ${failure ?? (to === 'mailbox' ? 'put into the simulated mailbox' : 'taken by the receiver')}
          </li>`,
      )}
    </ul>`;
}
