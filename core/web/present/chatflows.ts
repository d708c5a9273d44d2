// Chatflows of an account as lines: state, for whom, how they do.
import type { Flow, RunStatus } from '../../chatflows/chatflows.ts';
import type { ChatflowLine } from '../models/chatflows.ts';
import type { Chip } from '../models/shared.ts';
import { accountAddress, type Account } from './accounts.ts';
import { text, type Present } from './marks.ts';

export function flowsAddress(account: Account): string {
  return `${accountAddress(account)}/chatflows`;
}

export function flowAddress(account: Account, flow: Flow): string {
  return `${flowsAddress(account)}/${flow.publicId}`;
}

export type Counts = Partial<Record<RunStatus, number>>;

export function flowLine(present: Present, account: Account, flow: Flow, counts: Counts): ChatflowLine {
  const address = flowAddress(account, flow);
  return {
    id: flow.publicId,
    name: flow.name,
    href: address,
    state: stateOf(present, flow),
    switch:
      flow.published > 0
        ? {
            action: `${address}/activity?_method=PUT&on=${flow.active ? 'no' : 'yes'}`,
            label: text(present, 'chatflow.activity', { name: flow.name }),
            on: flow.active,
          }
        : undefined,
    aim: aimOf(present, flow),
    figures: figuresLine(present, counts),
    acts: [
      { label: text(present, 'chatflow.up'), action: `${address}/place?way=up`, icon: 'down', current: true },
      { label: text(present, 'chatflow.down'), action: `${address}/place?way=down`, icon: 'down' },
      { label: text(present, 'chatflow.remove'), action: '', asks: `${address}/removal`, icon: 'trash' },
    ],
  };
}

function stateOf(present: Present, { active, published }: Flow): Chip {
  if (published === 0) return { label: text(present, 'chatflow.state.draft') };
  return active
    ? { label: text(present, 'chatflow.state.on'), tone: 'good' }
    : { label: text(present, 'chatflow.state.off'), tone: 'warn' };
}

/** For whom, in a line. */
function aimOf(present: Present, { language, prompts, targeting }: Flow): string {
  const { pages, except, languages, visitors } = targeting;
  const most = (all: string[]) => (all.length > 3 ? `${all.slice(0, 3).join(', ')} …` : all.join(', '));
  return [
    pages.length > 0 ? most(pages) : text(present, 'chatflow.aim.everywhere'),
    ...(except.length > 0 ? [text(present, 'chatflow.aim.except', { pages: most(except) })] : []),
    ...(languages.length > 0 ? [text(present, 'chatflow.aim.languages', { languages: most(languages) })] : []),
    ...(visitors === 'all' ? [] : [text(present, `chatflow.visitors.${visitors}`)]),
    ...(prompts ? [text(present, 'chatflow.aim.prompts')] : []),
    ...(language ? [text(present, 'chatflow.aim.speaks', { language })] : []),
  ].join(' · ');
}

function figuresLine(present: Present, counts: Counts): ChatflowLine['figures'] {
  const started = sum(counts);
  const line = (name: string, value: number) => ({ label: text(present, `chatflow.figure.${name}`), value });
  return [
    line('started', started),
    line('handed_over', (counts['handed over'] ?? 0) + (counts['taken over'] ?? 0)),
    line('closed', counts.closed ?? 0),
    line('left', counts.left ?? 0),
  ];
}

export function sum(counts: Counts): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}
