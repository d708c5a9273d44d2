// Plugins' routes: each plugin in a scope of its own with raw bodies, behind a gate that opens only when all of them stand.
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { ChannelPlugin } from '../contract/contract.ts';
import { reason } from '../contract/reason.ts';
import type { LiveAccounts } from './live.ts';
import type { LoadedPlugin } from './load.ts';
import type { ChannelRooms } from './rooms.ts';

const BODY_LIMIT = 5 * 1024 * 1024;

export async function mountPlugins(
  rooms: ChannelRooms,
  loaded: LoadedPlugin[],
  live: LiveAccounts,
  server: FastifyInstance,
): Promise<void> {
  for (const one of loaded) {
    const { routes, publicRoutes } = one.plugin ?? {};
    if (routes && !one.why) {
      const mounted = (scope: FastifyInstance) => mount(rooms, one, live, scope, (...given) => routes(...given));
      await server.register(mounted, { prefix: `/channels/${one.id}` });
    }
    if (publicRoutes && !one.why) await mountPublic(rooms, one, live, server, publicRoutes);
  }
}

/** One or two letters, which no page of the desk begins with. */
async function mountPublic(
  rooms: ChannelRooms,
  one: LoadedPlugin,
  live: LiveAccounts,
  server: FastifyInstance,
  { prefix, mount: routes }: NonNullable<ChannelPlugin['publicRoutes']>,
): Promise<void> {
  if (/^[a-z]{1,2}$/.test(prefix)) {
    await server.register((scope) => mount(rooms, one, live, scope, routes), { prefix: `/${prefix}` });
    return;
  }
  one.why = reason('plugin.prefix', `Its public address "${prefix}" must be one or two letters.`, { prefix });
}

async function mount(
  rooms: ChannelRooms,
  one: LoadedPlugin,
  live: LiveAccounts,
  scope: FastifyInstance,
  routes: NonNullable<ChannelPlugin['routes']>,
) {
  let open = false;
  // By this the web room knows that these routes answer the outside world.
  scope.decorate('channel', one.id);
  scope.addHook('onRequest', async (_request, reply) => {
    if (open && !one.why) return undefined;
    const message = `The channel ${one.id} is not running.`;
    return reply.code(503).send({ error: 'plugin_not_running', message });
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  const failed = (detail: string) => {
    one.why = reason('plugin.mount_failed', `Its pages could not be set up: ${detail}`, { detail });
  };
  contain(rooms, one, scope, failed);
  const call = { plugin: one.id, verb: 'routes', limit: rooms.config.limits.mount };
  const mounted = await rooms.calls.callPlugin(call, () => routes(scope, live.pluginContext(one)));
  if (mounted.ok) open = true;
  else failed(mounted.detail);
}

/** Hooks that would stop the whole server when they fail. */
const OF_THE_SERVER = new Set(['onReady', 'onListen']);

/** What the plugin registers or hooks in runs later, while the whole server starts: its failure stays its own. */
function contain(rooms: ChannelRooms, one: LoadedPlugin, scope: FastifyInstance, failed: (detail: string) => void) {
  const safely = async (verb: string, work: () => unknown) => {
    const limit = rooms.config.limits.mount;
    const answer = await rooms.calls.callPlugin({ plugin: one.id, verb, limit }, work);
    if (!answer.ok) failed(answer.detail);
  };
  const register = scope.register.bind(scope);
  const addHook = scope.addHook.bind(scope) as (name: string, hook: (...all: unknown[]) => unknown) => FastifyInstance;
  const replaced = {
    register: (inner: FastifyPluginAsync, options: object) =>
      register(async (deeper, given) => {
        contain(rooms, one, deeper, failed);
        await safely('routes', () => inner(deeper, given));
      }, options),
    addHook: (name: string, hook: (...all: unknown[]) => unknown) =>
      addHook(name, OF_THE_SERVER.has(name) ? () => safely(name, () => hook.call(scope)) : hook),
  };
  Object.assign(scope, replaced);
}
