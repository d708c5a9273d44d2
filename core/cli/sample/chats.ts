// Channels that show themselves: each gets an account without a far side, on which happens what the channel tells.
import type { Viewer } from '../../accounts/accounts.ts';
import type { DemoAccount } from '../../channels/channels.ts';
import type { SampleStep, SampleWanted } from '../../contract/sample.ts';
import type { NewMessage } from '../../outbound/outbound.ts';
import type { Keep } from './company.ts';
import { bicyclePicture, paper } from './pictures.ts';
import type { Beat } from './script.ts';
import { clicking, speaking } from './sound.ts';
import type { Stage } from './stage.ts';

const DAYS = 60;

export async function openChats(stage: Stage, viewer: Viewer, keep: Keep, now: Date): Promise<Beat[]> {
  const { desk, company, past } = stage;
  const wanted: SampleWanted = {
    language: viewer.language === 'de' ? 'de' : 'en',
    now,
    company: 'Radwerk',
    picture: (variant) => bicyclePicture(variant),
    paper,
    sound: clicking,
    speech: speaking,
  };
  const inboxes = [company.inboxes.support, company.inboxes.sales];
  const beats: Beat[] = [];
  for (const [index, channel] of desk.channels.demos.channels().entries()) {
    const opened = await desk.channels.demos.open(channel, inboxes[index % inboxes.length]!.id, wanted);
    if (!opened) continue;
    const { account, sample } = opened;
    await keep.add('accountIds', account.id);
    const since = new Date(now.getTime() - DAYS * 86_400_000);
    await desk.database.run('update channel_account set created_at = ? where id = ?', [since, account.id]);
    past.filesOf(account.id, sample.media);
    beats.push(...sample.steps.map((step) => ({ at: step.at, run: () => act(stage, opened, step) })));
  }
  return beats;
}

async function act(stage: Stage, { account }: DemoAccount, step: SampleStep): Promise<void> {
  const { past } = stage;
  if (step.does === 'arrive') {
    await past.inbound.receive(account.id, step.raw);
    return past.settle();
  }
  if (step.does === 'begin') {
    const to = { conversationId: null, accountId: account.id, to: [step.with], template: step.template };
    return send(stage, step.id, { ...to, userId: agentOf(stage, account.inboxId, account.id) });
  }
  const said = await past.conversations.findMessage(account.id, step.does === 'close' ? step.of : step.to);
  if (!said) throw new Error(`A sample names a message that is not there: ${JSON.stringify(step)}`);
  const { conversationId } = said;
  const userId = agentOf(stage, account.inboxId, conversationId);
  if (step.does === 'close') return void (await past.conversations.close(conversationId, `user:${userId}`));
  const { ownerId } = (await past.conversations.get(conversationId))!;
  if (ownerId === null)
    await stage.desk.database.write(() =>
      past.conversations.assign(conversationId, { userId }, null, `user:${userId}`),
    );
  const words = 'template' in step ? { template: step.template } : { text: step.text };
  const quotes = 'quotes' in step && step.quotes === true;
  return send(stage, step.id, { conversationId, userId, ...words, ...(quotes && { replyToMessageId: said.id }) });
}

/** One after the other takes a conversation. */
function agentOf({ company }: Stage, inboxId: number, number: number): number {
  const agents = company.inboxes.sales.id === inboxId ? company.agents.sales : company.agents.support;
  return agents[number % agents.length]!.id;
}

async function send({ past }: Stage, id: string, message: NewMessage): Promise<void> {
  past.answerNext({ outcome: 'pending', id });
  const answer = await past.outbound.send(message);
  if (!answer.ok) throw new Error(`The invented answer was refused: ${JSON.stringify(answer)}`);
  await past.settle();
}
