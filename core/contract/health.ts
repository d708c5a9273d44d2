// How an account is doing: a state, a code, a sentence, and what to do about it.
import type { Reason } from './reason.ts';

export type HealthState = 'starting' | 'connected' | 'recovering' | 'needs sign-in' | 'misconfigured' | 'stopped';

/** What a person can do about it. */
export type HealthAction = 'sign in again' | 'change settings' | 'wait' | 'restart' | 'contact provider';

export interface Health {
  state: HealthState;
  why?: Reason;
  action?: HealthAction;
  /** When the credential ends, so that people are warned before. */
  expiresAt?: Date;
}

/** One line of the health page's checks. */
export interface Check {
  /** Text key below `check.` in the plugin's locales. */
  code: string;
  state: 'good' | 'warn' | 'bad';
  detail?: Reason;
}
