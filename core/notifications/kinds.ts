// What people can be told of, by which ways, and which of them hold while somebody has chosen nothing (NT-1).

/** Also those of other rooms: who tells something new adds its kind here and its texts `notification.<kind>`. */
export const KINDS = [
  'assignment',
  'mention',
  'owner_offline',
  'answer',
  'unassigned',
  'snooze_over',
  'send_failed',
  'account_trouble',
  'webhook_off',
  'ticket_due',
  'ticket_overdue',
] as const;
export type Kind = (typeof KINDS)[number];

/** `app`: in the list, with a number at the bell and a notice on open pages. */
export const WAYS = ['app', 'sound', 'push', 'mail'] as const;
export type Way = (typeof WAYS)[number];
export type Ways = Record<Way, boolean>;

const APP: Ways = { app: true, sound: false, push: false, mail: false };
const NONE: Ways = { ...APP, app: false };
const PUSHED: Ways = { ...APP, push: true };

/** Whatever comes often is asked for; pushes come to who added a browser; who is away gets the message by mail (CH-4). */
export const USUAL: Record<Kind, Ways> = {
  assignment: PUSHED,
  mention: PUSHED,
  owner_offline: { ...PUSHED, mail: true },
  answer: NONE,
  unassigned: NONE,
  snooze_over: APP,
  send_failed: APP,
  account_trouble: APP,
  webhook_off: APP,
  ticket_due: APP,
  ticket_overdue: PUSHED,
};

export function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text);
}
