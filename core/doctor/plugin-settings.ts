// What the doctor sees of `pluginSettings`: words for plugins that are not there, and words plugins do not know.
import { reason } from '../contract/reason.ts';
import { nearestOf } from '../kernel/nearest.ts';
import type { Finding, Patient } from './shapes.ts';

/** Nothing is said of what fits, nor of keys of plugins that do not say which they know. */
export function settingFindings({ pluginSettings }: Pick<Patient, 'pluginSettings'>): Finding[] {
  if (!pluginSettings) return [];
  const { given, plugins } = pluginSettings;
  return Object.entries(given).flatMap(([id, settings]) => {
    const found = plugins.find((one) => one.id === id);
    if (!found)
      return [
        unknownPlugin(
          id,
          plugins.map((one) => one.id),
        ),
      ];
    const known = found.plugin?.config;
    const strange = known ? Object.keys(settings).filter((key) => !known.includes(key)) : [];
    return strange.map((key) => unknownKey(id, key, known!));
  });
}

function unknownPlugin(id: string, ids: string[]): Finding {
  return {
    state: 'warn',
    what: reason('doctor.unknown_plugin', `pluginSettings names "${id}", and no such plugin is loaded`, { id }),
    mend: meant(id, ids) ?? reason('doctor.unknown_plugin.mend', `There are: ${list(ids)}.`, { known: list(ids) }),
  };
}

function unknownKey(id: string, key: string, known: readonly string[]): Finding {
  return {
    state: 'bad',
    what: reason('doctor.unknown_key', `pluginSettings.${id} has no setting "${key}"`, { id, key }),
    mend: meant(key, known) ?? reason('doctor.unknown_key.mend', `It knows: ${list(known)}.`, { known: list(known) }),
  };
}

function meant(word: string, known: readonly string[]) {
  const nearest = nearestOf(word, known);
  return nearest ? reason('doctor.meant', `Did you mean ${nearest}?`, { nearest }) : undefined;
}

const list = (words: readonly string[]) => words.join(', ') || '—';
