// What everything pushed over the live line is drawn with: views in the language and time zone of many readers at once.
import type { ViewContext } from './context.ts';
import type { Views } from './models/views.ts';
import type { Present } from './present/marks.ts';
import type { WebParts } from './rooms.ts';

/** Everybody with the same audience gets the same bytes. */
export interface LiveAudience {
  language: string;
  timeZone: string;
}

export interface LiveWatcher {
  id: number;
  name: string;
  answering: boolean;
}

export interface Drawing {
  parts: WebParts;
  present(audience: LiveAudience): Present;
  view<Name extends keyof Views>(name: Name, model: Views[Name], audience: LiveAudience): string;
  number(value: number, audience: LiveAudience): string;
}

export function drawing(parts: WebParts): Drawing {
  const { locales, renderer } = parts;
  return {
    parts,
    present: ({ language, timeZone }) => ({ locales, channels: parts.rooms.channels, language, timeZone }),
    view(name, model, { language, timeZone }) {
      // The token belongs to one session: forms that came over the line are sent with the one of the page they stand on.
      const context: ViewContext = { language, timeZone, csrfToken: '' };
      return renderer.render(name, model, context);
    },
    number: (value, { language, timeZone }) => renderer.writer(language, timeZone).number(value),
  };
}
