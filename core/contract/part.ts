// What a message is made of: the same parts for every channel, in and out.
import type { ExternalId } from './address.ts';
import type { Reason } from './reason.ts';
import type { TemplateFace, TemplateFile } from './template.ts';

/** Written words. `html` is optional; inbound it must already be sanitised by the plugin's own rules (core sanitises again). */
export interface TextPart {
  type: 'text';
  text: string;
  html?: string;
  /** What the sender quoted from earlier messages, cut off from `text`; shown folded. */
  quotedText?: string;
  quotedHtml?: string;
  /** How the sender signed, cut off likewise; shown folded with the quotation. */
  signature?: string;
  signatureHtml?: string;
}

export type MediaKind = 'image' | 'audio' | 'voice' | 'video' | 'file' | 'sticker';

/**
 * A file. Inbound exactly one of `content` (bytes at hand) and `ref` (fetched later by `connection.media(ref)`) is set;
 * outbound `fileId` names a stored file. `contentId` joins an inline image to `cid:` links in the HTML.
 */
export interface MediaPart {
  type: 'media';
  kind: MediaKind;
  name: string;
  mimeType: string;
  bytes?: number;
  content?: Uint8Array;
  ref?: string;
  fileId?: number;
  contentId?: string;
  inline?: boolean;
  caption?: string;
  /** Seconds, for audio, voice and video. */
  duration?: number;
}

export interface LocationPart {
  type: 'location';
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

export interface ContactCardPart {
  type: 'contact';
  cards: { name: string; phones: string[]; emails: string[]; organisation?: string }[];
}

/** Outbound: buttons or a list to choose from. Inbound: what was chosen. */
export interface ChoicePart {
  type: 'choice';
  prompt?: string;
  options?: { id: string; title: string; description?: string }[];
  chosen?: { id: string; title: string };
}

export interface FormAnswersPart {
  type: 'form';
  title: string;
  answers: { field: string; label: string; value: string; hidden?: boolean }[];
}

/** A message the far side keeps ready (`Template`), with what stands for its placeholders. */
export interface TemplatePart {
  type: 'template';
  name: string;
  language: string;
  /** By key of the parameter; placeholders of the body may go by their bare names. */
  values: Record<string, string>;
  /** Files of headers, by key of the parameter. */
  files?: Record<string, TemplateFile>;
  /** Its words, for lists and search. */
  preview?: string;
  /** As it reads, and the cards below. */
  shown?: TemplateFace;
  cards?: TemplateFace[];
}

export interface CallPart {
  type: 'call';
  direction: 'in' | 'out';
  /** `ringing` and `active` while it lasts. */
  outcome: 'ringing' | 'active' | 'answered' | 'missed' | 'voicemail' | 'busy' | 'failed';
  /** Seconds of talk. */
  duration?: number;
}

/** An appointment as a card; `method` is that of RFC 5546 (REQUEST, CANCEL …). Times are ISO 8601. */
export interface EventPart {
  type: 'event';
  method: string;
  title: string;
  start?: string;
  end?: string;
  location?: string;
  organizer?: string;
  attendees: { address: string; status?: string }[];
}

/** Something this version cannot show; the raw arrival is kept and linked. */
export interface UnsupportedPart {
  type: 'unsupported';
  what: string;
  why: Reason;
}

export type Part =
  | TextPart
  | MediaPart
  | LocationPart
  | ContactCardPart
  | ChoicePart
  | FormAnswersPart
  | TemplatePart
  | CallPart
  | EventPart
  | UnsupportedPart;

export type PartType = Part['type'];

/** A message being answered, as the far side names it. */
export interface ReplyTarget {
  externalId: ExternalId;
}
