// What a contact, record or ticket is linked with.
import type { Act, Link } from './shared.ts';

/** View `records/linked`: what a record or contact is linked with, all of one kind. */
export interface LinkedGroup {
  title: string;
  items: LinkedItem[];
}

export interface LinkedItem extends Link {
  /** What the one is to the other, such as “Purchasing”. */
  detail?: string;
  /** The company a contact is shown with. */
  main?: boolean;
  /** Which one it is: `contact`, `ticket`, or a type of records. */
  of: { type: string; id: number };
  acts: Act[];
}
