// What the odd things are made of: a talk of its own, a sender without a person, a time just after.
import { minutesLater } from './days.ts';
import type { Customer } from './people.ts';
import type { Cast } from './script.ts';
import type { Stage, Talk } from './stage.ts';
import type { Turn } from './stories.ts';

export const said = (text: string): Turn => ({ by: 'customer', along: null, text });

export function later(cast: Cast, minutes: number, now: Date): Date {
  const at = minutesLater(cast.last, minutes);
  return at < now ? at : minutesLater(now, -1);
}

export function robot(name: string, email: string): Customer {
  const nobody = { first: '', last: '', dear: '', formal: '', phone: null, city: '', employer: null };
  return { ...nobody, name, email, language: 'en', style: 'plain' };
}

export function talkOf(stage: Stage, customer: Customer, number: number, subject: string): Talk {
  const { viewer } = stage.company;
  return {
    number,
    customer,
    inbox: 'support',
    subject,
    values: {},
    agent: viewer,
    tags: [],
    thread: [],
    said: null,
    conversationId: null,
  };
}
