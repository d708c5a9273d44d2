// For whom a view is rendered: language, zone, theme, and the frame around every page.
import type { Frame } from './models/frame.ts';

/** For whom a view is rendered. In templates it is `@view`. */
export interface ViewContext {
  /** BCP 47, such as `de`. */
  language: string;
  /** IANA name, such as `Europe/Berlin`. */
  timeZone: string;
  /** What the person chose; absent: as the device says. */
  theme?: 'light' | 'dark';
  csrfToken: string;
  /** The rail and who is signed in. Absent before sign-in and in fragments, which never show it. */
  frame?: Frame;
}
