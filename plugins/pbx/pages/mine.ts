// Everybody's own telephone: how it stands, the extension it signs in with, and the line of the page (CA-3).
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { DeskPage, DeskPageAbout, PageAnswer, PageForm } from '../../../core/contract/pages.ts';
import { extensionOf, keepExtension } from '../line/agents.ts';
import { hubOf } from '../line/hub.ts';
import { writeTicket } from '../line/ticket.ts';
import { tryExtension } from '../line/trying.ts';
import { settingsOf } from '../settings.ts';
import { MASK, readExtension, said, signInAnew, stateOf } from './extensions.ts';

export const minePage: DeskPage = {
  id: 'mine',
  view: 'mine',
  permission: 'channel.read',
  formPermission: 'conversation.answer',
  model: async (about) => ({ phones: phonesOf(about) }),
  actions: { keep, try: attempt },
  files: { 'lines.json': async (about) => linesOf(about) },
};

interface Wrong {
  account: string;
  error: string;
  values?: object;
}

function phonesOf({ context, viewer, language }: DeskPageAbout, wrong?: Wrong) {
  return context.accounts().map(({ account }) => {
    const extension = extensionOf({ account }, viewer.id);
    const { state, why } = hubOf(context).standing(account.publicId, viewer.id);
    const isWrong = wrong?.account === account.publicId;
    return {
      ...{ id: account.publicId, title: account.title, has: extension !== undefined },
      ...{ user: extension?.user ?? '', signsInAs: extension?.signsInAs ?? '', password: extension ? MASK : '' },
      ...stateOf(context, language, state, why),
      ...(isWrong && { error: wrong.error, ...wrong.values }),
    };
  });
}

function accountOf(context: PluginContext, form: PageForm): AccountContext | undefined {
  return context.accounts().find(({ account }) => account.publicId === form.text('account'));
}

async function keep(about: DeskPageAbout, form: PageForm): Promise<PageAnswer> {
  const { context, viewer, language } = about;
  const account = accountOf(context, form);
  if (!account) return { go: {} };
  const read = readExtension(account, viewer.id, form);
  if ('why' in read) {
    const values = { user: form.text('user'), signsInAs: form.text('signsInAs') };
    const error = context.text(language, `reason.${read.why.code}`, read.why.params);
    return { again: { phones: phonesOf(about, { account: form.text('account'), error, values }) } };
  }
  await keepExtension(account, viewer.id, read.extension);
  hubOf(context).phone(account.account.publicId, viewer.id)?.renew(account);
  return { go: {}, said: said(read.extension ? 'kept' : 'removed') };
}

async function attempt(about: DeskPageAbout, form: PageForm): Promise<PageAnswer> {
  const { context, viewer, language } = about;
  const account = accountOf(context, form);
  const extension = account && extensionOf(account, viewer.id);
  if (!account || !extension) return { go: {} };
  const why = await tryExtension(account, settingsOf(account.account), extension);
  if (!why) {
    signInAnew(account, viewer.id);
    return { go: {}, said: said('tried') };
  }
  const error = context.text(language, `reason.${why.code}`, why.params);
  return { again: { phones: phonesOf(about, { account: form.text('account'), error }) } };
}

/** For the script of the page: a ticket for each line, never a password. */
async function linesOf({ context, viewer, language }: DeskPageAbout) {
  const lines = context.accounts().flatMap(({ account }) => {
    const extension = extensionOf({ account }, viewer.id);
    if (!extension) return [];
    const { domain, callHeader, callerId, outboundProxy, tones } = settingsOf(account);
    const ticket = writeTicket(context, {
      userId: viewer.id,
      session: viewer.session,
      account: account.publicId,
      language,
    });
    return {
      ...{ account: account.publicId, ticket, domain, callHeader, callerId, outboundProxy, tones },
      ...{ user: extension.user, signsInAs: extension.signsInAs || extension.user },
      iceServers: context.iceServers(`user-${viewer.id}`),
    };
  });
  const say = (key: string) => context.text(language, key);
  const texts = {
    ...{ mine: say('page.mine') },
    ...{ denied: say('phone.denied'), missing: say('phone.missing'), taken: say('phone.taken') },
    ...{
      insecure: say('phone.insecure'),
      failed: say('phone.failed'),
      transfer: say('phone.transfer'),
      weak: say('phone.weak'),
    },
  };
  return { name: 'lines.json', type: 'application/json', content: JSON.stringify({ lines, texts }) };
}
