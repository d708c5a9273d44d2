// Plugins' routes: each plugin in a scope of its own with raw bodies, behind a gate that opens only when all of them stand.
import type { FastifyInstance } from 'fastify';
import { reason } from '../contract/reason.ts';
import type { ChannelRooms } from './channels.ts';
import type { LiveAccounts } from './live.ts';
import { messageOf, within, type LoadedPlugin } from './load.ts';

const BODY_LIMIT = 5 * 1024 * 1024;
const MOUNT_LIMIT = 10_000;

export async function mountPlugins(
  rooms: ChannelRooms,
  loaded: LoadedPlugin[],
  live: LiveAccounts,
  server: FastifyInstance,
): Promise<void> {
  for (const one of loaded) {
    if (!one.plugin?.routes || one.why) continue;
    let open = false;
    await server.register(
      async (scope) => {
        // By this the web room knows that these routes answer the outside world.
        scope.decorate('channel', one.id);
        scope.addHook('onRequest', async (_request, reply) => {
          if (!open)
            return reply
              .code(503)
              .send({ error: 'plugin_not_running', message: `The channel ${one.id} is not running.` });
        });
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
          done(null, body),
        );
        try {
          await within(MOUNT_LIMIT, one.plugin!.routes!(scope, live.pluginContext(one)));
          open = true;
        } catch (error) {
          one.why = reason('plugin.mount_failed', `Its pages could not be set up: ${messageOf(error)}`, {
            detail: messageOf(error),
          });
          rooms.log.error({ error, plugin: one.id }, 'Routes of a plugin could not be mounted');
        }
      },
      { prefix: `/channels/${one.id}` },
    );
  }
}
