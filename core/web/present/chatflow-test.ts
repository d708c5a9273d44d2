// A flow tried out on its page: the interpreter goes through what was said so far; nothing is written.
import {
  freshState,
  interpret,
  openingParts,
  type Facts,
  type FlowAction,
  type FlowDefinition,
  type FlowPart,
} from '../../chatflows/chatflows.ts';
import type { FlowTest } from '../models/chatflows.ts';
import type { FieldModel } from '../models/fields.ts';
import { text, type Present } from './marks.ts';

export interface Tried {
  said: string[];
  team: 'available' | 'away';
  hours: 'open' | 'closed';
  language: string;
  known: boolean;
}

const MOST = 60;

/** What the query says; nothing in it is believed to be sound. */
export function readTried(query: URLSearchParams): Tried {
  const all = (name: string) => query.getAll(name).map((one) => one.slice(0, 2000));
  return {
    said: all('say').filter(Boolean).slice(0, MOST),
    team: query.get('team') === 'away' ? 'away' : 'available',
    hours: query.get('hours') === 'closed' ? 'closed' : 'open',
    language: (all('language')[0] ?? '').slice(0, 20),
    known: query.get('visitor') === 'known',
  };
}

/** `shown`: the channel shows the opening before anybody writes. */
export function flowTest(
  present: Present,
  definition: FlowDefinition,
  tried: Tried,
  { address, shown }: { address: string; shown: boolean },
): FlowTest {
  const facts = factsOf(present, tried);
  const lines: FlowTest['lines'] = shown ? openingParts(definition, facts.values).map(lineOf) : [];
  const notes: string[] = [];
  let state = freshState(shown);
  for (const words of tried.said) {
    lines.push({ ours: false, text: words });
    const said = { text: words, chosen: null, files: [] };
    const turn = interpret(definition, state, { kind: 'message', said }, facts);
    state = turn.state;
    for (const action of turn.actions) {
      if (action.do === 'say') lines.push(...action.parts.map(lineOf));
      else notes.push(noteOf(present, action));
    }
  }
  for (const line of lines.slice(0, -1)) delete line.options;
  const over = state.end === null ? undefined : text(present, `chatflow.test.over.${state.end}`);
  return {
    ...{ address, said: tried.said, lines, notes },
    over: over ? { tone: 'info', text: over } : undefined,
    fields: [{ fields: situation(present, tried) }],
    again: { label: text(present, 'chatflow.test.again'), href: `${address}#flow-test` },
  };
}

function factsOf(present: Present, { team, hours, language, known }: Tried): Facts {
  const name = known ? text(present, 'chatflow.test.name') : '';
  const values = { name, firstName: name.split(' ')[0]!, email: known ? 'lena@example.org' : '', phone: '' };
  return { language: language || present.language, hours, team: hours === 'closed' ? 'away' : team, values };
}

function lineOf(part: FlowPart): FlowTest['lines'][number] {
  if (part.type === 'text') return { ours: true, text: part.text };
  return { ours: true, text: part.prompt ?? '', options: part.options?.map(({ title }) => title) };
}

function noteOf(present: Present, action: Exclude<FlowAction, { do: 'say' }>): string {
  if (action.do === 'answer') return text(present, 'chatflow.test.answer', { name: action.name, value: action.value });
  if (action.do === 'keep') return text(present, 'chatflow.test.keep', { place: action.into, value: action.value });
  if (action.do === 'close') return text(present, 'chatflow.test.close');
  return text(present, `chatflow.test.why.${action.why}`);
}

function situation(present: Present, tried: Tried): FieldModel[] {
  const choice = (name: 'team' | 'hours' | 'visitor', values: string[], current: string): FieldModel => ({
    ...{ kind: 'choice', look: 'select', name, label: text(present, `chatflow.test.${name}`), required: true },
    options: values.map((value) => ({
      value,
      label: text(present, `chatflow.subject.${name}.${value}`),
      current: value === current,
    })),
  });
  return [
    choice('team', ['available', 'away'], tried.team),
    choice('hours', ['open', 'closed'], tried.hours),
    choice('visitor', ['unknown', 'known'], tried.known ? 'known' : 'unknown'),
    {
      ...{ kind: 'text', name: 'language', label: text(present, 'chatflow.test.language'), value: tried.language },
      ...{ maximum: 20, placeholder: present.language },
    },
  ];
}
