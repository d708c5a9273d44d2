// The address an inbox gets by itself, so that it can always send and receive (WS-3).
import type { PluginContext } from '../../core/contract/context.ts';

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
export function mailDomain(context: Pick<PluginContext, 'config' | 'publicUrl'>): string {
  const host = String(context.config.mailDomain ?? new URL(context.publicUrl).hostname);
  return /^[\d.]+$|:/.test(host) ? `[${host}]` : host;
}
