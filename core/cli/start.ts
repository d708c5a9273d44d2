// `hubdesk start`: reads the configuration, boots the desk, serves it, and ends cleanly when asked to.
import { openServer } from './serve.ts';
import { ConfigError, loadConfig } from '../../config/config.ts';
import { DeskError } from '../kernel/errors.ts';
import { CommandError } from './words.ts';

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
  const told =
    error instanceof ConfigError ||
    error instanceof CommandError ||
    error instanceof DeskError ||
    (error as { code?: string }).code === 'EADDRINUSE';
  if (!told) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}
