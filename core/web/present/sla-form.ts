// A service level as a form: fields out of a policy, and what was typed as a policy again.
import type { BusinessHours, SettingsShape } from '../../contract/settings.ts';
import { TARGETS, type Actions, type Holiday, type NewPolicy, type TargetKind } from '../../sla/sla.ts';
import { selectField } from '../common-fields.ts';
import { hoursOf, readFields } from '../fields.ts';
import { withWrong, type Form, type Wrong } from '../forms.ts';
import type { FieldGroup, FieldModel } from '../models/fields.ts';
import type { SlaFormPage } from '../models/sla.ts';
import { EMPTY_DRAFT, readConditions } from '../view-draft.ts';
import type { ViewWorld } from '../view-world.ts';
import { MANY } from './list-view-form.ts';
import { text, type Present } from './marks.ts';
import { daysOfWeek } from './settings-form.ts';
import { ownerOptions, type TicketWorld } from './tickets.ts';

const UNITS = { m: 1, h: 60 };
const HOURS = { hours: { type: 'hours' } } as const satisfies SettingsShape;
/** Offered to who has none yet. */
const USUAL = ([1, 2, 3, 4, 5] as const).map((day) => ({ day, from: '09:00', to: '17:00' }));
const SIDES = { warning: 'onWarning', breach: 'onBreach' } as const;

/** A policy as it is being typed: times and holidays in the words of who types them. */
export interface SlaDraft extends NewPolicy {
  typed: Record<TargetKind, { amount: string; unit: keyof typeof UNITS }>;
  days: string;
  /** Of the preview. */
  sample: string;
}

export function draftOf(policy: NewPolicy): SlaDraft {
  const typed = TARGETS.map((kind) => {
    const minutes = policy.targets[kind];
    const unit = minutes !== null && minutes % 60 !== 0 ? 'm' : 'h';
    return [kind, { amount: minutes === null ? '' : String(minutes / UNITS[unit]), unit }];
  });
  const { groups } = policy.filter;
  const filter = { ...policy.filter, groups: groups.length > 0 ? groups : EMPTY_DRAFT.filter.groups };
  return {
    ...{ ...policy, filter, typed: Object.fromEntries(typed) as SlaDraft['typed'], sample: '' },
    days: policy.holidays.map(({ day, name }) => `${day} ${name}`.trim()).join('\n'),
  };
}

/** What a new one begins with: an answer within four hours of the working week, its owner told in time. */
export function freshPolicy(timeZone: string): NewPolicy {
  const told: Actions = { notify: ['owner'], raise: false, assign: '', comment: '' };
  return {
    ...{ name: '', active: true, filter: EMPTY_DRAFT.filter, targets: { first: 240, next: null, resolution: null } },
    ...{ hours: { timeZone, periods: USUAL }, holidays: [], warnPercent: 75, onWarning: told, onBreach: told },
  };
}

export function readDraft(form: Form, body: unknown, world: ViewWorld, timeZone: string): SlaDraft {
  const typed = Object.fromEntries(
    TARGETS.map((kind) => [
      kind,
      { amount: form.text(kind).trim(), unit: form.text(`${kind}.unit`) === 'm' ? 'm' : 'h' },
    ]),
  ) as SlaDraft['typed'];
  const { hours } = readFields(HOURS, body as Record<string, unknown>) as { hours?: BusinessHours };
  const percent = form.text('warnPercent').trim();
  return {
    ...{ name: form.text('name'), active: form.on('active'), filter: readConditions(form, world.properties), typed },
    targets: Object.fromEntries(TARGETS.map((kind) => [kind, minutesOf(typed[kind])])) as NewPolicy['targets'],
    hours: form.on('limited') ? (hours ?? { timeZone, periods: [] }) : null,
    ...{ holidays: holidaysIn(form.text('holidays')), days: form.text('holidays') },
    warnPercent: percent === '' ? 0 : form.number('warnPercent'),
    ...{ onWarning: actionsIn(form, 'warning'), onBreach: actionsIn(form, 'breach'), sample: form.text('sample') },
  };
}

function minutesOf({ amount, unit }: SlaDraft['typed'][TargetKind]): number | null {
  if (amount === '') return null;
  return /^\d{1,6}([.,]\d{1,2})?$/.test(amount)
    ? Math.round(Number(amount.replace(',', '.')) * UNITS[unit])
    : Number.NaN;
}

function actionsIn(form: Form, side: keyof typeof SIDES): Actions {
  return {
    notify: form.texts(`${side}.notify`),
    raise: form.on(`${side}.raise`),
    assign: form.text(`${side}.assign`),
    comment: form.text(`${side}.comment`),
  };
}

/** A line each: `2026-12-25 Christmas`, `12-25`, `25.12.2026`, `25.12.`; what is none of these is refused by the room. */
function holidaysIn(lines: string): Holiday[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [day = '', ...name] = line.split(/\s+/);
      return { day: isoDay(day), name: name.join(' ') };
    });
}

function isoDay(day: string): string {
  const [, date, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/.exec(day) ?? [];
  if (!date) return day;
  return [...(year ? [year] : []), month!.padStart(2, '0'), date.padStart(2, '0')].join('-');
}

export function aboutFields(present: Present, { name, active }: SlaDraft, wrong: Wrong): FieldModel[] {
  const fields: FieldModel[] = [
    { kind: 'text', name: 'name', label: text(present, 'field.name'), required: true, maximum: 80, value: name },
    { kind: 'switch', name: 'active', label: text(present, 'sla.active'), value: active },
  ];
  return withWrong(fields, wrong);
}

export function targetFields(present: Present, { typed }: SlaDraft, wrong: Wrong): SlaFormPage['targets'] {
  const units = Object.keys(UNITS).map((value) => ({ value, label: text(present, `view.unit.${value}`) }));
  return TARGETS.map((kind) => ({
    amount: {
      ...{
        kind: 'text',
        name: kind,
        label: text(present, `sla.target.${kind}`),
        value: typed[kind].amount,
        maximum: 9,
      },
      ...{ help: text(present, `sla.target.${kind}.help`), error: wrong[kind] },
    },
    unit: selectField(`${kind}.unit`, text(present, 'view.unit'), units, typed[kind].unit),
  }));
}

export function restGroups(
  present: Present,
  draft: SlaDraft,
  world: Pick<TicketWorld, 'users' | 'teams'>,
  timeZone: string,
  wrong: Wrong,
): FieldGroup[] {
  return [
    { title: text(present, 'sla.hours'), fields: withWrong(hoursFields(present, draft, timeZone), wrong) },
    {
      title: text(present, 'sla.warning'),
      fields: withWrong([percentField(present, draft), ...actionFields(present, draft, world, 'warning')], wrong),
    },
    { title: text(present, 'sla.breach'), fields: actionFields(present, draft, world, 'breach') },
  ];
}

function hoursFields(present: Present, { hours, days }: SlaDraft, timeZone: string): FieldModel[] {
  const showWhen = { field: 'limited', is: 'true' };
  return [
    {
      ...{ kind: 'switch', name: 'limited', label: text(present, 'sla.hours.limited'), value: hours !== null },
      help: text(present, 'sla.hours.limited.help'),
    },
    {
      ...{ kind: 'hours', name: 'hours', label: text(present, 'sla.hours'), showWhen },
      ...hoursOf(hours ?? { timeZone, periods: USUAL }, daysOfWeek(present.language)),
    },
    {
      ...{ kind: 'list', name: 'holidays', label: text(present, 'sla.holidays'), value: days, rows: 5, showWhen },
      help: text(present, 'sla.holidays.help'),
    },
  ];
}

function percentField(present: Present, { warnPercent }: SlaDraft): FieldModel {
  return {
    ...{ kind: 'number', name: 'warnPercent', label: text(present, 'sla.percent'), minimum: 1, most: 99 },
    ...{ value: warnPercent > 0 ? warnPercent : '', help: text(present, 'sla.percent.help') },
  };
}

function actionFields(
  present: Present,
  draft: SlaDraft,
  world: Pick<TicketWorld, 'users' | 'teams'>,
  side: keyof typeof SIDES,
): FieldModel[] {
  const { notify, raise, assign, comment } = draft[SIDES[side]];
  const people = ownerOptions(present, world, '');
  const told = [{ value: 'owner', label: text(present, 'sla.notify.owner') }, ...people];
  const stays = { value: '', label: text(present, 'sla.assign.none') };
  return [
    {
      ...{ kind: 'several', name: `${side}.notify`, label: text(present, 'sla.notify'), filter: told.length > MANY },
      options: told.map((one) => ({ ...one, current: notify.includes(one.value) })),
    },
    { kind: 'switch', name: `${side}.raise`, label: text(present, 'sla.raise'), value: raise },
    selectField(`${side}.assign`, text(present, 'sla.assign'), [stays, ...people], assign),
    {
      ...{ kind: 'long-text', name: `${side}.comment`, label: text(present, 'sla.comment'), rows: 2, maximum: 2000 },
      ...{ value: comment, help: text(present, 'sla.comment.help') },
    },
  ];
}
