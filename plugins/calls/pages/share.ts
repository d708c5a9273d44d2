// How people get to call: the page's own address, a line of script for a site, what the site's policy must allow.
import type { AccountPage } from '../../../core/contract/pages.ts';
import { settingsOf } from '../settings.ts';

export const sharePage: AccountPage = {
  id: 'share',
  view: 'share',
  async model({ account }) {
    const { publicUrl } = account;
    const { publicId, uniqueId } = account.account;
    return {
      page: `${publicUrl}/c/${uniqueId}`,
      anywhere: settingsOf(account.account).domains.length === 0,
      codes: [
        { id: 'script', code: `<script src="${publicUrl}/channels/calls/embed.js?id=${publicId}" async></script>` },
        { id: 'policy', code: `script-src ${publicUrl}; frame-src ${publicUrl}` },
        { id: 'header', code: `Permissions-Policy: microphone=(self "${publicUrl}")` },
      ],
    };
  },
};
