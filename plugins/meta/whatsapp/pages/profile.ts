// A tab of the account: what customers see of the number beside its name, as it stands at Meta (WA-1).
import type { AccountContext } from '../../../../core/contract/context.ts';
import type { AccountPage, PageForm } from '../../../../core/contract/pages.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import { text, type Fields } from '../../graph/json.ts';
import { Portfolio, profileFor, profileIn } from '../account/portfolio.ts';
import { TRADES } from '../account/trades.ts';
import { told } from '../reading/failures.ts';
import { settingsOf } from '../settings.ts';

/** Under which the profile of a number without a far side stands in its notebook. */
export const PROFILE_KEPT = 'profile';

export const profilePage: AccountPage = {
  id: 'profile',
  view: 'profile',
  async model({ account, language }) {
    const known = account.account.demo
      ? await account.notebook.get<Fields>(PROFILE_KEPT)
      : await portfolioOf(account).profile(settingsOf(account.account).phoneNumberId);
    return known ? { groups: groupsOf(account, language, profileIn(known)) } : { isSilent: true };
  },
  actions: {
    async save({ account, language }, form) {
      const values = valuesOf(form);
      if (account.account.demo) return { again: { groups: groupsOf(account, language, values), why: invented() } };
      const saved = await portfolioOf(account).saveProfile(
        settingsOf(account.account).phoneNumberId,
        profileFor(values),
      );
      if (saved.ok) return { go: {}, said: { code: 'profile_saved', text: 'Meta has taken it.' } };
      return { again: { groups: groupsOf(account, language, values), why: told(saved) } };
    },
  },
};

function invented(): Reason {
  const text =
    'This is an invented account for trying out: Meta does not know it, so nothing was saved. Connect a real one.';
  return reason('whatsapp.invented', text);
}

function portfolioOf(account: AccountContext): Portfolio {
  return new Portfolio(account, settingsOf(account.account).token ?? '');
}

function valuesOf(form: PageForm): Fields {
  const names = ['about', 'description', 'trade', 'address', 'email', 'site'];
  return Object.fromEntries(names.map((name) => [name, form.text(name).trim()]));
}

function groupsOf(account: AccountContext, language: string, values: Fields): object[] {
  const say = (key: string) => account.text(language, `settings.${key}`);
  const field = (name: string, more: object) => ({
    kind: 'text',
    name,
    label: say(`${name}.label`),
    value: text(values[name]),
    ...more,
  });
  const options = TRADES.map((one) => ({
    value: one,
    label: say(`trade.option.${one}`),
    current: one === values.trade || undefined,
  }));
  return [
    {
      fields: [
        field('about', { maximum: 139 }),
        field('description', { kind: 'long-text', maximum: 512 }),
        field('trade', { kind: 'choice', look: 'select', options }),
        field('address', { maximum: 256 }),
        field('email', { inputType: 'email', maximum: 128 }),
        field('site', { inputType: 'url', placeholder: 'https://' }),
      ],
    },
  ];
}
