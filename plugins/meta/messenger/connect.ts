// Connecting pages: by the login of Meta, or with a token of one's own. One file for each part of the way in wizard/.
import type { Connect, ConnectContext, ConnectInput, ConnectStep } from '../../../core/contract/connect.ts';
import { reason } from '../../../core/contract/reason.ts';
import { Login } from '../wizard/login.ts';
import { LOGIN } from './wizard/login.ts';
import { askPage, showWebhook, tryPage } from './wizard/own.ts';
import { answerPages, choosePages, renew } from './wizard/pages.ts';

type Answer = (input: ConnectInput, context: ConnectContext) => ConnectStep | Promise<ConnectStep>;

const unexpected: ConnectStep = {
  step: 'stop',
  why: reason('messenger.unexpected', 'This step does not belong here. Please begin again.'),
};

const login = (context: ConnectContext) => new Login(LOGIN, context);

/** By the id of the step that was shown. */
const ANSWERS: Record<string, Answer> = {
  way: (input, context) => (input.kind === 'choose' ? begin(context, input.ids[0]) : unexpected),
  prepare: (_input, context) => login(context).afterPreparing(),
  redirect: (_input, context) => login(context).askApp(),
  application: (input, context) => (input.kind === 'form' ? login(context).takeApp(input.values) : unexpected),
  visit: async (input, context) =>
    input.kind === 'visit' ? ((await login(context).returned(input)) ?? loggedIn(context)) : unexpected,
  permissions: (_input, context) => login(context).visit(true),
  elsewhere: async (_input, context) => (await login(context).lead()) ?? loggedIn(context),
  callback: (_input, context) => loggedIn(context),
  pages: (input, context) => (input.kind === 'choose' ? answerPages(context, input.ids) : unexpected),
  webhook: (_input, context) => askPage(context),
  page: (input, context) => (input.kind === 'form' ? tryPage(context, input.values) : unexpected),
};

export const connect: Connect = async (input, lastStepId, context) => {
  if (input.kind === 'start') return start(context, input.choice);
  return (await ANSWERS[lastStepId ?? '']?.(input, context)) ?? unexpected;
};

function start(context: ConnectContext, choice: string | undefined): ConnectStep {
  if (context.account) return begin(context, String(context.account.values.way));
  if (choice) return begin(context, choice);
  return {
    step: 'choose',
    id: 'way',
    options: [
      { id: 'login', title: 'login', icon: 'user' },
      { id: 'own', title: 'own', icon: 'wrench' },
    ],
  };
}

function begin(context: ConnectContext, way: string | undefined): ConnectStep {
  return way === 'login' ? login(context).begin() : showWebhook(context);
}

function loggedIn(context: ConnectContext): Promise<ConnectStep> {
  return context.account ? renew(context) : choosePages(context);
}
