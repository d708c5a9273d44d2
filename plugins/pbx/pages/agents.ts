// The extensions of the whole team, for whoever manages the channel (CA-2).
import type { AccountPage, PageAbout, PageAnswer, PageForm } from '../../../core/contract/pages.ts';
import { extensionOf, keepExtension } from '../line/agents.ts';
import { hubOf } from '../line/hub.ts';
import { tryExtension } from '../line/trying.ts';
import { settingsOf } from '../settings.ts';
import { MASK, readExtension, said, signInAnew, stateOf } from './extensions.ts';

export const agentsPage: AccountPage = {
  id: 'agents',
  view: 'agents',
  model: async (about) => ({ members: await membersOf(about) }),
  actions: { keep, try: attempt },
};

interface Wrong {
  userId: number;
  error: string;
  values?: object;
}

async function membersOf({ account, language }: PageAbout, wrong?: Wrong) {
  const { members } = await account.team();
  return members.map(({ id, name }) => {
    const extension = extensionOf(account, id);
    const { state, why } = hubOf(account).standing(account.account.publicId, id);
    return {
      ...{ id, name, has: extension !== undefined, user: extension?.user ?? '', password: extension ? MASK : '' },
      signsInAs: extension?.signsInAs ?? '',
      ...stateOf(account, language, state, why),
      ...(wrong?.userId === id && { error: wrong.error, ...wrong.values }),
    };
  });
}

/** Of the team; NaN for anybody else. */
async function memberIn({ account }: PageAbout, form: PageForm): Promise<number> {
  const { members } = await account.team();
  return members.find(({ id }) => id === form.number('member'))?.id ?? Number.NaN;
}

async function keep(about: PageAbout, form: PageForm): Promise<PageAnswer> {
  const { account, language } = about;
  const userId = await memberIn(about, form);
  if (Number.isNaN(userId)) return { go: {} };
  const read = readExtension(account, userId, form);
  if ('why' in read) {
    const values = { user: form.text('user'), signsInAs: form.text('signsInAs') };
    const error = account.text(language, `reason.${read.why.code}`, read.why.params);
    return { again: { members: await membersOf(about, { userId, error, values }) } };
  }
  await keepExtension(account, userId, read.extension);
  hubOf(account).phone(account.account.publicId, userId)?.renew(account);
  return { go: {}, said: said(read.extension ? 'kept' : 'removed') };
}

async function attempt(about: PageAbout, form: PageForm): Promise<PageAnswer> {
  const { account, language } = about;
  const userId = await memberIn(about, form);
  const extension = extensionOf(account, userId);
  if (!extension) return { go: {} };
  const why = await tryExtension(account, settingsOf(account.account), extension);
  if (!why) {
    signInAnew(account, userId);
    return { go: {}, said: said('tried') };
  }
  const error = account.text(language, `reason.${why.code}`, why.params);
  return { again: { members: await membersOf(about, { userId, error }) } };
}
