// `hubdesk inspect whatsapp`: what webhooks in files say, one JSON line an event.
import { inspectFiles } from '../../graph/inspect.ts';
import { readAnything } from '../reading/webhook.ts';

export function inspectWebhooks(args: string[], write: (line: string) => void): Promise<number> {
  return inspectFiles('whatsapp', args, write, readAnything);
}
