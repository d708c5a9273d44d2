// Connecting numbers: by the login of Meta, or with a token of one's own. One file for each part of the way in wizard/.
import type { Connect, ConnectContext, ConnectInput, ConnectStep } from '../../../core/contract/connect.ts';
import { reason } from '../../../core/contract/reason.ts';
import { Login } from '../wizard/login.ts';
import { renew } from './wizard/again.ts';
import { answerAccount, answerBusiness, chooseBusiness, makeAccount, makeBusiness } from './wizard/business.ts';
import { answerCode, answerPin, sendCode } from './wizard/code.ts';
import { LOGIN } from './wizard/memory.ts';
import { answerNumbers, makeNumber } from './wizard/numbers.ts';
import { askNumberById, showWebhook, tryNumber } from './wizard/own.ts';
import { answerProfile } from './wizard/profile.ts';
import { goOn } from './wizard/ready.ts';

/** Null: the step is done, and the wizard goes on with what comes next. */
type Answered = ConnectStep | null | Promise<ConnectStep | null>;
type Answer = (input: ConnectInput, context: ConnectContext) => Answered;

const unexpected: ConnectStep = {
  step: 'stop',
  why: reason('whatsapp.unexpected', 'This step does not belong here. Please begin again.'),
};

const form = (answer: (context: ConnectContext, values: Record<string, unknown>) => Answered): Answer => {
  return (input, context) => (input.kind === 'form' ? answer(context, input.values) : unexpected);
};
const chosen = (answer: (context: ConnectContext, ids: string[]) => Answered): Answer => {
  return (input, context) => (input.kind === 'choose' ? answer(context, input.ids) : unexpected);
};
const login = (context: ConnectContext) => new Login(LOGIN, context);

/** By the id of the step that was shown. */
const ANSWERS: Record<string, Answer> = {
  way: chosen((context, [way]) => (way === 'own' ? showWebhook(context) : login(context).begin())),
  prepare: (_input, context) => login(context).afterPreparing(),
  redirect: (_input, context) => login(context).askApp(),
  application: form((context, values) => login(context).takeApp(values)),
  visit: async (input, context) =>
    input.kind === 'visit' ? ((await login(context).returned(input)) ?? loggedIn(context)) : unexpected,
  permissions: (_input, context) => login(context).visit(true),
  elsewhere: async (_input, context) => (await login(context).lead()) ?? loggedIn(context),
  callback: (_input, context) => loggedIn(context),
  business: chosen((context, [id = '']) => answerBusiness(context, id)),
  'new-business': form(makeBusiness),
  account: chosen((context, [id = '']) => answerAccount(context, id)),
  'new-account': form(makeAccount),
  numbers: chosen(answerNumbers),
  'number-new': form(makeNumber),
  method: form((context, values) => sendCode(context, String(values.method))),
  code: form(answerCode),
  pin: form(answerPin),
  'pin-new': form(answerPin),
  profile: form(answerProfile),
  webhook: (_input, context) => askNumberById(context),
  number: form(tryNumber),
};

export const connect: Connect = async (input, lastStepId, context) => {
  if (input.kind === 'start') return start(context, input.choice);
  const answer = ANSWERS[lastStepId ?? ''];
  return answer ? ((await answer(input, context)) ?? goOn(context)) : unexpected;
};

function start(context: ConnectContext, choice: string | undefined): ConnectStep {
  if (context.account) return context.account.values.way === 'login' ? login(context).begin() : showWebhook(context);
  if (choice) return choice === 'own' ? showWebhook(context) : login(context).begin();
  return {
    step: 'choose',
    id: 'way',
    options: [
      { id: 'login', title: 'login', icon: 'user' },
      { id: 'own', title: 'own', icon: 'wrench' },
    ],
  };
}

function loggedIn(context: ConnectContext): Promise<ConnectStep> {
  return context.account ? renew(context) : chooseBusiness(context);
}
