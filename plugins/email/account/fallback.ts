// Addresses of the desk's own: the one an inbox gets by itself, and the name mail for the desk is sent to (WS-3).
import type { PluginContext } from '../../../core/contract/context.ts';

type Ports = Pick<PluginContext, 'config' | 'publicUrl'>;

export function makeFallback(inbox: { publicId: string; name: string }, context: PluginContext) {
  const local = inbox.name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const address = `${local || 'inbox'}-${inbox.publicId.slice(0, 5)}@${mailDomain(context)}`;
  return { uniqueId: address, title: address, values: { way: 'desk', address } };
}

/** The name mail for this desk is sent to: as configured, else the public address's host. */
export function mailDomain(context: Ports): string {
  const host = ourHost(context);
  return /^[\d.]+$|:/.test(host) ? `[${host}]` : host;
}

/** What we call ourselves among mail servers. */
export function ourHost(context: Ports): string {
  return String(context.config.mailDomain ?? new URL(context.publicUrl).hostname).replace(/^\[|\]$/g, '');
}
