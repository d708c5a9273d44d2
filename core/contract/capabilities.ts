// What a channel can carry in one conversation, as levels with limits; what is absent cannot be carried.

/**
 * - `carries`: arrives as it was written.
 * - `converts`: arrives in the channel's nearest form; what changes is said (`becomes`).
 * - `falls back`: arrives as something else (a link instead of a file).
 * - `drops`: is left out silently by the far side; the agent is told.
 * - `refuses`: cannot be sent; the composer says why.
 */
export type Level = 'carries' | 'converts' | 'falls back' | 'drops' | 'refuses';

export interface TextAbility {
  level: Level;
  /** Characters (UTF-16 units) in one message; longer texts are split when `split` is set, else refused. */
  maximum?: number;
  split?: boolean;
  /** Each style by name: bold, italic, underline, strike, code, link, list, quote, heading, colour, inline-image. */
  styles?: Partial<Record<TextStyle, Level>>;
}

export type TextStyle =
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strike'
  | 'code'
  | 'link'
  | 'list'
  | 'quote'
  | 'heading'
  | 'colour'
  | 'inline-image';

export interface MediaAbility {
  level: Level;
  /** MIME types or patterns such as `image/*`. Absent: any. */
  types?: string[];
  /** Bytes in one file. */
  maximum?: number;
  /** Whether a caption goes with the file. Default refuses: the caption becomes its own message. */
  caption?: Level;
}

export interface Capabilities {
  /** Changes whenever the content changes, so that a page can tell that its composer is out of date. */
  id: string;
  text?: TextAbility;
  media?: Partial<Record<'image' | 'audio' | 'voice' | 'video' | 'file' | 'sticker', MediaAbility>>;
  /** Files in one message, and their bytes together. */
  mediaCount?: number;
  mediaTotal?: number;
  /** Several parts travel as one message (e-mail) or each alone (chat). */
  together?: boolean;
  subject?: { maximum: number };
  recipients?: { cc: boolean; bcc: boolean; maximum: number };
  template?: Level;
  location?: Level;
  contact?: Level;
  choice?: { level: Level; maximum: number; title: number };
  replyTo?: Level;
  receipts?: ('delivered' | 'read')[];
  /** Seconds after sending during which these are possible. Absent: not at all. Needs the method of the same name. */
  edit?: { within: number };
  delete?: { within: number };
  /** To messages of the customer. */
  react?: boolean;
  typing?: boolean;
  markRead?: boolean;
  /**
   * Templates for advertising, and what automation writes of its own accord, do not go to who has refused this purpose;
   * with `asked`, templates go only to who has agreed to it (WA-13). What people write themselves is not concerned.
   */
  consent?: { purpose: string; asked: boolean };
}

/** Of what conversation the question is. All plain data: capabilities and policy are pure. */
export interface ConversationContext {
  now: Date;
  /** When the customer last wrote on this account, in whichever conversation; null when never. */
  lastInboundAt: Date | null;
  /** `person` when an agent sends, `automation` when a rule or bot does. */
  author: 'person' | 'automation';
  recipient: { kind: 'email' | 'phone' | 'handle'; value: string } | null;
  /** Consents and opt-outs of the contact by purpose. */
  consents: Record<string, boolean>;
  /** The account's settings without secrets. */
  settings: Record<string, unknown>;
  /** What the plugin noted on the conversation. */
  notes: Record<string, unknown>;
}
