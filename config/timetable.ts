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
  { name: 'channels.sweep', cron: '27 * * * *', what: 'Removes wizards that have run out, with what was typed.' },
  { name: 'conversations.sweep', cron: '37 3 * * *', what: 'Forgets what is too old to be undone.' },
  { name: 'events.sweep', cron: '47 3 * * *', what: 'Forgets events older than anybody asks for.' },
  { name: 'files.sweep', cron: '57 3 * * *', what: 'Removes stored files nobody has referred to for a week.' },
  { name: 'webhooks.sweep', cron: '27 4 * * *', what: 'Forgets what went to webhooks two weeks ago.' },
  {
    name: 'inbound.sweep',
    cron: '37 4 * * *',
    what: 'Empties what was sealed 90 days ago; forgets counts after 13 months.',
  },
  { name: 'imports.sweep', cron: '7 3 * * *', what: 'Forgets files and faulty rows of imports after 30 days.' },
  { name: 'duplicates.find', cron: '*/5 * * * *', what: 'Looks whom new and changed contacts and companies are like.' },
  { name: 'jobs.sweep', cron: '7 4 * * *', what: 'Forgets jobs that failed for good 90 days ago.' },
  {
    name: 'doctor.watch',
    cron: '*/5 * * * *',
    what: 'Looks for what broke or is well again, and tells administrators.',
  },
  { name: 'accounts.hours', cron: '* * * * *', what: 'Lets availability follow working hours.' },
  { name: 'routing.waiting', cron: '*/5 * * * *', what: 'Hands out conversations that wait for somebody.' },
  { name: 'channels.notes', cron: '17 4 * * *', what: 'Keeps the newest thousand notes of every channel account.' },
];
