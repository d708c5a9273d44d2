// A wizard's step as the page shows it: words from the channel's texts, what was typed, what is wrong.
import type { FlowView } from '../../channels/channels.ts';
import type { ConnectStep, StepParams } from '../../contract/connect.ts';
import type { Step, WizardStep } from '../models/channels.ts';
import { channelText, reasonText, text, type Present } from './marks.ts';
import { settingsGroups, wrongWords } from './settings-form.ts';

/** The pages a wizard goes through; `account` is the channel's own part. */
export const WIZARD_PAGES = ['channel', 'account', 'details', 'routing', 'tickets', 'done'] as const;
export type WizardPlace = (typeof WIZARD_PAGES)[number];

export function wizardSteps(present: Present, pages: readonly WizardPlace[], current: WizardPlace): Step[] {
  const at = pages.indexOf(current);
  return pages.map((page, index) => ({
    place: index + 1,
    label: text(present, `wizard.page.${page}`),
    done: index < at || undefined,
    current: index === at || undefined,
  }));
}

/** The channel's own step. `address` is the wizard's. */
export function stepModel(present: Present, flow: FlowView, address: string): WizardStep {
  const { channel, step } = flow;
  switch (step.step) {
    case 'form':
      return formStep(present, channel, step);
    case 'choose':
      return chooseStep(present, channel, step);
    case 'visit': {
      const words = stepWords(present, channel, step);
      const label = words.next ?? text(present, 'wizard.visit');
      return { kind: 'visit', id: step.id, text: words.text ?? words.title, label, href: step.url };
    }
    case 'show':
      return showStep(present, channel, step, address);
    case 'stop':
      return {
        kind: 'stop',
        title: text(present, 'wizard.stopped'),
        text: reasonText(present, step.why, channel),
        links: stopLinks(present, flow),
      };
    case 'done':
      return { kind: 'done', title: text(present, 'wizard.done'), text: '', links: [] };
  }
}

/** Label of the button that goes on, when the channel has one for this step. */
export function nextLabel(present: Present, { channel, step }: FlowView): string | undefined {
  return 'id' in step ? stepWords(present, channel, step).next : undefined;
}

function stepWords(present: Present, channel: string, { id, params }: { id: string; params?: StepParams }) {
  const word = (key: string) => channelText(present, channel, `connect.${id}.${key}`, params);
  return { title: word('title') ?? text(present, 'wizard.page.account'), text: word('text'), next: word('next') };
}

function formStep(present: Present, channel: string, step: Extract<ConnectStep, { step: 'form' }>): WizardStep {
  const { title, text: words } = stepWords(present, channel, step);
  const { base, ...wrong } = wrongWords(present, channel, step.errors ?? {});
  const groups = settingsGroups(present, { channel, fields: step.fields, values: step.values, wrong });
  return { kind: 'form', id: step.id, title, text: words, error: base, groups };
}

function chooseStep(present: Present, channel: string, step: Extract<ConnectStep, { step: 'choose' }>): WizardStep {
  const { title, text: words } = stepWords(present, channel, step);
  const word = (id: string) => channelText(present, channel, `connect.${step.id}.option.${id}`);
  const open = step.options.filter(({ disabled }) => !disabled);
  return {
    kind: 'choose',
    id: step.id,
    title,
    text: words,
    several: step.several,
    error: step.error && reasonText(present, step.error, channel),
    options: step.options.map(({ id, title: name, detail, disabled, icon }) => ({
      value: id,
      label: word(id) ?? name,
      detail: word(`${id}.detail`) ?? detail,
      refused: disabled && reasonText(present, disabled, channel),
      icon,
      current: (open.length === 1 || !step.several) && open[0]?.id === id,
    })),
  };
}

function showStep(
  present: Present,
  channel: string,
  step: Extract<ConnectStep, { step: 'show' }>,
  address: string,
): WizardStep {
  const { title, text: words } = stepWords(present, channel, step);
  const point = (name: string) =>
    channelText(present, channel, `connect.${step.id}.point.${name}`, step.params) ?? name;
  return {
    kind: 'show',
    id: step.id,
    title,
    text: words,
    points: step.points?.map(point),
    items: step.items.map((item) => ({
      ...item,
      label: channelText(present, channel, `connect.${step.id}.item.${item.label}`) ?? item.label,
    })),
    // Pictures come as data or from this desk; the policy of pages lets nothing else in anyway.
    image: step.image && /^(data:image\/|\/(?!\/))/.test(step.image) ? step.image : undefined,
    waiting: step.waiting && reasonText(present, step.waiting, channel),
    poll: step.poll && Math.max(1, Math.round(step.poll)),
    pollHref: `${address}/waiting`,
  };
}

function stopLinks(present: Present, { channel, inboxId, accountId }: FlowView) {
  if (accountId) return [{ label: text(present, 'wizard.to_account'), href: `/settings/channels/${accountId}` }];
  const again = `/settings/channels/new/${channel}${inboxId ? `?inbox=${inboxId}` : ''}`;
  return [
    { label: text(present, 'wizard.again'), href: again },
    { label: text(present, 'channels.heading'), href: '/settings/channels' },
  ];
}
