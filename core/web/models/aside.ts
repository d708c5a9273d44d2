// The side bar of a conversation: contact, ticket, company, earlier conversations, and what plugins add.
import type { Act, ChannelMark, Chip, Link, Person, PickModel, TrustedHtml } from './shared.ts';

/** View `conversation/aside`, element `#about`. */
export interface AsideModel {
  contact: AsideContact;
  cards: AsideCard[];
}

/** View `conversation/aside/contact`, element `#about-contact`. */
export interface AsideContact {
  person: Person;
  /** `Customer since April 2025`. */
  line?: string;
  editHref?: string;
  /** Dialog that saves who has no name yet as a contact (RE-6). */
  save?: string;
  /** Call, e-mail, open. */
  links?: Link[];
  facts: Fact[];
}

/** View `conversation/aside/card`, element `#about-<id>`: a heading that folds, with any of the contents below. */
export interface AsideCard {
  id: string;
  title: string;
  open?: boolean;
  count?: number;
  /** What is changed in place. */
  picks?: PickModel[];
  facts?: Fact[];
  acts?: Act[];
  company?: { name: string; href?: string; line?: string };
  conversations?: { href: string; subject: string; channel: ChannelMark; at: Date }[];
  /** A plugin's slot, already rendered. */
  html?: TrustedHtml;
  links?: Link[];
}

/** One line of a description list; exactly one of `value`, `person`, `chip`, `at` is shown. */
export interface Fact {
  label: string;
  value?: string;
  href?: string;
  mono?: boolean;
  person?: Person;
  chip?: Chip;
  at?: Date;
  /** 1 low, 2 medium, 3 high; stands before `value`. */
  priority?: 1 | 2 | 3;
}
