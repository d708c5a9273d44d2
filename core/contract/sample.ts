// What a channel shows of itself in an invented company: an account without a far side, and what happened on it.
import type { ExternalId, Person } from './address.ts';
import type { AccountContext, PluginContext } from './context.ts';
import type { RawArrival } from './inbound.ts';

/** What a sample is made for, and what it can be made of. */
export interface SampleWanted {
  /** In which people write. */
  language: 'de' | 'en';
  now: Date;
  /** What the company is called. */
  company: string;
  /** A drawing as PNG; variants differ in colour. */
  picture(variant: number): Uint8Array;
  /** A page of text as PDF; the first line is the heading. */
  paper(lines: string[]): Uint8Array;
  /** Seconds of a sound as WAV: something clicks. */
  sound(seconds: number): Uint8Array;
  /** Seconds that sound like somebody who speaks, in no language, as WAV. */
  speech(seconds: number): Uint8Array;
}

export interface SampleFile {
  content: Uint8Array;
  mimeType: string;
  name?: string;
}

/** Numbers of its people are kept free for stories by who gives numbers out, so that nobody is behind them. */
export interface ChannelSample {
  account: { uniqueId: string; title: string; values: Record<string, unknown> };
  /** In any order. Arrivals are read by `parse` as any other. */
  steps: SampleStep[];
  /** Instead of `connection.media`. */
  media(ref: string): SampleFile | null;
}

interface SampleTemplate {
  name: string;
  language: string;
  values: Record<string, string>;
}

/** `id`: what the far side called what the team sent. Conversations are named by a message in them. */
export type SampleStep = { at: Date } & (
  | { does: 'arrive'; raw: RawArrival }
  | { does: 'answer'; to: ExternalId; id: ExternalId; text: string; quotes?: boolean }
  | { does: 'answer'; to: ExternalId; id: ExternalId; template: SampleTemplate }
  | { does: 'begin'; with: Person; id: ExternalId; template: SampleTemplate }
  | { does: 'close'; of: ExternalId }
);

/** Makes the sample, and keeps what its far side would have told in the plugin's own tables. */
export interface SampleMaker {
  make(wanted: SampleWanted): Promise<ChannelSample>;
  /** Once its account is there, before the first step. */
  furnish?(context: AccountContext, wanted: SampleWanted): Promise<void>;
  /** Takes away what `furnish` has put there; another time must do no harm. */
  clear?(context: PluginContext): Promise<void>;
}
