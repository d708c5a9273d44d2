// Whether a person is on a call now, as SQL: they talk, ring at a customer, or are asked by a colleague (CA-5).

/** `user`: what the query calls the table of users. */
export function onCall(user: string): string {
  return `exists (select 1 from call_leg where call_leg.user_id = ${user}.id and call_leg.state = 'active')`;
}
