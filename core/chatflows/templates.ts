// Flows to begin with. The words come from the desk's texts, in the language of the flow.
import type { AskStep, FlowDefinition, FlowStep } from './definition.ts';

export const TEMPLATES = ['live', 'email', 'questions', 'faq'] as const;
export type Template = (typeof TEMPLATES)[number];

/** A text of templates by its key, such as `email.ask`. */
export type TemplateText = (key: string) => string;

/** An unknown template is plain live chat. */
export function templateOf(template: string, words: TemplateText): FlowDefinition {
  const known = TEMPLATES.find((one) => one === template) ?? 'live';
  const person = words('person')
    .split(',')
    .map((one) => one.trim());
  return { steps: made[known](words), person, patience: 30 };
}

const made: Record<Template, (words: TemplateText) => FlowStep[]> = {
  live: (words) => [say('s1', words('live.welcome'))],
  email: (words) => [
    say('s1', words('email.welcome')),
    ask('s2', words('email.question'), 'text', { name: 'question' }),
    ofStrangers('s3', [ask('s4', words('email.ask'), 'email', asksEmail(words))]),
    handOver('s5', words),
  ],
  questions: (words) => [
    ask('s1', words('questions.topic'), 'choice', {
      name: 'topic',
      options: optionsOf([words('questions.sales'), words('questions.help'), words('questions.other')]),
      into: 'ticket.topic',
    }),
    ask('s2', words('questions.name'), 'name', { name: 'name', into: 'contact.name', skip: words('skip') }),
    ask('s3', words('email.ask'), 'email', asksEmail(words)),
    ask('s4', words('questions.more'), 'text', { name: 'question' }),
    handOver('s5', words),
  ],
  faq: (words) => [
    ask('s1', words('faq.ask'), 'choice', {
      name: 'topic',
      options: optionsOf([words('faq.hours'), words('faq.returns'), words('faq.person')]),
    }),
    {
      ...{ id: 's2', kind: 'branch', match: 'all' },
      when: [{ of: 'answer', name: 'topic', is: 'is', value: words('faq.hours') }],
      yes: [say('s3', words('faq.hours.answer'))],
      no: [
        {
          ...{ id: 's4', kind: 'branch', match: 'all' },
          when: [{ of: 'answer', name: 'topic', is: 'is', value: words('faq.returns') }],
          yes: [say('s5', words('faq.returns.answer'))],
          no: [handOver('s6', words)],
        },
      ],
    },
    ask('s7', words('faq.solved'), 'choice', { name: 'solved', options: optionsOf([words('yes'), words('no')]) }),
    {
      ...{ id: 's8', kind: 'branch', match: 'all' },
      when: [{ of: 'answer', name: 'solved', is: 'is', value: words('yes') }],
      yes: [{ id: 's9', kind: 'close', text: words('faq.bye') }],
      no: [handOver('s10', words)],
    },
  ],
};

function say(id: string, text: string): FlowStep {
  return { id, kind: 'say', text, delay: 0 };
}

function ask(id: string, text: string, answer: AskStep['answer'], more: Partial<AskStep>): FlowStep {
  return {
    id,
    kind: 'ask',
    text,
    answer,
    name: 'answer',
    into: '',
    options: [],
    wrong: '',
    retries: 2,
    skip: '',
    ...more,
  };
}

function asksEmail(words: TemplateText): Partial<AskStep> {
  return { name: 'email', into: 'contact.email', wrong: words('email.wrong'), skip: words('skip') };
}

/** What is asked only of those who are not known yet. */
function ofStrangers(id: string, yes: FlowStep[]): FlowStep {
  return {
    id,
    kind: 'branch',
    match: 'all',
    when: [{ of: 'visitor', name: '', is: 'is', value: 'unknown' }],
    yes,
    no: [],
  };
}

function handOver(id: string, words: TemplateText): FlowStep {
  return { id, kind: 'hand over', somebody: words('somebody'), nobody: words('nobody') };
}

function optionsOf(titles: string[]) {
  return titles.map((title, index) => ({ id: `o${index + 1}`, title }));
}
