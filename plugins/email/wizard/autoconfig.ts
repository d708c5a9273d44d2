// Reads the servers a domain publishes for mail programs (Thunderbird's autoconfig format).
import { Parser } from 'htmlparser2';
import type { Security } from '../account/settings.ts';
import type { Servers } from './well-known.ts';

interface Listed {
  kind: 'imap' | 'smtp';
  values: Record<string, string>;
}

const MOST_BYTES = 100_000;
const SECURITY: Record<string, Security> = { SSL: 'tls', STARTTLS: 'starttls', plain: 'none' };

/** Asks the two places the format knows; null when neither answers with something usable. */
export async function askAutoconfig(fetcher: typeof fetch, address: string, domain: string): Promise<Servers | null> {
  const query = `emailaddress=${encodeURIComponent(address)}`;
  const places = [
    `https://autoconfig.${domain}/mail/config-v1.1.xml?${query}`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml?${query}`,
  ];
  const answers = await Promise.all(places.map((place) => textAt(fetcher, place)));
  return answers.map((text) => (text ? readAutoconfig(text, address) : null)).find((one) => one !== null) ?? null;
}

async function textAt(fetcher: typeof fetch, place: string): Promise<string | null> {
  try {
    const response = await fetcher(place, { signal: AbortSignal.timeout(4_000), headers: { accept: 'text/xml' } });
    if (!response.ok || !response.body) return null;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > MOST_BYTES) return null;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  } catch {
    return null;
  }
}

export function readAutoconfig(xml: string, address: string): Servers | null {
  const listed = serversIn(xml.slice(0, MOST_BYTES));
  const imap = listed.find(({ kind }) => kind === 'imap')?.values;
  const smtp = listed.find(({ kind }) => kind === 'smtp')?.values;
  if (!imap?.hostname || !smtp?.hostname) return null;
  const [local = '', domain = ''] = address.split('@');
  const filled = (text: string) =>
    text.replaceAll('%EMAILDOMAIN%', domain).replaceAll('%EMAILLOCALPART%', local).trim();
  return {
    imapHost: filled(imap.hostname),
    imapPort: Number(imap.port) || 993,
    imapSecurity: SECURITY[imap.sockettype ?? ''] ?? 'tls',
    smtpHost: filled(smtp.hostname),
    smtpPort: Number(smtp.port) || 465,
    smtpSecurity: SECURITY[smtp.sockettype ?? ''] ?? 'tls',
    ...(imap.username === '%EMAILLOCALPART%' ? { user: 'local part' as const } : {}),
  };
}

function serversIn(xml: string): Listed[] {
  const listed: Listed[] = [];
  let server: Listed | null = null;
  let field = '';
  const parser = new Parser(
    {
      onopentag(name, { type = '' }) {
        const isServer = name === 'incomingserver' || name === 'outgoingserver';
        if (isServer && (type === 'imap' || type === 'smtp')) listed.push((server = { kind: type, values: {} }));
        field = server ? name : '';
      },
      ontext(text) {
        if (server && field && listed.length < 20)
          server.values[field] = (server.values[field] ?? '') + text.slice(0, 300).trim();
      },
      onclosetag(name) {
        field = '';
        if (name === 'incomingserver' || name === 'outgoingserver') server = null;
      },
    },
    { lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  );
  parser.end(xml);
  return listed;
}
