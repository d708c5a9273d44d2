// Days as people write them in filters, in the reader's time zone.

/** Milliseconds at which the day begins, `later` days on; null for what is no day. */
export function dayStart(text: string | undefined, timeZone: string, later: number): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text ?? '')) return null;
  const utc = new Date(`${text}T00:00:00Z`).getTime() + later * 86_400_000;
  return Number.isNaN(utc) ? null : utc - offsetAt(utc, timeZone);
}

/** How far the zone is ahead of UTC at that moment. */
function offsetAt(utc: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }).formatToParts(utc);
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '');
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}
