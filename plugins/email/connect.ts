// Connecting an e-mail account: choose the way, go it step by step, keep what works. One file for each way in wizard/.
import type { Connect, ConnectContext, ConnectInput, ConnectStep } from '../../core/contract/connect.ts';
import { reason } from '../../core/contract/reason.ts';
import { answerForwarding, answerSending, beginForwarding, checkForwarding, sendingForm } from './wizard/forwarding.ts';
import { answerMailbox, answerServers, beginPassword } from './wizard/password.ts';
import { answerApplication, answerVisit, askApplication, beginSignIn, finish } from './wizard/sign-in.ts';
import { showSigning } from './wizard/signing.ts';

type Answer = (input: ConnectInput, context: ConnectContext) => ConnectStep | Promise<ConnectStep>;

const unexpected: ConnectStep = {
  step: 'stop',
  why: reason('wizard.unexpected', 'This step does not belong here. Please begin again.'),
};

const form = (answer: (context: ConnectContext, values: Record<string, unknown>) => ReturnType<Answer>): Answer => {
  return (input, context) => (input.kind === 'form' ? answer(context, input.values) : unexpected);
};
const chosen = (answer: (context: ConnectContext, id: string) => ReturnType<Answer>): Answer => {
  return (input, context) => (input.kind === 'choose' ? answer(context, input.ids[0] ?? '') : unexpected);
};

/** By the id of the step that was shown. */
const ANSWERS: Record<string, Answer> = {
  way: chosen(begin),
  change: chosen(change),
  mailbox: form(answerMailbox),
  servers: form(answerServers),
  redirect: (_input, context) => askApplication(context),
  application: form(answerApplication),
  visit: (input, context) => (input.kind === 'visit' ? answerVisit(context, input) : unexpected),
  account: form((context, values) => finish(context, String(values.address), values.takeOver)),
  forwarding: form((context, values) => answerForwarding(context, String(values.address))),
  check: (_input, context) => checkForwarding(context),
  sending: form(answerSending),
  signing: (_input, context) => showSigning(context),
};

export const connect: Connect = async (input, lastStepId, context) => {
  if (input.kind === 'start') return start(context, input.choice);
  return (await ANSWERS[lastStepId ?? '']?.(input, context)) ?? unexpected;
};

function start(context: ConnectContext, choice: string | undefined): ConnectStep | Promise<ConnectStep> {
  if (!context.account) return choice ? begin(context, choice) : WAYS;
  const way = String(context.account.values.way);
  if (way === 'imap' || way === 'gmail' || way === 'microsoft') return begin(context, way);
  if (context.purpose === 'sign in again') {
    const text = 'This address is served by the desk itself; there is nothing to sign in to.';
    return { step: 'stop', why: reason('wizard.no_sign_in', text) };
  }
  return way === 'forwarding' ? CHANGES : showSigning(context);
}

/** Names are looked up by the page; those here stand alone where it finds none. */
const WAYS: ConnectStep = {
  step: 'choose',
  id: 'way',
  options: [
    { id: 'gmail', title: 'Gmail', icon: 'mail' },
    { id: 'microsoft', title: 'Microsoft 365', icon: 'mail' },
    { id: 'imap', title: 'Another mailbox', icon: 'mail' },
    { id: 'forwarding', title: 'Forwarding', icon: 'right' },
  ],
};

/** What there is to change at an address that is forwarded. */
const CHANGES: ConnectStep = {
  step: 'choose',
  id: 'change',
  options: [
    { id: 'sending', title: 'Server for sending', icon: 'send' },
    { id: 'signing', title: 'Signature of the domain', icon: 'shield' },
  ],
};

function begin(context: ConnectContext, way: string): ConnectStep {
  if (way === 'gmail' || way === 'microsoft') return beginSignIn(context, way);
  if (way === 'imap') return beginPassword(context);
  return way === 'forwarding' ? beginForwarding() : unexpected;
}

function change(context: ConnectContext, what: string): ConnectStep | Promise<ConnectStep> {
  if (what === 'sending') return sendingForm(context);
  return what === 'signing' ? showSigning(context) : unexpected;
}
