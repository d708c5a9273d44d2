// Named moments of the ways in and out, so that tests can stop the process after each of them.

/** In the order in which they pass. */
export const STEPS = {
  inbound: [
    'inbound.arrived',
    // Large bodies are files.
    'inbound.body-saved',
    'inbound.journaled',
    'inbound.parsed',
    'inbound.media-saved',
    // Inside the transaction, before its commit.
    'inbound.recording',
    'inbound.recorded',
    // Files that were only named.
    'inbound.media-fetched',
    'inbound.media-kept',
  ],
  outbound: [
    // Inside the transaction, before its commit.
    'outbound.writing',
    'outbound.queued',
    'outbound.sending',
    'outbound.sent',
    // Inside the transaction, before its commit.
    'outbound.recording',
    'outbound.recorded',
  ],
  amending: [
    'amend.noted',
    // The far side has answered.
    'amend.done',
    // Inside the transaction, before its commit.
    'amend.recording',
    'amend.recorded',
  ],
  macro: [
    'macro.begun',
    // Its replies to one conversation have been written.
    'macro.replied',
    // Inside the transaction, before its commit.
    'macro.acting',
    // With one conversation.
    'macro.acted',
  ],
  runs: [
    'runs.begun',
    // Inside the transaction, before its commit.
    'runs.changing',
    // With a few conversations.
    'runs.changed',
  ],
  chatflow: [
    // Inside the transaction, before its commit.
    'chatflow.turning',
    'chatflow.turned',
    // After each of the things a turn does.
    'chatflow.acted',
  ],
  webhook: [
    // It may have been taken, and nobody here knows yet.
    'webhook.posted',
    'webhook.recorded',
  ],
  imports: [
    // Inside the transaction, before its commit.
    'imports.writing',
    'imports.written',
  ],
} as const;

export type Step = (typeof STEPS)[keyof typeof STEPS][number];

/** Called after each durable step; does nothing in production. */
export type OnStep = (step: Step) => void;

export const noSteps: OnStep = () => {};
