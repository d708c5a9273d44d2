// How a form gets to people: its own page, a line of script, a frame.
import type { AccountPage } from '../../../core/contract/pages.ts';
import { addressOf } from '../form/checks.ts';
import type { FormSettings } from '../settings.ts';

const attribute = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

export const sharePage: AccountPage = {
  id: 'share',
  view: 'share',
  async model({ account }) {
    const { uniqueId, settings, title } = account.account;
    const { title: shown } = settings as unknown as FormSettings;
    const name = attribute(shown || title);
    const script = `${account.publicUrl}/channels/forms/embed.js`;
    const query = new URLSearchParams({ id: uniqueId, title: shown || title });
    const frame = `<iframe src="${addressOf(account)}/embed" data-hubdesk-form title="${name}" width="100%" height="600" frameborder="0"></iframe>`;
    return {
      page: addressOf(account),
      codes: [
        { id: 'script', code: `<script src="${attribute(`${script}?${query}`)}" async></script>` },
        { id: 'frame', code: `${frame}\n<script src="${script}" async></script>` },
        { id: 'policy', code: `script-src ${account.publicUrl}; frame-src ${account.publicUrl}` },
      ],
    };
  },
};
