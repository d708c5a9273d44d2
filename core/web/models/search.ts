// Search: hits of one kind, with what narrows them down.
import type { FieldGroup } from './fields.ts';
import type { PageTop } from './forms.ts';
import type { PageHead } from './frame.ts';
import type { ChannelMark, Due, Empty, Link, Person, TrustedHtml } from './shared.ts';

/** View `search/page`; `search/found` alone when `HX-Target` is `div#found`. */
export interface SearchPage extends PageHead, SearchFound {
  saveHref?: string;
  kind?: string;
}

/** View `search/found`, inside `#found`. */
export interface SearchFound extends HitsModel {
  query: string;
  tabs: Link[];
  /** `14 conversations, best first · 8 ms`. */
  summary?: string;
  /** Filters, sent as GET. */
  groups: FieldGroup[];
  /** Something is chosen in them. */
  narrowed?: boolean;
  /** Examples of what can be written instead: `from:lena`, `is:open`. */
  operators?: string[];
}

/** View `search/recent`: what one has looked at lately. */
export interface RecentPage extends PageHead, PageTop, HitsModel {}

/** View `search/hits`; also the answer to its last line. */
export interface HitsModel {
  hits: Hit[];
  more?: string;
  empty?: Empty;
}

export interface Hit {
  id: string | number;
  href: string;
  person?: Person;
  channel?: ChannelMark;
  /** When there is no person. */
  icon?: string;
  title: string;
  /** The title and an excerpt with what was found in `<mark>`. */
  marked?: TrustedHtml;
  excerpt?: TrustedHtml;
  at: Date;
  path: string;
  due?: Due;
}
