// Checks of the wizard: it tries the real far side, refuses what is wrong, can be left, and makes each account once.
import type { Bench } from './bench.ts';
import type { Entry, Findings } from './channel.ts';
import type { OpenDesk, Walked } from './open-desk.ts';
import { wordsOf } from './manifest.ts';

export async function connects(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const findings = await wordsOfSteps(bench, desk.connected!.steps);
  const checks = await desk.connection.check();
  for (const { code, state } of checks)
    if (state === 'bad') findings.push(`a new account is well, but check "${code}" says bad`);
  const [en, de] = [await bench.texts('en'), await bench.texts('de')];
  for (const { code, detail } of checks) {
    bench.hear(detail);
    if (!en[`check.${code}`] || !de[`check.${code}`]) findings.push(`there is no text "check.${code}"`);
  }
  return findings;
}

async function wordsOfSteps(bench: Bench, steps: Walked['steps']): Promise<string[]> {
  const [en, de] = [await bench.texts('en'), await bench.texts('de')];
  const fields = steps.flatMap((step) => (step.step === 'form' ? wordsOf(step.fields) : []));
  const titles = steps.flatMap((step) => ('id' in step ? [`connect.${step.id}.title`] : []));
  const wanted = [...new Set([...titles, ...fields])].filter((key) => !en[key] || !de[key]);
  return wanted.map((key) => `the wizard shows a step without the text "${key}" in both languages`);
}

/** A step before may refuse it as well, so that the walk ends where it is refused. */
const entered =
  (how: Entry, told: string) =>
  async (bench: Bench): Promise<Findings> => {
    const desk = await bench.desk();
    if (desk.far.made) return { skipped: desk.far.made };
    const before = await desk.count('channel_account');
    const { step } = await desk.walk(how);
    const findings: string[] = [];
    const errors = step.step === 'form' ? Object.values(step.errors ?? {}) : step.step === 'stop' ? [step.why] : [];
    // The desk has this account already; that it is told so means that the channel would have let it in.
    const isLetIn = step.step === 'done' || (step.step === 'stop' && step.why.code === 'connect.already_connected');
    if (isLetIn) findings.push(`it is connected although ${told}`);
    else if (errors.length === 0) findings.push(`nobody is told that ${told}, but shown ${JSON.stringify(step)}`);
    if (errors.some(({ code }) => code === 'connect.stumbled'))
      findings.push(`connect() throws or takes too long when ${told}`);
    if ((await desk.count('channel_account')) > before) findings.push(`an account is stored although ${told}`);
    return findings;
  };

export const wrongSecret = entered('wrong secret', 'the secret is wrong');
export const unreachable = entered('unreachable', 'nobody answers there');

export async function twice(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  if (desk.far.made) return { skipped: desk.far.made };
  const before = await desk.count('channel_account');
  const { step } = await desk.walk('right');
  const findings: string[] = [];
  const told = step.step === 'stop' ? step.why.text : JSON.stringify(step);
  const where = (await desk.desk.channels.accounts()).find(({ account }) => account.id === desk.accountId)!;
  if (step.step === 'done') findings.push('the same account can be connected twice: its uniqueId differs');
  else if (!told.includes(where.inboxName)) findings.push(`the refusal does not say where it is connected: ${told}`);
  if ((await desk.count('channel_account')) !== before) findings.push('a second account was stored');
  return findings;
}

/** Left after each step there is, the desk restarted, and gone on with. */
export async function resumed(bench: Bench): Promise<Findings> {
  const whole = (await bench.desk()).connected!.steps.length - 1;
  const findings: string[] = [];
  let desk: OpenDesk = await bench.empty();
  for (let left = 0; left < whole && left < 4; left += 1) {
    const begun = await desk.walk('right', { leaveAfter: left });
    desk = await bench.empty(desk);
    const { id } = await desk.person();
    const view = await desk.desk.channels.flows.view(begun.key, id);
    const shown = view && 'id' in view.step ? view.step.id : view?.step.step;
    const before = 'id' in begun.step ? begun.step.id : begun.step.step;
    if (shown !== before) findings.push(`left at "${before}", after a restart the wizard stands at "${shown}"`);
    if (!view) continue;
    const ended = await desk.goOn(begun.key, view.step, 'right');
    if (ended.step.step !== 'done')
      findings.push(`left at "${before}", after a restart it ends with ${JSON.stringify(ended.step)}`);
    for (const account of ended.accountIds) await desk.desk.channels.remove(account, 'desk');
  }
  return findings;
}

export async function restarted(bench: Bench): Promise<Findings> {
  const first = await bench.fresh();
  await first.writes('Before the restart');
  const desk = await bench.empty(first);
  desk.accountId = first.accountId;
  await desk.until('the account is connected after a restart', async () => desk.health?.state === 'connected');
  await desk.writes('After the restart');
  const { length: before } = await desk.said('Before the restart');
  return before === 1 ? [] : [`after a restart there are ${before} copies of a message from before`];
}

/** The secret is changed at the far side, noticed, and a new sign-in mends it: what waited leaves, once. */
export async function signedInAgain(bench: Bench): Promise<Findings> {
  const desk = await bench.fresh();
  const { far } = desk;
  const stranger = far.misbehave.stranger;
  if (typeof stranger === 'string') return { skipped: stranger };
  const conversationId = await desk.writes('Are you there still');
  await desk.reopen();
  await stranger();
  const before = await desk.taken();
  const { id: userId } = await desk.person();
  const sent = await desk.desk.outbound.send({ conversationId, userId, text: 'Yes, still' });
  if (!sent.ok) return [`an answer is refused: ${JSON.stringify(sent)}`];
  await desk.until('the account needs a new sign-in', async () => desk.health?.state === 'needs sign-in');
  bench.hear(desk.health?.why);
  await desk.desk.jobs.idle();
  const findings: string[] = [];
  if ((await desk.taken()) !== before) findings.push('the far side has the message, although it knew nobody');
  if ((await desk.count(`delivery where status = 'failed'`)) > 0)
    findings.push('a lost sign-in fails the message instead of letting it wait');
  await far.behave();
  const again = await desk.walk('right', { purpose: 'sign in again', accountId: desk.accountId });
  if (again.step.step !== 'done') return [...findings, `signing in again ends with ${JSON.stringify(again.step)}`];
  await desk.until('what waited has left', async () => {
    await desk.desk.jobs.idle();
    return (await desk.taken()) > before;
  });
  if ((await desk.taken()) !== before + 1) findings.push('what waited has left more than once');
  return findings;
}
