// What the doctor sees of outgoing webhooks: which were switched off, and to which nothing gets through (OP-7).
import { reason } from '../contract/reason.ts';
import type { Finding, Patient } from './shapes.ts';

const HOUR = 3_600_000;

interface Row {
  description: string;
  state: string;
  reason: string | null;
  failing_since: number | null;
}

export async function webhookFindings({ rows, now }: Patient): Promise<Finding[]> {
  const sql = `select description, state, reason, failing_since from webhook where state <> 'paused' order by description`;
  // The folder of a desk that was not started since there are webhooks has none.
  const webhooks = rows ? await rows<Row>(sql).catch(() => []) : [];
  if (webhooks.length === 0) return [];
  const found = webhooks.flatMap((webhook) => findingOf(webhook, now().getTime()) ?? []);
  return found.length > 0 ? found : [{ state: 'good', what: reason('doctor.webhooks', 'Webhooks get through') }];
}

function findingOf({ description: title, state, reason: why, failing_since: since }: Row, now: number): Finding | null {
  if (state === 'off') {
    const text = why ? (JSON.parse(why) as { text: string }).text : '';
    return {
      state: 'bad',
      what: reason('doctor.webhook_off', `The webhook “${title}” was switched off: ${text}`, { title, why: text }),
      mend: reason('doctor.webhook_off.mend', 'Mend the receiver, then switch it on under Settings → Webhooks.'),
    };
  }
  const hours = since === null ? 0 : Math.floor((now - since) / HOUR);
  if (hours < 1) return null;
  return {
    state: 'warn',
    what: reason('doctor.webhook_failing', `Nothing has got through to the webhook “${title}” for ${hours} hours`, {
      ...{ title, hours },
    }),
    mend: reason('doctor.webhook_failing.mend', 'Its log under Settings → Webhooks says what the receiver answered.'),
  };
}
