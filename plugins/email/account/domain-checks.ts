// What DNS says about the domain mail is sent from: SPF, DKIM, DMARC, and where its mail is taken (RFC 7208, 6376, 7489).
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Check } from '../../../core/contract/health.ts';
import { reason } from '../../../core/contract/reason.ts';
import { domainOf } from '../mail/identity.ts';
import { recordOf, type DkimKey } from '../smtp/dkim.ts';
import { keyFor } from '../smtp/keys.ts';
import { mailDomain } from './fallback.ts';
import { records, resolveBy, texts, type Resolve } from './resolve.ts';
import type { MailSettings } from './settings.ts';

export async function domainChecks(context: AccountContext, settings: MailSettings): Promise<Check[]> {
  const domain = domainOf(settings.address);
  if (!domain.includes('.') || domain.startsWith('[')) return [];
  const resolve = resolveBy(context.config);
  try {
    const key = await keyFor(context, domain);
    const found = await Promise.all([
      spf(resolve, domain),
      dmarc(resolve, domain),
      key ? dkim(resolve, key) : [],
      settings.way === 'desk' ? exchanger(resolve, mailDomain(context)) : [],
    ]);
    return found.flat();
  } catch (error) {
    const detail = String((error as Error).message).slice(0, 200);
    return [
      { code: 'dns', state: 'warn', detail: reason('check.no_dns', `DNS does not answer: ${detail}`, { detail }) },
    ];
  }
}

async function spf(resolve: Resolve, domain: string): Promise<Check[]> {
  const found = (await texts(resolve, domain)).filter((text) => /^v=spf1(\s|$)/i.test(text));
  if (found.length === 1) return [{ code: 'spf', state: 'good' }];
  const text =
    found.length === 0
      ? `${domain} does not say which servers may send its mail.`
      : `${domain} has several SPF records; servers then use none.`;
  const code = found.length === 0 ? 'check.no_spf' : 'check.several_spf';
  return [{ code: 'spf', state: 'warn', detail: reason(code, text, { domain }) }];
}

async function dmarc(resolve: Resolve, domain: string): Promise<Check[]> {
  const found = (await texts(resolve, `_dmarc.${domain}`)).some((text) => /^v=DMARC1\s*;/i.test(text));
  if (found) return [{ code: 'dmarc', state: 'good' }];
  const text = `${domain} has no DMARC record; large providers ask for one.`;
  return [{ code: 'dmarc', state: 'warn', detail: reason('check.no_dmarc', text, { domain }) }];
}

async function dkim(resolve: Resolve, key: DkimKey): Promise<Check[]> {
  const { name, value } = recordOf(key);
  const wanted = /p=([^;]+)/.exec(value)![1]!;
  const found = (await texts(resolve, name)).some((text) => text.replace(/\s+/g, '').includes(`p=${wanted}`));
  if (found) return [{ code: 'dkim', state: 'good' }];
  const text = `Mail is signed, but DNS does not have the key yet: ${name} TXT ${value}`;
  return [{ code: 'dkim', state: 'bad', detail: reason('check.no_dkim', text, { name, value }) }];
}

async function exchanger(resolve: Resolve, domain: string): Promise<Check[]> {
  const found = await records<{ exchange: string }>(resolve, domain, 'MX');
  if (found.length > 0) return [{ code: 'exchanger', state: 'good' }];
  const text = `${domain} names no mail server (MX); mail then goes to the host of that name itself.`;
  return [{ code: 'exchanger', state: 'warn', detail: reason('check.no_exchanger', text, { domain }) }];
}
