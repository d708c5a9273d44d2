// Connecting a channel that stands on websites: what it is called and where it may stand. Everything else has a good default.
import type { Connect, ConnectContext, ConnectStep } from './connect.ts';
import { reason, type Reason } from './reason.ts';
import type { SettingsShape } from './settings.ts';
import { siteOf } from './sites.ts';

interface SiteChannel {
  /** Of the channel's settings: a `text` named `title` and a `list` named `domains`. */
  fields: SettingsShape;
  /** Code of the reason that is given for what is no domain; its text has `{domain}`. */
  noDomain: string;
  /** A new account's id at the far side, which is here: not to be guessed. */
  newId(): string;
}

export function connectSite({ fields, noDomain, newId }: SiteChannel): Connect {
  const form = (more: { values?: Record<string, unknown>; errors?: Record<string, Reason> }): ConnectStep => ({
    ...{ step: 'form', id: 'site', fields },
    ...more,
  });

  function done(values: Record<string, unknown>, context: ConnectContext): ConnectStep {
    const written = values.domains as string[];
    const wrong = written.find((one) => siteOf(one) === null);
    if (wrong !== undefined) {
      const text = `"${wrong}" is no domain. Write it like example.com, without a path.`;
      return form({ errors: { domains: reason(noDomain, text, { domain: wrong }) } });
    }
    const domains = [...new Set(written.map((one) => siteOf(one)!))];
    const title = String(values.title);
    const uniqueId = context.account?.uniqueId ?? newId();
    return { step: 'done', accounts: [{ uniqueId, title, values: { ...values, title, domains } }] };
  }

  return async (input, _lastStep, context) =>
    input.kind === 'form'
      ? done(input.values, context)
      : form({ values: context.account?.values ?? { title: context.workspace.name } });
}
