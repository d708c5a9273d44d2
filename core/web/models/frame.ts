// What stands around every page of a signed-in person: rail, theme, toasts.
import type { Person, Toast } from './shared.ts';

export interface Frame {
  /** Name of the desk, in the title of every page. */
  deskName: string;
  user: Person & { presence: 'available' | 'away' | 'offline' | 'on_call' };
  /** What this person may open, in order. `id` names the section; its label is the text `rail.<id>`. */
  sections: RailSection[];
  /** What concerns this person alone, `user:7`: every page listens to it. */
  topic?: string;
  /** The bell. Element `#badge-notifications`. */
  notifications?: { count?: number; current?: boolean };
  /** Number of the newest event when the page was made; live updates begin after it. */
  cursor?: number;
  /** A call rings or goes on: the page asks for it. */
  calls?: boolean;
  /** Scripts that make the page a telephone of the person, of channels that have such. */
  phones?: string[];
  /** Shown once, after a redirect. */
  toast?: Toast;
  /** Many conversations of theirs are being changed, or have just been. */
  run?: RunNotice;
  /** The sample company comes or goes. */
  sample?: SampleNotice;
}

/** View `layouts/run`, element `#bulk-run`: asks again by itself until it is done. */
export interface RunNotice {
  id: number;
  state: 'running' | 'done' | 'failed' | 'partly';
  done: number;
  total: number;
  /** What was run; absent: a whole list was changed. */
  macro?: string;
  /** Gives all of it back. */
  undo?: string;
}

/** View `layouts/sample`: asks again by itself until it is done. */
export interface SampleNotice {
  doing: 'loading' | 'removing' | 'failed' | 'done';
  percent: number;
}

export interface RailSection {
  id: 'inbox' | 'tickets' | 'contacts' | 'search' | 'reports' | 'settings';
  href: string;
  icon: string;
  /** Keys that open it, `g i`. */
  key?: string;
  /** Unread or waiting; zero and absent show nothing. Element `#badge-<id>`, view `layouts/badge`. */
  badge?: number;
}

/** What every page model carries for the layouts. */
export interface PageHead {
  title: string;
  /** Topics this page listens to, `conversation:12 inbox:3`; the server checks the right to each. */
  topics?: string;
}
