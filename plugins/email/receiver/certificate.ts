// The certificate of the receiver, for STARTTLS: files the operator names, read again from time to time.
import { readFile } from 'node:fs/promises';
import type { PluginContext } from '../../../core/contract/context.ts';

/** `receiverCertificate: { key, cert }` with PEM texts or paths of files. Null: STARTTLS is not offered. */
export async function certificateOf(
  context: Pick<PluginContext, 'config' | 'log'>,
): Promise<{ key: string; cert: string } | null> {
  const given = context.config.receiverCertificate as { key?: string; cert?: string } | undefined;
  if (!given?.key || !given.cert) return null;
  try {
    const [key, cert] = await Promise.all([given.key, given.cert].map(textOf));
    return { key: key!, cert: cert! };
  } catch (error) {
    context.log.error({ error }, 'The certificate for taking mail cannot be read; mail is taken without encryption');
    return null;
  }
}

async function textOf(given: string): Promise<string> {
  return given.includes('-----BEGIN') ? given : readFile(given, 'utf8');
}
