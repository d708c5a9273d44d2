// `hubdesk start`: reads the configuration, boots the desk, serves it, and ends cleanly when asked to.
import { loadConfig } from '../../config/config.ts';
import { openServer } from './serve.ts';
import { sentenceOf } from './trouble.ts';

try {
  const server = await openServer(await loadConfig());
  console.log(`Hubdesk is open at ${server.address}`);
  console.log(`Mail is taken on port ${server.config.smtpPort}. Everything is kept in ${server.config.dataFolder}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void server.close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
} catch (error) {
  console.error(sentenceOf(error) ?? error);
  // Whatever stands already must not go on by itself: a desk that takes mail and shows no pages would help nobody.
  process.exit(1);
}
