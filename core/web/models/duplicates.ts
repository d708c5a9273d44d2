// Duplicates: the list of pairs, and two of them side by side.
import type { PageTop } from './forms.ts';
import type { PageHead } from './frame.ts';
import type { Act, Empty, Link, Person } from './shared.ts';

/** View `duplicates/page`; pairs alone: view `duplicates/pairs`. */
export interface DuplicatesPage extends PageHead, PageTop, PairsModel {
  empty: Empty;
}

export interface PairsModel {
  pairs: PairModel[];
  more?: string;
}

export interface PairModel {
  id: string;
  one: PairSide;
  other: PairSide;
  reasons: string[];
  compare?: Link;
  apart?: Act;
}

export interface PairSide {
  name: string;
  href: string;
  line: string;
  person?: Person;
  icon?: string;
}

/** View `duplicates/compare`. */
export interface ComparePage extends PageHead, PageTop {
  action: string;
  back: string;
  sides: (PairSide & { key: string; kept?: boolean })[];
  reasons: string[];
  rows: CompareRow[];
  note: string;
}

/** One fact of both: a choice where they differ. */
export interface CompareRow {
  name: string;
  label: string;
  values: { key: string; text: string; current?: boolean }[];
  /** Nothing to choose: both have it, as addresses, or they are the same. */
  joined?: string;
}
