// The timetable: every job the desk repeats by itself. Boot adds a job of the kind whenever its time comes.

export interface Repeated {
  /** Kind of the job. */
  name: string;
  /** Minute, hour, day of month, month, day of week; in the workspace's time zone. */
  cron: string;
  what: string;
}

export const timetable: Repeated[] = [
  { name: 'accounts.sweep', cron: '17 * * * *', what: 'Removes sessions and secret links that have run out.' },
];
