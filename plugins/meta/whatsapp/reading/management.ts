// What is said about the account, its numbers and templates: each becomes a line of the account's log.
import type { AccountEvent } from '../../../../core/contract/inbound.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import { fields, firstText, isFields, objects, text, type Fields } from '../../graph/json.ts';
import type { Reading } from '../../graph/reading.ts';

type Teller = (value: Fields) => Reason;

const TELLERS = new Map<string, Teller>([
  ['message_template_status_update', templateStatus],
  ['message_template_quality_update', templateQuality],
  ['message_template_components_update', (value) => template('template_changed', 'was changed', value)],
  ['template_category_update', templateCategory],
  ['phone_number_name_update', nameUpdate],
  ['phone_number_quality_update', limitUpdate],
  ['business_capability_update', capability],
  ['account_update', accountUpdate],
  ['account_alerts', alert],
  ['account_review_update', ({ decision }) => account('review', 'The review of the account ended', decision)],
  ['security', security],
  ['phone_number_username_update', usernameUpdate],
  ['flows', flowUpdate],
]);

export function managementReading(field: string, value: Fields, at: Date): Reading {
  const what = fieldOf(field, value);
  const why = TELLERS.get(what)?.(value) ?? errorsIn(value) ?? other(what);
  const event: AccountEvent = { type: 'account', what, at, why };
  return { event, what, more: { value } };
}

/** Meta's own examples of quality reports carry the field of status reports. */
function fieldOf(field: string, value: Fields): string {
  if ('new_quality_score' in value) return 'message_template_quality_update';
  if (field !== '') return field;
  if ('message_template_element' in value) return 'message_template_components_update';
  if ('new_category' in value) return 'template_category_update';
  if ('message_template_id' in value) return 'message_template_status_update';
  if ('requested_verified_name' in value) return 'phone_number_name_update';
  if ('requested_username' in value) return 'phone_number_username_update';
  if ('current_limit' in value) return 'phone_number_quality_update';
  if ('alert_info' in value) return 'account_alerts';
  if ('max_daily_conversations_per_business' in value) return 'business_capability_update';
  if ('flow_id' in value) return 'flows';
  return 'event' in value ? 'account_update' : 'errors' in value ? 'errors' : 'unknown';
}

/** What a reason may hold of the far side's words. */
function short(value: unknown): string {
  return leaves(value).join(', ').slice(0, 300);
}

/** Names of what is inside, and what is said there. */
function leaves(value: unknown, depth = 0): string[] {
  if (depth > 4) return [];
  if (Array.isArray(value)) return value.flatMap((one) => leaves(one, depth + 1));
  if (!isFields(value)) return [text(value)].filter(Boolean);
  return Object.entries(value).flatMap(([name, inner]) => {
    const said = leaves(inner, depth + 1).join(', ');
    return said === '' ? [] : [`${name.replaceAll('_', ' ')}: ${said}`];
  });
}

function template(name: string, words: string, value: Fields, more: Record<string, string> = {}): Reason {
  const { message_template_name: title, message_template_language: language } = value;
  const params = { template: short(title), language: short(language), ...more };
  const said = Object.values(more).filter(Boolean).join(', ');
  return reason(
    `whatsapp.${name}`,
    `The template ${params.template} (${params.language}) ${words}. ${said}`.trim(),
    params,
  );
}

function templateStatus(value: Fields): Reason {
  const { recommendation, reason: rejected } = fields(value.rejection_info);
  const { title, description } = fields(value.other_info);
  const cause = text(value.reason) === 'NONE' ? '' : value.reason;
  const why = [cause, rejected, recommendation, title, description, fields(value.disable_info).disable_date];
  // The sentences of both languages know Meta's words for status, quality and category.
  const status = short(value.event).toLowerCase();
  return template('template_status', 'has another status', value, {
    status,
    why: why.map(short).filter(Boolean).join(' · '),
  });
}

function word(value: unknown): string {
  return short(value).toUpperCase() || 'UNKNOWN';
}

function templateQuality(value: Fields): Reason {
  const { previous_quality_score: before, new_quality_score: now } = value;
  return template('template_quality', 'is rated anew', value, { before: word(before), now: word(now) });
}

function templateCategory(value: Fields): Reason {
  const { previous_category: before, new_category: now, correct_category: soon } = value;
  // Announced: what will be; done: what was and is.
  const [from, to] = text(soon) === '' ? [before, now] : [now, soon];
  return template('template_category', 'belongs to another category', value, { before: word(from), now: word(to) });
}

function account(name: string, words: string, ...said: unknown[]): Reason {
  const detail = said.map(short).filter(Boolean).join(' · ');
  return reason(`whatsapp.${name}`, `${words}: ${detail}`, { detail });
}

function nameUpdate({ decision, requested_verified_name: name, rejection_reason: why }: Fields): Reason {
  return account('name_decision', 'The display name was decided on', name, decision, why);
}

function usernameUpdate({
  decision,
  status,
  requested_username: name,
  username,
  rejection_reasons: why,
}: Fields): Reason {
  return account(
    'name_decision',
    'The user name was decided on',
    firstText(name, username),
    firstText(decision, status),
    why,
  );
}

function limitUpdate({ display_phone_number: phone, event, current_limit: limit, old_limit: before }: Fields): Reason {
  return account('limit', 'How many people may be written to', phone, event, before, limit);
}

function capability(value: Fields): Reason {
  const { max_daily_conversations_per_business: people, max_phone_numbers_per_waba: numbers } = value;
  return account(
    'limit',
    'How many people may be written to',
    people,
    firstText(numbers, value.max_phone_numbers_per_business),
  );
}

function accountUpdate({ event, ...more }: Fields): Reason {
  const facts = Object.values(more).map(short).filter(Boolean);
  return account('account_update', 'The WhatsApp Business account changed', event, ...facts);
}

function alert(value: Fields): Reason {
  const {
    alert_severity: severity,
    alert_status: status,
    alert_type: type,
    alert_description: words,
  } = fields(value.alert_info);
  return account(
    'alert',
    'WhatsApp warns',
    firstText(severity, value.alert_severity),
    status,
    firstText(type, value.alert_type),
    firstText(words, value.alert_description),
  );
}

function security({ display_phone_number: phone, event, requester }: Fields): Reason {
  return account('security', 'The PIN of the number was touched', phone, event, requester);
}

function flowUpdate({ event, message, warning }: Fields): Reason {
  return account('flow', 'A flow reports', event, firstText(message, warning));
}

/** Trouble of the system, the app or the account, told where messages would be. */
function errorsIn(value: Fields): Reason | undefined {
  const [error] = [value, ...objects(value.history)].flatMap((one) => objects(one.errors));
  return (
    error &&
    account(
      'error',
      'WhatsApp reports an error',
      error.code,
      firstText(error.message, error.title),
      fields(error.error_data).details,
    )
  );
}

function other(what: string): Reason {
  return reason('whatsapp.other', `WhatsApp reports something the desk does nothing with: ${what}`, {
    what: what.slice(0, 100),
  });
}
