// The process of a desk with a website chat that is killed from outside: see kill.test.ts.
import type { AddressInfo } from 'node:net';
import { boot, type BootOptions } from '../../../core/boot.ts';
import { createLog } from '../../../core/kernel/log.ts';
import { createWeb } from '../../../core/web/web.ts';

/** What the parent hands over, and what it hears. */
export interface ServedOrder {
  options: Pick<
    BootOptions,
    'dataFolder' | 'publicUrl' | 'pluginFolder' | 'plugins' | 'pluginSettings' | 'allowedHosts'
  >;
  port: number;
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
// An orphan must not stay.
process.on('disconnect', () => process.exit(0));
