// A key of the desk's own for signing mail of a domain: made on request, its record shown until DNS has it (EM-11).
import type { ConnectContext, ConnectStep } from '../../../core/contract/connect.ts';
import { reason } from '../../../core/contract/reason.ts';
import { resolveBy, texts } from '../account/resolve.ts';
import { domainOf } from '../mail/identity.ts';
import { recordOf } from '../smtp/dkim.ts';
import { makeKey } from '../smtp/keys.ts';

const POLL = 30;

export async function showSigning(context: ConnectContext): Promise<ConnectStep> {
  const { uniqueId, title } = context.account!;
  const domain = domainOf(uniqueId);
  const { name, value } = recordOf(await makeKey(context.plugin, domain));
  if (await isPublished(context, name, value)) return { step: 'done', accounts: [{ uniqueId, title, values: {} }] };
  const text = `DNS of ${domain} does not have this record yet. It can take some hours; you may leave and come back.`;
  return {
    step: 'show',
    id: 'signing',
    items: [
      { label: 'name', value: name, copy: true },
      { label: 'value', value, copy: true },
    ],
    poll: POLL,
    waiting: reason('wizard.no_record_yet', text, { domain }),
  };
}

async function isPublished(context: ConnectContext, name: string, value: string): Promise<boolean> {
  const wanted = /p=([^;]+)/.exec(value)![1]!;
  try {
    const found = await texts(resolveBy(context.plugin.config), name);
    return found.some((text) => text.replace(/\s+/g, '').includes(`p=${wanted}`));
  } catch {
    return false;
  }
}
