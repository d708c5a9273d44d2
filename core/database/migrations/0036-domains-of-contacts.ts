// Whom a company takes over is found by the domain of their addresses, however many contacts there are (CO-2).
import { EMAIL_DOMAIN } from '../words.ts';
import type { SqlMigration } from '../migration.ts';

export const domainsOfContacts: SqlMigration = {
  name: 'core/0036-domains-of-contacts',
  up: (dialect) =>
    dialect === 'sqlite'
      ? [`create index contact_identity_domain on contact_identity (${EMAIL_DOMAIN}, contact_id) where kind = 'email'`]
      : [],
};
