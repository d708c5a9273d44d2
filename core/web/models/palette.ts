// The command palette and the suggestions while one writes.
import type { Person, TrustedHtml } from './shared.ts';

/** View `palette/found`: the answer to `GET /palette?q=&at=<path of the page>`. */
export interface PaletteFound {
  groups: { title: string; options: PaletteOption[] }[];
}

/** Goes to `href`, or posts `name=value` to `action` (other methods by `?_method=`). */
export interface PaletteOption {
  /** Unique in the answer. */
  id: string;
  label: string;
  /** The label with the found letters in `<mark>`. */
  marked?: TrustedHtml;
  detail?: string;
  icon?: string;
  person?: Person;
  href?: string;
  action?: string;
  name?: string;
  value?: string;
}

/** View `shared/suggestions`: the answer to mentions (`@`) and snippets (`/`). */
export interface Suggestions {
  suggestions: {
    id: string;
    label: string;
    detail?: string;
    icon?: string;
    person?: Person;
    /** What replaces the typed letters in a plain field, and in the editor (cleaned there). */
    text: string;
    html?: TrustedHtml;
    /** Told by POST when it was taken. */
    used?: string;
  }[];
}
