// The script that makes a page a telephone: the provider's SDK and our own parts as one, made when the first page asks for it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginContext } from '../../../core/contract/context.ts';
import { text } from '../provider/reading.ts';

const PARTS = fileURLToPath(new URL('../widget/', import.meta.url));
const PLAIN_SOCKET = fileURLToPath(new URL('./plain-socket.js', import.meta.url));
const SIGNALLING = 'wss://voice-js.roaming.twilio.com';

/** Where browsers sign in at the provider: scheme, host and port. */
export function signallingOf({ config }: Pick<PluginContext, 'config'>): string {
  return (text(config.signalling) || SIGNALLING).replace(/\/+$/, '');
}

/** Throws where the operator has named something else: the plugin then says so instead of starting. */
export function demandSignalling(context: Pick<PluginContext, 'config'>): void {
  if (!/^wss?:\/\/[a-z0-9.-]+(:\d{1,5})?$/i.test(signallingOf(context)))
    throw new Error('pluginSettings.telephone.signalling is to be like wss://voice-js.dublin.twilio.com');
}

/** The parts in the order of their names, as one block: nothing of it is seen outside. */
function ownParts(): string {
  const parts = readdirSync(PARTS).filter((name) => name.endsWith('.js'));
  return parts
    .toSorted()
    .map((name) => readFileSync(join(PARTS, name), 'utf8'))
    .join('\n');
}

/** Of the package that the SDK is: another release has another address. */
function release(): string {
  const entry = createRequire(import.meta.url).resolve('@twilio/voice-sdk');
  return readFileSync(join(dirname(entry), '../package.json'), 'utf8');
}

function hashOf(context: PluginContext): string {
  return context.once('script hash', () =>
    createHash('sha256')
      .update(ownParts() + release() + signallingOf(context))
      .digest('hex')
      .slice(0, 10),
  );
}

/** Changes with its content. */
export function scriptAddress(context: PluginContext): string {
  return `/channels/telephone/phone.js?v=${hashOf(context)}`;
}

export function script(context: PluginContext): Promise<string> {
  return context.once('script', () => bundle(context));
}

/** The SDK knows encrypted signalling only; that of a provider on this machine has none. */
async function bundle(context: PluginContext): Promise<string> {
  const contents = `import { Device } from '@twilio/voice-sdk';\n{\n${ownParts()}\n}`;
  const plain = { define: { 'globalThis.WebSocket': 'PlainSocket' }, inject: [PLAIN_SOCKET] };
  return context.pageScript({
    contents,
    folder: PARTS,
    bundle: true,
    ...(signallingOf(context).startsWith('ws:') && plain),
  });
}
