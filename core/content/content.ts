// The door of content: what of a message is dangerous, and the message as everybody may see it (WA-12).
import type { Reason } from '../contract/reason.ts';
import type { Viewer } from '../accounts/accounts.ts';
import { inspected, type Inspected, type Inspection } from './inspecting.ts';
import { programIn, type FileAbout } from './programs.ts';
import { Rules, type ContentRules, type RulesNeeds } from './rules.ts';

export type { Inspection } from './inspecting.ts';
export { ALL_CHECKED, CHECKS, type ContentRules } from './rules.ts';

export interface Content {
  rules(): Promise<ContentRules>;
  /** Demands `workspace.manage`; throws `invalid`. */
  setRules(viewer: Viewer, change: Partial<ContentRules>): Promise<void>;
  /** Null where nothing is dangerous. */
  inspect(message: Inspected): Promise<Inspection | null>;
  /** Of a file that came later. */
  inspectFile(file: FileAbout): Promise<Reason | null>;
}

export function createContent(needs: RulesNeeds): Content {
  const rules = new Rules(needs);
  return {
    rules: () => rules.get(),
    setRules: (viewer, change) => rules.set(viewer, change),
    inspect: async (message) => inspected(message, await rules.get()),
    inspectFile: async (file) => ((await rules.get()).programs ? programIn(file) : null),
  };
}
