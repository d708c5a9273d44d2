// What a message is made of, ready to be shown; view `conversation/parts/<kind>`.
import type { CallPart } from '../../contract/part.ts';
import type { TrustedHtml } from './shared.ts';
import type { TemplateFaceModel } from './templates.ts';

/** View `conversation/file`. */
export interface FileModel {
  name: string;
  href: string;
  /** `PDF`, `Picture`. */
  type: string;
  bytes?: number;
  /** Address of a small picture. */
  thumb?: string;
  icon?: string;
  /** Why it cannot be opened (blocked type, still loading). */
  refused?: string;
}

export type PartModel =
  /** Plain text, or HTML of our own sanitiser. Mail HTML of strangers goes into `frame`, never here. */
  | { kind: 'text'; text: string; html?: TrustedHtml }
  /** Mail HTML as its own sandboxed document; `src` answers with `MAIL_FRAME_POLICY`. */
  | { kind: 'frame'; id: number; src: string }
  | {
      kind: 'image';
      src: string;
      href: string;
      name: string;
      alt?: string;
      width?: number;
      height?: number;
      caption?: string;
    }
  | { kind: 'sticker'; src: string }
  /** `bytes` of the file: its shape is drawn by the page while it is not too large. */
  | { kind: 'audio'; src: string; bytes?: number; seconds?: number; transcript?: string; caption?: string }
  | { kind: 'video'; src: string; width?: number; height?: number; caption?: string }
  | ({ kind: 'file'; caption?: string } & FileModel)
  | { kind: 'location'; latitude: number; longitude: number; href: string; name?: string; place?: string }
  | { kind: 'contact'; cards: { name: string; lines: string[] }[] }
  | { kind: 'choice'; prompt?: string; options?: string[]; chosen?: string }
  | { kind: 'form'; title: string; answers: { label: string; value: string }[] }
  | { kind: 'template'; name: string; preview?: string; face?: TemplateFaceModel; cards?: TemplateFaceModel[] }
  | { kind: 'call'; outcome: CallPart['outcome']; out?: boolean; seconds?: number }
  | { kind: 'event'; title: string; start?: string; end?: string; location?: string; organizer?: string }
  /** Held back by the content rules (WA-12); posting to `reveal` shows it. */
  | { kind: 'hidden'; why: string; reveal?: string }
  | { kind: 'unsupported'; what: string; why?: string; rawHref?: string };
