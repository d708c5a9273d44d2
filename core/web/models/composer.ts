// The composer: by which way, to whom, what, and what of it the customer will not see.
import type { FieldModel } from './fields.ts';
import type { ChannelMark, Link, TrustedHtml } from './shared.ts';

/**
 * View `conversation/composer`, element `#composer-<id>`. It posts to `address` as multipart: `key` (the same for every
 * press of the button), `seen`, `mode` (`reply` or `comment`), `way`, `to`, `cc`, `bcc`, `subject`, `text`, `html`, `file`
 * (ids of uploads), `files` (without script), `replyTo`, `template`, `stage`, `anyway`, `later`. Buttons of other ways
 * post the same to `switchAddress`, which keeps the draft and answers the composer for that way.
 */
export interface ComposerModel {
  /** Of the conversation. */
  id: number;
  address: string;
  switchAddress: string;
  /** Takes the form's fields while one types; answers 204. */
  draftAddress: string;
  /** Takes one file as `file`; answers view `conversation/composer/file`. */
  uploadAddress: string;
  /** GET with `?q=`, answer view `shared/suggestions`. */
  mentionsAddress?: string;
  snippetsAddress?: string;
  /** Random; makes a double click one message. */
  key: string;
  /** Id of the newest message the person has seen (RE-9). */
  seen: number;
  comment?: boolean;
  /** Begins a conversation: there is none yet to comment on, to type into or to be seen by others. */
  fresh?: boolean;
  ways: Way[];
  /** The way is an account of the invented company: nothing leaves the desk by it. */
  demo?: boolean;
  /** Opens the dialog by which the contact is called. */
  callHref?: string;
  /** The account of the way it is sent by. */
  account?: number;
  /** The clock of a session or window, element `#window-<id>`. */
  clock?: Clock;
  replyTo?: { id: number; author: string; snippet: string; clear: string };
  recipients?: Recipients;
  /** For readers: `Message to Lena Hofmann`. */
  label: string;
  placeholder: string;
  text: string;
  /** Whether the way carries any style; then `html` is the draft with them. */
  rich?: boolean;
  html?: TrustedHtml;
  maximum?: number;
  styles?: { name: TextStyleTool; refused?: string }[];
  attach?: { accept?: string; refused?: string };
  files?: AttachedFile[];
  inserts?: Link[];
  /** Opens the dialog of the way's templates. */
  templatesHref?: string;
  /** What the customer will not see, in sentences. View `conversation/composer/losses`, element `#losses-<id>`. */
  losses?: string[];
  previewHref?: string;
  /** Nothing or only a template may be sent: why, since when. */
  closed?: ClosedComposer;
  send: SendModel;
  /** `later` is the moment chosen before; `anyway` the words of the button. */
  collision?: { text: string; show: string; anyway: string; later?: string };
  /** Why it was not taken; what was typed is kept. */
  error?: string;
  /** A plugin's `composer notice`, already rendered. */
  notice?: TrustedHtml;
}

export interface Clock {
  /** Percent of the time. */
  used: number;
  label: string;
  title: string;
  tone: 'good' | 'warn' | 'due' | 'over';
  /** ISO 8601, and the words with a `#` for what is left; a script counts it down. */
  ticks?: { began: string; ends: string; left: string };
  /** Answers the composer anew when the window has ended. */
  from?: string;
}

export type TextStyleTool = 'bold' | 'italic' | 'strike' | 'link' | 'list' | 'quote' | 'code';

/** `id` is what the form sends as `way`. */
export interface Way {
  id: string;
  label: string;
  channel: ChannelMark;
  title: string;
  current?: boolean;
  /** Why it cannot be used; said in `title` too. */
  refused?: boolean;
}

export interface Recipients {
  to: string;
  copies?: boolean;
  blind?: boolean;
  cc?: string;
  bcc?: string;
  subjectAllowed?: boolean;
  subject?: string;
  subjectMaximum?: number;
}

export interface ClosedComposer {
  why: string;
  /** No time opens it again. */
  barred?: boolean;
  /** How it opens again. */
  again?: string;
  /** Dialog to pick a template. */
  pickHref?: string;
  /** Or where the form is posted to, to begin with whom it names. */
  pickAction?: string;
  pickLabel?: string;
  template?: { id: string; preview: string; fields: FieldModel[] };
}

export interface SendModel {
  label: string;
  /** The stage it sets at the same time: its name and value. */
  stage?: string;
  value?: string;
  refused?: string;
  stages?: { label: string; value: string; current?: boolean }[];
  /** Moments to send at instead of now; the form sends the chosen one as `later`. */
  laters?: { label: string; value: string; detail: string }[];
  /** Bounds and value of the field for any other moment, `laterAt`: `2026-03-01T09:30` by the reader's own clock. */
  laterField?: { value?: string; minimum: string };
}

/** View `conversation/composer/file`. */
export interface AttachedFile {
  id: number | string;
  name: string;
  bytes: number;
  icon?: string;
  thumb?: string;
  /** Why it was not taken. */
  error?: string;
}
