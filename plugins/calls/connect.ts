// Connecting website calls: what they are called and on which sites the button may stand. No provider is needed (CA-6).
import { randomBytes } from 'node:crypto';
import { connectSite } from '../../core/contract/connect-site.ts';
import { settings } from './settings.ts';

const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';

export const connect = connectSite({
  fields: { title: settings.title, domains: settings.domains },
  noDomain: 'calls.no_domain',
  /** The address of the hosted page: short enough to be typed. */
  newId: () => [...randomBytes(10)].map((byte) => LETTERS[byte % LETTERS.length]).join(''),
});
