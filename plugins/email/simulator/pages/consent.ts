// "Sign in as": the page a desk's OAuth window shows instead of the provider's.
import type { Mailbox } from '../mailbox.ts';
import { html, page } from './html.ts';

const NAMES = { google: 'Google', microsoft: 'Microsoft' };

/** One link per user of the provider, and one that refuses; each repeats the request with the choice added. */
export function consentPage(
  provider: 'google' | 'microsoft',
  users: Mailbox[],
  url: string,
  query: Record<string, string | undefined>,
): string {
  const link = (name: string, value: string) => `${url}&${name}=${encodeURIComponent(value)}`;
  const scopes = (query.scope ?? '').split(' ').filter((scope) => scope !== '');
  return page(
    `Sign in with ${NAMES[provider]} (simulated)`,
    html`<p><b>${query.client_id}</b> asks for:</p>
      <ul>
        ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
      </ul>
      <p>Sign in as</p>
      <ul class="choices">
        ${users.map((user) => html`<li><a href="${link('simulated_user', user.address)}">${user.name} &lt;${user.address}&gt;</a></li>`)}
        <li><a href="${link('simulated_refusal', '1')}">Cancel: do not agree</a></li>
      </ul>
      ${users.length === 0 ? html`<p>The simulator has no ${NAMES[provider]} user yet.</p>` : ''}`,
  );
}

/** Where the provider does not send the browser back, because it cannot trust the address. */
export function refusalPage(text: string): string {
  return page('Access blocked (simulated)', html`<p>${text}</p>`);
}
