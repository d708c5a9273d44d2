// A step that was just added: sound by itself, with words to be replaced.
import type { FlowStep, StepKind } from '../../chatflows/chatflows.ts';

/** `words` are the desk's texts in the flow's language. */
export function newStep(kind: StepKind, id: string, words: (key: string) => string): FlowStep {
  switch (kind) {
    case 'say':
      return { id, kind, text: words('new.say'), delay: 0 };
    case 'ask': {
      const name = `answer${id.replace(/\D/g, '')}`;
      const rest = { into: '', options: [], wrong: '', retries: 2, skip: '' };
      return { id, kind, text: words('new.ask'), answer: 'text', name, ...rest };
    }
    case 'branch': {
      const when = [{ of: 'team' as const, name: '', is: 'is' as const, value: 'available' }];
      return { id, kind, match: 'all', when, yes: [], no: [] };
    }
    case 'set':
      return { id, kind, into: 'tag', value: words('new.tag') };
    case 'assign':
      return { id, kind, to: 'routing' };
    case 'hand over':
      return { id, kind, somebody: words('somebody'), nobody: words('nobody') };
    case 'close':
      return { id, kind, text: '' };
  }
}
