// The tab with the code for the site: to copy, to install in WordPress, to mail to whoever builds the site (CT-6).
import type { AccountContext } from '../../../core/contract/context.ts';
import type { AccountPage, PageAbout, PageAnswer, PageForm } from '../../../core/contract/pages.ts';
import { settingsOf } from '../settings.ts';
import { wordpressPlugin } from './wordpress.ts';

const BUILDERS = ['html', 'wordpress', 'shopify', 'wix', 'squarespace', 'webflow', 'typo3', 'tagmanager'] as const;

export const trackingCode: AccountPage = {
  id: 'tracking-code',
  view: 'tracking',
  model: async (about) => modelOf(about),
  actions: { mail },
  files: {
    'hubdesk-chat.zip': async ({ account }) => ({
      name: 'hubdesk-chat.zip',
      type: 'application/zip',
      content: await wordpressPlugin(scriptAddress(account)),
    }),
  },
};

export function scriptAddress({ publicUrl, account }: AccountContext): string {
  return `${publicUrl}/channels/chat/widget.js?id=${account.publicId}`;
}

function codeOf(account: AccountContext): string {
  return `<script src="${scriptAddress(account)}" async></script>`;
}

/** What the site's own policy must allow: script, socket, files, pictures and sounds from the desk. */
function policyOf({ publicUrl }: AccountContext): string {
  const socket = publicUrl.replace(/^http/, 'ws');
  return [
    `script-src ${publicUrl}`,
    `connect-src ${publicUrl} ${socket}`,
    `img-src ${publicUrl} data: blob:`,
    `media-src ${publicUrl} blob:`,
  ].join('; ');
}

function modelOf({ account, address, language }: PageAbout, typed: { to?: string; wrong?: string } = {}): object {
  const text = (key: string) => account.text(language, `tracking.${key}`);
  return {
    code: codeOf(account),
    policy: policyOf(account),
    frame: `${account.publicUrl}/channels/chat/frame?id=${account.account.publicId}`,
    anywhere: settingsOf(account.account).domains.length === 0,
    builders: BUILDERS.map((id) => ({
      name: text(`builder.${id}`),
      text: text(`builder.${id}.text`),
      file: id === 'wordpress' ? `${address}/hubdesk-chat.zip` : undefined,
    })),
    ...typed,
  };
}

async function mail(about: PageAbout, form: PageForm): Promise<PageAnswer> {
  const { account, language, viewer } = about;
  const to = form.text('to').trim().toLowerCase();
  if (!/^[^\s@<>,;]{1,64}@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(to))
    return { again: modelOf(about, { to, wrong: account.text(language, 'tracking.mail.wrong') }) };
  const { title } = settingsOf(account.account);
  const words = account.text(language, 'tracking.mail.body', { title, name: viewer.name });
  const policy = account.text(language, 'tracking.policy.text');
  const key = `developer ${to} ${account.now().getTime()}`;
  const text = `${words}\n\n${codeOf(account)}\n\n${policy}\n\n${policyOf(account)}\n`;
  await account.sendLetter({
    key,
    to: { address: to },
    subject: account.text(language, 'tracking.mail.subject', { title }),
    text,
  });
  return { go: {}, said: { code: 'code_mailed', text: 'The code is on its way.', params: { to } } };
}
