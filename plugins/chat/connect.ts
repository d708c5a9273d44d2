// Connecting a website chat: what it is called and on which sites it may stand.
import { randomBytes } from 'node:crypto';
import { connectSite } from '../../core/contract/connect-site.ts';
import { settings } from './settings.ts';

export const connect = connectSite({
  fields: { title: settings.title, domains: settings.domains },
  noDomain: 'chat.no_domain',
  newId: () => `site-${randomBytes(9).toString('base64url')}`,
});
