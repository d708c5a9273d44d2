// Connecting an account: a small resumable state machine, the same for a new account, a new sign-in and new settings.
import type { ExternalId } from './address.ts';
import type { PluginContext } from './context.ts';
import type { Reason } from './reason.ts';
import type { SettingsShape } from './settings.ts';

export type ConnectPurpose = 'new' | 'sign in again' | 'change settings';

/**
 * What the wizard shows next. The words come from the plugin's texts: `connect.<id>.title`, `connect.<id>.text` and
 * `connect.<id>.next` (label of the button) of the step's `id`; of a choice `connect.<id>.option.<option id>` and
 * `….detail`; of a shown item `connect.<id>.item.<label>`. What has no text is shown as the step gives it. `params` are the
 * values that the texts of the step name.
 */
export type ConnectStep =
  /** A form of declared fields. `errors` is by field name; the key `base` is for the whole form. Typed values are kept. */
  | {
      step: 'form';
      id: string;
      params?: StepParams;
      fields: SettingsShape;
      values?: Record<string, unknown>;
      errors?: Record<string, Reason>;
    }
  /** A pop-up to the far side; core owns the state parameter and the callback address. */
  | { step: 'visit'; id: string; params?: StepParams; url: string }
  /** A list to choose from (pages, numbers, kinds of account). */
  | {
      step: 'choose';
      id: string;
      params?: StepParams;
      several?: boolean;
      /** Why what was chosen cannot be. */
      error?: Reason;
      options: { id: string; title: string; detail?: string; disabled?: Reason; icon?: string }[];
    }
  /** Something to look at or copy; goes on by itself when `poll` answers, or by a button. */
  | {
      step: 'show';
      id: string;
      params?: StepParams;
      /** Names of sentences to go through one by one: `connect.<id>.point.<name>`. */
      points?: string[];
      items: { label: string; value: string; copy?: boolean }[];
      image?: string;
      poll?: number;
      waiting?: Reason;
    }
  /** Connected: what is stored. The same `uniqueId` cannot be connected twice. Several accounts at once are possible. */
  | { step: 'done'; accounts: ConnectedAccount[] }
  | { step: 'stop'; why: Reason };

export type StepParams = Record<string, string | number>;

export interface ConnectedAccount {
  /** What the far side calls it for ever (address, number, page id). */
  uniqueId: ExternalId;
  /** What people call it. */
  title: string;
  /** Values of the plugin's declared settings; secrets are sealed by core because of their type. */
  values: Record<string, unknown>;
  credentialExpiresAt?: Date;
}

/** What the person did on the step that was shown. */
export type ConnectInput =
  | { kind: 'start'; choice?: string }
  | { kind: 'form'; values: Record<string, unknown> }
  | { kind: 'visit'; query: Record<string, string> }
  | { kind: 'choose'; ids: string[] }
  | { kind: 'show' };

export interface ConnectContext {
  purpose: ConnectPurpose;
  /** The account being changed; its settings with secrets opened. */
  account: { uniqueId: ExternalId; title: string; values: Record<string, unknown> } | null;
  /** Kept sealed between the steps; a wizard can be left and resumed, also after a restart. JSON. */
  memory: Record<string, unknown>;
  /** The public address of this desk, without a trailing slash. */
  publicUrl: string;
  /** Where a `visit` comes back to. */
  callbackUrl: string;
  /** The signed state to put into a `visit`. */
  state: string;
  /** Who connects, and into which inbox; null while an account is changed that has one. */
  place: { userId: number; inboxId: number | null };
  /** The name of the team, the language of the person. */
  workspace: { name: string };
  language: string;
  /** Why this one cannot be connected: it is already, switched on or off, and where. Null when it can. */
  taken(uniqueId: ExternalId): Promise<Reason | null>;
  fetch: typeof fetch;
  now(): Date;
  /** The plugin's own ports: configuration, its folder, signing, whose addresses are taken already. */
  plugin: PluginContext;
}

/** What a deleted account leaves at its far side. */
export interface Leftover {
  why: Reason;
  /** It may be taken back later: the desk calls again, in growing gaps, for about two days. Otherwise nobody can (a lost sign-in). */
  again: boolean;
  /** Seconds to wait, where the far side says so. */
  after?: number;
}

/**
 * Answers the next step. Called once with `start`, then with each input. May use the network: connecting tries the
 * real far side before anything is saved. Must not throw for expected trouble: a wrong password is a form with errors.
 */
export type Connect = (input: ConnectInput, lastStepId: string | null, context: ConnectContext) => Promise<ConnectStep>;
