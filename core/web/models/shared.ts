// What many views need: people, channel marks, chips, links, menus. Plain data; moments are Date.

/** HTML that `core` itself made or sanitised by an allow-list that drops every hx-*, id, template, title and script. */
export type TrustedHtml = string & { readonly trusted: unique symbol };

/** Marks HTML as made or sanitised by us. Never call it with what a far side sent. */
export function trusted(html: string): TrustedHtml {
  return html as TrustedHtml;
}

export interface Person {
  /** Decides the hue of the avatar: use the same id of the same person everywhere, such as `c12` or `u3`. */
  id: string | number;
  name: string;
  initials?: string;
  /** Address of a picture on this desk. */
  picture?: string;
  /** Drawn instead of initials: who is no person. */
  icon?: string;
}

/** An icon and its hue: how a channel is recognised. `name` is what people call it. */
export interface ChannelMark {
  icon: string;
  hue: string;
  name: string;
}

/** A mark of something that runs out: `used` is the filled part of the ring in percent. */
export interface Due {
  used: number;
  /** Already written for the reader: `18 min`, `due 10:01`. */
  label: string;
  title?: string;
  tone?: 'calm' | 'due' | 'bad';
}

/** A tag the team made; `colour` is 1 to 5. */
export interface Tag {
  name: string;
  colour?: 1 | 2 | 3 | 4 | 5;
}

export interface Chip {
  label: string;
  tone?: 'good' | 'warn' | 'due' | 'bad' | 'accent' | 'outline';
  icon?: string;
  href?: string;
  title?: string;
  /** Of a label that changes with time: until when, and its words before and after, with `#` for how long. */
  ticks?: { at: string; near: string; late: string };
}

export interface Link {
  /** Its number is the element `#count-<id>` and changes while the page is open. */
  id?: string;
  label: string;
  href: string;
  icon?: string;
  title?: string;
  current?: boolean;
  count?: number;
  /** Of its icon, 1 to 5. */
  colour?: number;
  /** A colleague waits for it: the count is shown in ember. */
  hot?: boolean;
  /** Opens in the dialog instead of leaving the page. */
  dialog?: boolean;
}

/** A button that posts: `action` is the address; the method is POST, others go through `?_method=`. */
export interface Act {
  label: string;
  action: string;
  icon?: string;
  name?: string;
  value?: string | number;
  current?: boolean;
  /** Key that presses it, such as `e` or `g i`. */
  key?: string;
  danger?: boolean;
  person?: Person;
  /** Why it cannot be pressed; the button is then disabled. */
  refused?: string;
  /** Address of a dialog that asks first. */
  asks?: string;
}

export interface Banner {
  tone: 'info' | 'good' | 'warn' | 'bad';
  icon?: string;
  title?: string;
  text: string;
  acts?: Act[];
  links?: Link[];
}

/** View `tickets/pick`: a menu that changes one thing at once. */
export interface PickModel {
  label: string;
  action: string;
  name: string;
  shown: string;
  chip?: Chip;
  person?: Person;
  priority?: 1 | 2 | 3;
  /** Absent: only shown. */
  options?: { value: string; label: string; current?: boolean; refused?: string; person?: Person }[];
}

/** Nothing to show: a fact, what happens next, at most one way on. */
export interface Empty {
  title: string;
  text: string;
  link?: Link;
}

export interface Toast {
  text: string;
  icon?: string;
  link?: Link;
  /** Heard as well as seen. */
  sound?: boolean;
  /** Undo, with the seconds it is possible. */
  undo?: { action: string; label?: string; seconds: number };
}

/** A column of links: lists and views, or the settings. */
export interface Lists {
  title: string;
  label: string;
  /** Button beside the title, such as “New conversation”. */
  start?: Link & { key?: string };
  groups: { title?: string; titleHref?: string; add?: Link; items: Link[] }[];
}
