// The page of the simulated receiver: what arrived, whether it is genuine, and how the next is answered. No script.
import { MANNERS, type Arrived, type Receiver } from './receiver-manners.ts';

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export function receiverPage({ address, manner, secrets, arrived }: Receiver): string {
  const options = MANNERS.map((one) => `<option${one === manner ? ' selected' : ''}>${one}</option>`).join('');
  const lines = arrived.toReversed().map(lineOf).join('\n') || '<p>Nothing has arrived yet.</p>';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Webhook receiver</title><h1>Webhook receiver</h1>
<p>Add <b>${escaped(address)}</b> under Settings → Webhooks. The desk may reach it once its configuration says
<code>allowedInternalHosts: ['127.0.0.1']</code>.</p>
<form method="post" action="/"><p><label>Answer with <select name="manner">${options}</select></label>
<label>Secret <input name="secret" size="60" autocomplete="off" placeholder="${secrets.length ? 'known' : 'whsec_…'}"></label>
<button>Set</button></p></form>
<h2>Arrived</h2>
${lines}</html>`;
}

function lineOf({ at, headers, body, holds, answered }: Arrived): string {
  const genuine = holds === null ? 'no secret known' : holds ? 'signature holds' : 'SIGNATURE DOES NOT HOLD';
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  const shown = names.map((name) => `${name}: ${escaped(String(headers[name]))}`).join('\n');
  return `<details><summary>${at.toISOString()} · ${escaped(typeOf(body))} · ${genuine} · answered ${answered}</summary>
<pre>${shown}

${escaped(pretty(body))}</pre></details>`;
}

export function typeOf(body: string): string {
  try {
    return String((JSON.parse(body) as { type?: unknown }).type);
  } catch {
    return 'no JSON';
  }
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
