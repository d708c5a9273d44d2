// Flows to begin with. The words come from the desk's texts, in the language of the flow.
import type { AskStep, FlowDefinition, FlowStep } from './definition.ts';

export const TEMPLATES = ['live', 'email', 'questions', 'faq'] as const;
export type Template = (typeof TEMPLATES)[number];

/** A text of templates by its key, such as `email.ask`. */
export type TemplateText = (key: string) => string;

/** An unknown template is plain live chat. */
export function templateOf(template: string, text: TemplateText): FlowDefinition {
  const known = TEMPLATES.find((one) => one === template) ?? 'live';
  const person = text('person')
    .split(',')
    .map((one) => one.trim());
  return { steps: made[known](text), person, patience: 30 };
}

const made: Record<Template, (text: TemplateText) => FlowStep[]> = {
  live: (text) => [say('s1', text('live.welcome'))],
  email: (text) => [
    say('s1', text('email.welcome')),
    ask('s2', text('email.question'), 'text', { name: 'question' }),
    ofStrangers('s3', [ask('s4', text('email.ask'), 'email', asksEmail(text))]),
    handOver('s5', text),
  ],
  questions: (text) => [
    ask('s1', text('questions.topic'), 'choice', {
      name: 'topic',
      options: optionsOf([text('questions.sales'), text('questions.help'), text('questions.else')]),
      into: 'ticket.topic',
    }),
    ask('s2', text('questions.name'), 'name', { name: 'name', into: 'contact.name', skip: text('skip') }),
    ask('s3', text('email.ask'), 'email', asksEmail(text)),
    ask('s4', text('questions.more'), 'text', { name: 'question' }),
    handOver('s5', text),
  ],
  faq: (text) => [
    ask('s1', text('faq.ask'), 'choice', {
      name: 'topic',
      options: optionsOf([text('faq.hours'), text('faq.returns'), text('faq.person')]),
    }),
    {
      ...{ id: 's2', kind: 'branch', match: 'all' },
      when: [{ of: 'answer', name: 'topic', is: 'is', value: text('faq.hours') }],
      then: [say('s3', text('faq.hours.answer'))],
      else: [
        {
          ...{ id: 's4', kind: 'branch', match: 'all' },
          when: [{ of: 'answer', name: 'topic', is: 'is', value: text('faq.returns') }],
          then: [say('s5', text('faq.returns.answer'))],
          else: [handOver('s6', text)],
        },
      ],
    },
    ask('s7', text('faq.solved'), 'choice', { name: 'solved', options: optionsOf([text('yes'), text('no')]) }),
    {
      ...{ id: 's8', kind: 'branch', match: 'all' },
      when: [{ of: 'answer', name: 'solved', is: 'is', value: text('yes') }],
      then: [{ id: 's9', kind: 'close', text: text('faq.bye') }],
      else: [handOver('s10', text)],
    },
  ],
};

function say(id: string, text: string): FlowStep {
  return { id, kind: 'say', text, delay: 0 };
}

function ask(id: string, text: string, answer: AskStep['answer'], more: Partial<AskStep>): FlowStep {
  return { id, kind: 'ask', text, answer, name: 'answer', into: '', options: [], wrong: '', retries: 2, skip: '', ...more };
}

function asksEmail(text: TemplateText): Partial<AskStep> {
  return { name: 'email', into: 'contact.email', wrong: text('email.wrong'), skip: text('skip') };
}

/** What is asked only of those who are not known yet. */
function ofStrangers(id: string, then: FlowStep[]): FlowStep {
  return { id, kind: 'branch', match: 'all', when: [{ of: 'visitor', name: '', is: 'is', value: 'unknown' }], then, else: [] };
}

function handOver(id: string, text: TemplateText): FlowStep {
  return { id, kind: 'hand over', somebody: text('somebody'), nobody: text('nobody') };
}

function optionsOf(titles: string[]) {
  return titles.map((title, index) => ({ id: `o${index + 1}`, title }));
}
