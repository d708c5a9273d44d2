// The channel's own tables: templates as Meta told them last, so that they are at hand while it does not answer.
import type { PluginMigration } from '../../../../core/contract/contract.ts';

export const migrations: PluginMigration[] = [
  {
    name: 'whatsapp/0001-templates',
    up: [
      // Numbers of one business account have the same templates. `told_at`: when Meta last spoke of its standing.
      `create table whatsapp_template (business_id text not null, id text not null, name text not null,
        language text not null, status text not null, category text not null, quality text not null, why text,
        content text not null, told_at integer not null, seen_at integer not null, primary key (business_id, id))`,
      `create table whatsapp_template_sync (business_id text primary key, at integer, tried_at integer not null, why text)`,
    ],
    down: ['drop table whatsapp_template_sync', 'drop table whatsapp_template'],
  },
];
