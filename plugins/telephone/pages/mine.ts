// Where members of the team are reached by calls: each enters their own number (CA-3).
import type { DeskPage } from '../../../core/contract/pages.ts';
import { reason } from '../../../core/contract/reason.ts';
import { keepTarget, readTarget, targetOf } from '../lines/members.ts';

const NO_TARGET = reason(
  'telephone.no_target',
  'This is no telephone number with its country, such as +49 30 1234567, and no SIP address.',
);

export const minePage: DeskPage = {
  id: 'mine',
  view: 'mine',
  permission: 'channel.read',
  formPermission: 'conversation.answer',
  model: async ({ context, viewer }) => ({
    target: targetOf(context, viewer.id) ?? '',
    colleagues: await rest(context),
  }),
  actions: {
    async keep({ context, viewer, language }, form) {
      const typed = form.text('target').trim();
      const target = typed === '' ? '' : readTarget(typed);
      if (target === null) {
        const error = context.text(language, `reason.${NO_TARGET.code}`);
        return { again: { target: typed, error, colleagues: await rest(context) } };
      }
      await keepTarget(context, viewer.id, target);
      return { go: {}, said: reason(target === '' ? 'removed' : 'kept', 'Saved.') };
    },
  },
};

/** Who else can be rung, so that people see why it rings at nobody. */
async function rest(
  context: Parameters<DeskPage['model']>[0]['context'],
): Promise<{ name: string; reached: boolean }[]> {
  const { members } = await context.team();
  return members.map(({ id, name }) => ({ name, reached: targetOf(context, id) !== undefined }));
}
