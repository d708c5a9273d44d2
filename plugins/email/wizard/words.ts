// Words the wizard writes into a mail; those of its pages are looked up by the pages.
import type { ConnectContext } from '../../../core/contract/connect.ts';
import german from '../locales/de.json' with { type: 'json' };
import english from '../locales/en.json' with { type: 'json' };

type Key = keyof typeof english;

export function word(context: Pick<ConnectContext, 'language'>, key: Key): string {
  return (context.language.startsWith('de') ? german[key] : undefined) ?? english[key];
}
