// What the details page shows of a form while its words and colour are being set.
import type { SlotFill } from '../../../core/contract/contract.ts';
import { loadForm } from '../form/store.ts';
import { sheetOf } from '../public/colours.ts';
import { faceOf } from '../public/face.ts';
import type { FormSettings } from '../settings.ts';

export const slots: SlotFill[] = [
  {
    slot: 'account preview',
    view: 'account-preview',
    async model({ account, values, language }) {
      if (!account) return null;
      const settings = { ...account.account.settings, ...values } as unknown as FormSettings;
      const { fields } = (await loadForm(account)).definition;
      const say = (key: string, params?: Record<string, string | number>) => account.text(language, key, params);
      const thanks = settings.after === 'message' ? settings.thanks?.trim() || say('public.thanks') : undefined;
      return {
        sheet: sheetOf(settings.colour),
        face: faceOf({ settings, fields, say }),
        thanks,
        leads: settings.after === 'redirect' && settings.redirect,
      };
    },
  },
];
