// The process of a desk that is served to people and killed from outside: see serving.ts.
import type { AddressInfo } from 'node:net';
import { boot, type BootOptions } from '../../core/boot.ts';
import { createLog } from '../../core/kernel/log.ts';
import { createWeb } from '../../core/web/web.ts';

/** What the parent hands over, and what it hears. */
export interface ServedOrder {
  options: Pick<
    BootOptions,
    'dataFolder' | 'publicUrl' | 'pluginFolder' | 'plugins' | 'pluginSettings' | 'allowedHosts'
  >;
  port: number;
}

/** A member of the team takes the newest call; answered with where it is recorded. */
export interface Accept {
  accept: number;
}

const { options, port } = JSON.parse(process.argv[2]!) as ServedOrder;
const desk = await boot({
  ...options,
  logLevel: 'error',
  log: createLog('error', (line) => process.stderr.write(line)),
  renderMail: async () => ({ subject: '', text: '', html: '' }),
});
const web = await createWeb(desk, { publicUrl: options.publicUrl, trustedProxies: [] });
desk.realtime.showWith(web.livePages);
await desk.start();
await desk.channels.mount(web.server);
await web.server.listen({ port, host: '127.0.0.1' });
process.send!({ listening: (web.server.server.address() as AddressInfo).port });
process.on('message', ({ accept }: Accept) => void take(accept));

async function take(userId: number): Promise<void> {
  const [call] = await desk.calls.list({ inboxIds: 'all', limit: 1 });
  const taken = await desk.calls.accept((await desk.accounts.viewerOf(userId))!, call!.publicId, 'a-browser-of-theirs');
  process.send!({ recorder: desk.calls.recorder(taken, userId) });
}

// An orphan must not stay.
process.on('disconnect', () => process.exit(0));
