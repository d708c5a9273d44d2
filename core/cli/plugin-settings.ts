// What the configuration tells single plugins: a key that a plugin does not know is refused instead of ignored.
import { ConfigError } from '../../config/config.ts';
import { nearestOf } from '../kernel/nearest.ts';

interface Known {
  id: string;
  plugin: { config?: readonly string[] } | null;
}

/** Plugins that do not say what they know are told everything. Throws `ConfigError`. */
export function checkPluginSettings(settings: Record<string, Record<string, unknown>>, loaded: readonly Known[]): void {
  for (const { id, plugin } of loaded) {
    const known = plugin?.config;
    const unknown = known && Object.keys(settings[id] ?? {}).find((key) => !known.includes(key));
    if (unknown === undefined) continue;
    const nearest = nearestOf(unknown, known!);
    const meant = nearest ? `Did you mean ${nearest}?` : `It knows: ${known!.join(', ') || 'none'}.`;
    throw new ConfigError(`hubdesk.config.ts: pluginSettings.${id} has no setting "${unknown}". ${meant}`);
  }
}
