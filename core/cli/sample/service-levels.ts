// What the workshop promises: two service levels, one for what is pressing.
import type { Filter } from '../../conditions/conditions.ts';
import type { Actions } from '../../sla/sla.ts';
import type { Keep } from './company.ts';
import type { Stage } from './stage.ts';

const NOBODY: Actions = { notify: [], raise: false, assign: '', comment: '' };
const OWNER: Actions = { ...NOBODY, notify: ['owner'] };
const NAMES = {
  de: { urgent: 'Werkstatt: dringend', usual: 'Werkstatt' },
  en: { urgent: 'Workshop: pressing', usual: 'Workshop' },
};
const HOLIDAYS = {
  de: { '01-01': 'Neujahr', '05-01': 'Tag der Arbeit', '12-25': '1. Weihnachtstag', '12-26': '2. Weihnachtstag' },
  en: { '01-01': 'New Year', '05-01': 'Labour Day', '12-25': 'Christmas Day', '12-26': 'Boxing Day' },
};

/** A desk that has promised something already keeps to that. */
export async function promise({ desk, company }: Stage, keep: Keep): Promise<void> {
  const { sla, accounts } = desk;
  if ((await sla.policies()).length > 0) return;
  const language = (await accounts.viewerOf(company.viewer.id))?.language === 'de' ? 'de' : 'en';
  const week = ([1, 2, 3, 4, 5] as const).map((day) => ({ day, from: '09:00', to: '18:00' }));
  const base = {
    ...{ active: true, warnPercent: 75, onWarning: OWNER },
    hours: { timeZone: 'Europe/Berlin', periods: [...week, { day: 6 as const, from: '10:00', to: '14:00' }] },
    holidays: Object.entries(HOLIDAYS[language]).map(([day, name]) => ({ day, name })),
  };
  const inbox = String(company.inboxes.workshop.id);
  const pressing = await sla.create({
    ...{ ...base, name: NAMES[language].urgent, filter: forInbox(inbox, ['high', 'urgent']) },
    ...{ targets: { first: 60, next: 120, resolution: 1620 }, onBreach: OWNER },
  });
  const usual = await sla.create({
    ...{ ...base, name: NAMES[language].usual, filter: forInbox(inbox) },
    ...{ targets: { first: 240, next: 480, resolution: 4860 }, onBreach: { ...OWNER, raise: true } },
  });
  for (const { id } of [pressing, usual]) await keep.add('slaPolicyIds', id);
}

function forInbox(inbox: string, priorities?: string[]): Filter {
  const is = (property: string, values: string[]) => ({ property, operator: 'is' as const, values });
  const conditions = [is('inbox', [inbox]), ...(priorities ? [is('ticket_priority', priorities)] : [])];
  return { match: 'all', groups: [{ match: 'all', conditions }] };
}
