// Consent, usage and dangerous content on WhatsApp and Messenger, through a whole desk (WA-6, WA-12, WA-13, MS-4, PR-1).
import t from 'tap';
import { statusOf } from '../../../plugins/meta/simulator/people.ts';
import { addUser } from '../../support/desk.ts';
import { signIn, type WebDesk } from '../../web/web-desk.ts';
import { metaDesk, type MetaDesk } from './meta-desk.ts';
import { message } from './whatsapp-payloads.ts';

const contactOf = async ({ desk }: MetaDesk, number: string) => {
  const id = await desk.contacts.find({ kind: 'phone', value: number }, 1);
  return (await desk.contacts.get(id!))!;
};

async function readerOf(meta: MetaDesk, role = 'administrator') {
  const id = await addUser(meta.desk, `Reader ${Math.random()}`, role);
  const visitor = await signIn({ ...meta, server: meta.web.server } as unknown as WebDesk, { id });
  return { id, visitor };
}

const lastMessage = ({ desk }: MetaDesk) =>
  desk.database.row<{ id: number; conversation_id: number }>('select * from message order by id desc limit 1');

t.test('words opt in and out, the platform’s own refusals too, and advertising heeds them (WA-13)', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const person = meta.person('whatsapp');
  const number = `+${person.id}`;
  const { id: userId, visitor } = await readerOf(meta);
  await meta.does(person, { do: 'text', words: 'Please do not stop.' });
  t.strictSame((await contactOf(meta, number)).consents, {}, 'a word among others says nothing');
  const { conversation_id: conversationId } = (await lastMessage(meta))!;
  const template = (category: string) => ({
    type: 'template' as const,
    ...{ name: 'hello', language: 'en', values: {}, category },
  });
  const sends = async (by: number | null, category?: string) => {
    const parts = category ? [template(category)] : [{ type: 'text' as const, text: 'Hello' }];
    const sent = await meta.desk.outbound.send({ conversationId, userId: by, parts });
    return sent.ok ? 'sent' : sent.kind === 'refused' && sent.why.code;
  };
  t.equal(await sends(null, 'utility'), 'outbound.not_opted_in', 'automation waits for a yes');
  t.equal(await sends(userId, 'marketing'), 'outbound.not_opted_in');
  t.equal(await sends(userId, 'utility'), 'sent');

  await meta.does(person, { do: 'text', words: ' „Ja!“ ' });
  t.match((await contactOf(meta, number)).consents, { marketing: { given: true, wording: '„Ja!“' } });
  t.equal(await sends(null, 'marketing'), 'sent');

  meta.clock.advance(60_000);
  await meta.does(person, { do: 'text', words: 'stop' });
  t.equal(await sends(null), 'outbound.opted_out', 'nothing automatic any more');
  t.equal(await sends(userId, 'marketing'), 'outbound.opted_out');
  t.equal(await sends(userId), 'sent', 'people may still answer');

  const preference = (value: string, seconds: number) => ({
    user_preferences: [
      {
        wa_id: person.id,
        detail: `User requested to ${value}`,
        category: 'marketing_messages',
        value,
        timestamp: seconds,
      },
    ],
  });
  const now = Math.floor(meta.clock.now().getTime() / 1000);
  await meta.bring('whatsapp', preference('resume', now - 30));
  t.match((await contactOf(meta, number)).consents, { marketing: { given: false, wording: 'stop' } }, 'told late');
  await meta.bring('whatsapp', preference('resume', now + 1));
  t.match((await contactOf(meta, number)).consents, { marketing: { given: true } });

  const sent = meta.world.said.at(-1)!;
  meta.clock.advance(60_000);
  const errors = [{ code: 131050, title: 'User has stopped marketing messages' }];
  await meta.bring('whatsapp', { statuses: [statusOf(meta.world, person, sent.id, 'failed', { errors })] });
  const { consents, publicId } = await contactOf(meta, number);
  t.match(consents, { marketing: { given: false, wording: /stopped marketing messages/ } });
  const { body } = await visitor.get(`/contacts/${publicId}`);
  t.match(body, /Advertisements[^]*What was said, and when[^]*stopped marketing[^]*resume[^]*resume[^]*stop[^]*„Ja!“/);
});

t.test('words are those of the account, on Messenger as well', async (t) => {
  const meta = await metaDesk(t, ['messenger']);
  const person = meta.person('messenger');
  const account = meta.accounts.messenger!;
  const given = async () => {
    const id = await meta.desk.contacts.find({ kind: 'handle', value: person.id }, account);
    return (await meta.desk.contacts.get(id!))!.consents.marketing?.given;
  };
  await meta.desk.channels.saveSettings(account, { optOutEnglish: ['BASTA'] }, 'desk', ['optOutEnglish']);
  await meta.does(person, { do: 'text', words: 'STOP' });
  t.equal(await given(), undefined);
  await meta.does(person, { do: 'text', words: 'Basta.' });
  t.equal(await given(), false);
});
