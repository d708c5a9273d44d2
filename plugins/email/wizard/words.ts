// The wizard's words where a step holds words itself: names of choices, labels of what is shown.
import type { ConnectContext } from '../../../core/contract/connect.ts';
import german from '../locales/de.json' with { type: 'json' };
import english from '../locales/en.json' with { type: 'json' };

type Key = keyof typeof english;

export function word(context: Pick<ConnectContext, 'language'>, key: Key): string {
  return (context.language.startsWith('de') ? german[key] : undefined) ?? english[key];
}
