// The form of how one wants to be told.
import { MAILS, WAYS, type Kind, type NotificationSettings } from '../../notifications/notifications.ts';
import { withWrong, type Wrong } from '../forms.ts';
import type { FieldGroup, FieldModel } from '../models/fields.ts';
import type { Say } from '../pages.ts';
import { daysOfWeek } from './settings-form.ts';

interface For {
  /** What concerns the person. */
  kinds: Kind[];
  language: string;
  timeZone: string;
  wrong: Wrong;
}

export function notificationFields(
  say: Say,
  settings: NotificationSettings,
  { kinds, language, timeZone, wrong }: For,
): FieldGroup[] {
  const zone = timeZone.replaceAll('_', ' ');
  return [
    { fields: kinds.map((kind) => waysField(say, settings, kind)) },
    { title: say('notifications.mails'), text: say('notifications.mails.text'), fields: mailFields(say, settings) },
    { title: say('notifications.pushes'), fields: [contentField(say, settings)] },
    {
      title: say('notifications.quiet'),
      text: say('notifications.quiet.text', { zone }),
      fields: quietFields(say, settings, language),
    },
    { title: say('notifications.looking'), fields: [attentiveField(say, settings)] },
  ].map((group) => ({ ...group, fields: withWrong(group.fields, wrong) }));
}

function waysField(say: Say, { ways }: NotificationSettings, kind: Kind): FieldModel {
  const options = WAYS.map((way) => ({ value: way, label: say(`notification.way.${way}`), current: ways[kind][way] }));
  return { kind: 'several', name: `ways.${kind}`, label: say(`notification.kind.${kind}`), options, look: 'segments' };
}

function mailFields(say: Say, { mail, mailAt }: NotificationSettings): FieldModel[] {
  const options = MAILS.map((value) => ({
    value,
    label: say(`notifications.mail.${value}`),
    current: value === mail,
  }));
  return [
    { kind: 'choice', look: 'segments', name: 'mail', label: say('notifications.mail'), required: true, options },
    {
      ...timeField('mailAt', say('notifications.mail_at'), mailAt),
      showWhen: { field: 'mail', is: 'daily' },
    },
  ];
}

function quietFields(
  say: Say,
  { quietFrom, quietTo, quietDays }: NotificationSettings,
  language: string,
): FieldModel[] {
  const days = daysOfWeek(language).map((label, index) => ({
    value: String(index + 1),
    label,
    current: quietDays.includes(index + 1),
  }));
  return [
    timeField('quietFrom', say('notifications.quiet.from'), quietFrom),
    timeField('quietTo', say('notifications.quiet.to'), quietTo),
    { kind: 'several', look: 'segments', name: 'quietDays', label: say('notifications.quiet.days'), options: days },
  ];
}

function timeField(name: string, label: string, value: string | null): FieldModel {
  return { kind: 'text', inputType: 'time', name, label, value: value ?? '' };
}

function attentiveField(say: Say, { attentive }: NotificationSettings): FieldModel {
  const [label, help] = [say('notifications.attentive'), say('notifications.attentive.help')];
  return { kind: 'switch', name: 'attentive', label, help, value: attentive };
}

function contentField(say: Say, { pushContent }: NotificationSettings): FieldModel {
  const [label, help] = [say('notifications.push_content'), say('notifications.push_content.help')];
  return { kind: 'switch', name: 'pushContent', label, help, value: pushContent };
}
