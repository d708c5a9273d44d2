// What a contact is called, as SQL: the same in every list, thread and search.

/** The name, else the first address that says who it is; empty for who is known by a handle only. */
export function contactTitle(contact: string): string {
  return `coalesce(nullif(${contact}.name, ''), (select value from contact_identity
    where contact_identity.contact_id = ${contact}.id and contact_identity.kind <> 'handle'
    order by primary_of desc, contact_identity.id limit 1), '')`;
}

/** The channel by which a contact without a name came first: it says what such people are called. Null for the others. */
export function namelessFrom(contact: string): string {
  return `case when ${contact}.name = '' then (select channel_account.channel from conversation
    join channel_account on channel_account.id = conversation.account_id
    where conversation.contact_id = ${contact}.id limit 1) end`;
}
