// What the doctor sees of plugins: those that do not run, settings for such that are not there, and words they do not know.
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

/** Plugins that were found or named and do not run; nothing is said of those that do. */
export function pluginFindings({ pluginSettings }: Pick<Patient, 'pluginSettings'>): Finding[] {
  return (pluginSettings?.plugins ?? []).flatMap(({ id, why }): Finding[] => {
    if (!why) return [];
    const what = reason('doctor.plugin', `The plugin ${id} does not run: ${why.text}`, { id, why: why.text });
    const mend = 'Mend or update it, or take its name out of “plugins” in hubdesk.config.ts; then restart Hubdesk.';
    return [{ state: 'bad', what, mend: reason('doctor.plugin.mend', mend) }];
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
