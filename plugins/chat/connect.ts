// Connecting a website chat: what it is called and on which sites it may stand. Everything else has a good default.
import { randomBytes } from 'node:crypto';
import type { Connect, ConnectContext, ConnectStep } from '../../core/contract/connect.ts';
import { reason, type Reason } from '../../core/contract/reason.ts';
import { siteOf } from '../../core/contract/sites.ts';
import { settings } from './settings.ts';

const FIELDS = { title: settings.title, domains: settings.domains };

export const connect: Connect = async (input, _lastStep, context) => {
  if (input.kind !== 'form') return form({ values: context.account?.values ?? { title: context.workspace.name } });
  return site(input.values, context);
};

function form(more: { values?: Record<string, unknown>; errors?: Record<string, Reason> }): ConnectStep {
  return { step: 'form', id: 'site', fields: FIELDS, ...more };
}

function site(values: Record<string, unknown>, context: ConnectContext): ConnectStep {
  const written = values.domains as string[];
  const wrong = written.find((one) => siteOf(one) === null);
  if (wrong !== undefined) {
    const text = `"${wrong}" is no domain. Write it like example.com, without a path.`;
    return form({ errors: { domains: reason('chat.no_domain', text, { domain: wrong }) } });
  }
  const domains = [...new Set(written.map((one) => siteOf(one)!))];
  const title = String(values.title);
  const uniqueId = context.account?.uniqueId ?? `site-${randomBytes(9).toString('base64url')}`;
  return { step: 'done', accounts: [{ uniqueId, title, values: { ...values, title, domains } }] };
}
