// Who wrote and what came with it, and by which channel they are answered: corrected senders, media, the channel switch (EM-17, RE-2, RE-8, WA-9).
import t from 'tap';
import { pictureSize } from '../../core/files/picture-size.ts';
import { withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { openWeb, signIn } from './web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

const MARA = { kind: 'email' as const, value: 'mara@customer.example' };
const UMA = { kind: 'email' as const, value: 'uma@partner.example' };

/** Two accounts: one reaches handles of its own, the other (pigeon) whoever it is told. */
async function openDesk(t: Teardown) {
  const loft = await openLoft(t);
  const web = await openWeb(t, { plugins: ['heron', 'pigeon'] });
  const heron = await withAccount(web.desk, 'heron', {}, 'Pond');
  const pigeon = await withAccount(web.desk, 'pigeon', { loft: loft.url }, 'Tower');
  const eva = await signIn(web, await web.user('Eva', 'administrator'));
  const bring = async (accountId: number, id: string, event: object) => {
    const body = Buffer.from(
      JSON.stringify([
        {
          type: 'message',
          id,
          at: '2026-11-20T08:00:00Z',
          parts: [{ type: 'text', text: id }],
          thread: { thread: 't-1' },
          ...event,
        },
      ]),
    );
    await web.desk.inbound.receive(accountId, { key: id, type: 'application/json', body });
    await web.desk.jobs.idle();
    const sql = 'select id, conversation_id from message where external_id = ?';
    return (await web.desk.database.row<{ id: number; conversation_id: number }>(sql, [id]))!;
  };
  return { ...web, loft, heron, pigeon, eva, bring };
}

t.test('the sender of a forwarded message is corrected with one click, and back (EM-17)', async (t) => {
  const { desk, eva, heron, bring } = await openDesk(t);
  const { id, conversation_id: conversation } = await bring(heron.accountId, 'lamp', {
    sender: { name: 'Uma', address: UMA },
    details: { originalSender: { name: 'Mara', address: MARA.value } },
  });
  const at = `/conversations/${conversation}`;
  const page = (await eva.get(at)).body;
  t.match(page, /Seems to have been written first by Mara/);
  t.match(page, /Mara is the sender/);
  await eva.form('PUT', `${at}/messages/${id}/author`);
  const corrected = (await eva.get(at)).body;
  t.match(corrected, /Forwarded by Uma/);
  t.match(corrected, /The sender was corrected/);
  const contact = await desk.contacts.find(MARA, heron.accountId);
  t.equal((await desk.conversations.get(conversation))!.contactId, contact);
  const { to } = await desk.outbound.preview({ conversationId: conversation, userId: 1, text: 'x' });
  t.match(to, [{ address: MARA }], 'answers go to whoever wrote');
  const step = await desk.database.row<{ public_id: string }>(
    "select public_id from undo_step where kind = 'reattribute'",
  );
  t.equal((await eva.form('POST', `/undo/${step!.public_id}`)).statusCode, 303);
  t.equal((await desk.conversations.get(conversation))!.contactId, await desk.contacts.find(UMA, heron.accountId));
  t.match((await eva.get(at)).body, /Seems to have been written first by Mara/);
  const other = await bring(heron.accountId, 'plain', { sender: { name: 'Uma', address: UMA } });
  t.equal((await eva.form('PUT', `${at}/messages/${other.id}/author`)).statusCode, 404, 'nobody else is in question');
});

t.test(
  'a conversation is answered by the channel the customer used last, or another that reaches them (RE-2)',
  async (t) => {
    const { desk, eva, heron, pigeon, bring } = await openDesk(t);
    const visitor = { kind: 'handle' as const, value: 'v-1' };
    const first = await bring(heron.accountId, 'hello', {
      sender: {
        name: 'Vera',
        address: visitor,
        also: [{ kind: 'handle', value: 'vera', scope: `account:${pigeon.accountId}` }],
      },
    });
    const at = `/conversations/${first.conversation_id}`;
    const ways = (body: string) =>
      [...body.matchAll(/name="way" value="(\w+)" aria-pressed="(\w+)"/g)].map(([, id, pressed]) => `${id} ${pressed}`);
    const page = await eva.get(at);
    t.same(ways(page.body), [`${heron.accountId} true`, `${pigeon.accountId} false`, 'comment false']);
    const switched = await eva.form('POST', `${at}/composer`, {
      way: String(pigeon.accountId),
      text: 'By pigeon',
      mode: 'reply',
    });
    t.same(ways(switched.body), [`${heron.accountId} false`, `${pigeon.accountId} true`, 'comment false']);
    t.match(switched.body, /By pigeon/, 'the words stay');
    const { to } = await desk.outbound.preview({
      conversationId: first.conversation_id,
      accountId: pigeon.accountId,
      userId: 1,
      text: 'x',
    });
    t.match(to, [{ address: { value: 'vera' } }], 'to the address that this account reaches');
    const key = /name="key" value="([^"]+)"/.exec(switched.body)![1]!;
    const account = /name="account" value="(\d+)"/.exec(switched.body)![1]!;
    t.equal(account, String(pigeon.accountId));
    const written = { key, account, seen: first.id, text: 'By pigeon', mode: 'reply' };
    const sent = await eva.form('POST', `${at}/messages`, written);
    t.equal(sent.statusCode, 303);
    const [message] = await desk.database.rows("select account_id from message where text = 'By pigeon'");
    t.same(message, { account_id: pigeon.accountId }, 'it goes the way the composer stood on');
    await eva.form('POST', `${at}/composer`, { way: String(heron.accountId), text: '', mode: 'reply' });
    await desk.channels.setActive(pigeon.accountId, false, 'desk');
    t.same(
      ways((await eva.get(at)).body),
      [`${heron.accountId} true`, 'comment false'],
      'what is switched off reaches nobody',
    );
  },
);

t.test(
  'where no account reaches them any more, the composer says so and takes comments only (RE-2, CH-2)',
  async (t) => {
    const { desk, eva, heron, bring } = await openDesk(t);
    const { conversation_id: conversation } = await bring(heron.accountId, 'lamp', {
      sender: { name: 'Ida', address: { kind: 'handle', value: 'ida' } },
    });
    const at = `/conversations/${conversation}`;
    const shown = async () => /<div class="text closed">.*?<\/div>/s.exec((await eva.get(at)).body)?.[0];
    t.equal(await shown(), undefined);
    await desk.channels.setActive(heron.accountId, false, 'user:1');
    t.match(await shown(), /The account Pond is switched off/);
    await desk.channels.setActive(heron.accountId, true, 'user:1');
    t.equal(await shown(), undefined);
    await desk.channels.remove(heron.accountId, 'user:1');
    await desk.jobs.idle();
    t.match(await shown(), /Nothing can be sent: the account of this conversation is deleted/);
    t.match((await eva.get(`${at}?composer=comment`)).statusCode, 200);
  },
);

t.test('whom the desk gave a conversation to, and why, is said once (CH-4)', async (t) => {
  const { desk, user, eva, heron, bring } = await openDesk(t);
  const tobias = await user('Tobias');
  const routing = { to: 'people' as const, userIds: [tobias.id], teamIds: [], onlyAvailable: false };
  await desk.channels.saveRouting(heron.accountId, routing, 'desk');
  const { conversation_id: id } = await bring(heron.accountId, 'given', { sender: { name: 'Uma', address: UMA } });
  const said = (await eva.get(`/conversations/${id}`)).body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  t.match(said, /Assigned to Tobias: next in turn/);
  t.notMatch(said, /Assigned to Tobias Assigned/);
});

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const base64 = (bytes: string) => Buffer.from(bytes, 'latin1').toString('base64');
const OGG = base64(`OggS\0\u0002${'\0'.repeat(20)}\u0001\u0013OpusHead${'\0'.repeat(2000)}`);
const MP4 = base64(`\0\0\0\u0018ftypisom\0\0\u0002\0isomiso2${'\0'.repeat(2000)}`);
const AMR = base64(`#!AMR\n${'\0'.repeat(200)}`);

t.test('what the channel does not show is said while it is written, before anything is sent (CH-9)', async (t) => {
  const { eva, pigeon, bring } = await openDesk(t);
  const { conversation_id: id } = await bring(pigeon.accountId, 'lamp', {
    sender: { name: 'Uma', address: { kind: 'handle', value: 'uma', scope: 'pigeons' } },
  });
  const form = { mode: 'reply', account: String(pigeon.accountId), text: 'Soon', html: '<p><b>Soon</b></p>' };
  const saved = await eva.form('POST', `/conversations/${id}/draft`, form);
  t.match(saved.body, /<div class="losses"[^>]*aria-live="polite">[^]*Bold type arrives in another form\./);
  const plain = await eva.form('POST', `/conversations/${id}/draft`, { ...form, html: '<p>Soon</p>' });
  t.notMatch(plain.body, 'arrives in another form');
  t.equal((await eva.form('POST', `/conversations/${id}/draft`, { ...form, mode: 'comment' })).statusCode, 204);
});

t.test('pictures, sounds, films, places and cards stand in the thread, light and playable (RE-8)', async (t) => {
  const { eva, pigeon, bring } = await openDesk(t);
  const media = (kind: string, name: string, mimeType: string, content: string, more = {}) => ({
    ...{ type: 'media', kind, name, mimeType, base64: content, ...more },
  });
  const { conversation_id: id } = await bring(pigeon.accountId, 'media', {
    sender: { name: 'Uma', address: { kind: 'handle', value: 'uma', scope: 'pigeons' } },
    parts: [
      media('image', 'bell.png', 'image/png', PNG, { caption: 'My bell <b>' }),
      media('voice', 'note.ogg', 'audio/ogg', OGG, { duration: 65 }),
      media('voice', 'old.amr', 'audio/amr', AMR),
      media('video', 'ride.mp4', 'video/mp4', MP4, { caption: 'The ride' }),
      media('sticker', 'wave.png', 'image/png', PNG),
      media('file', 'list.pdf', 'application/pdf', base64('%PDF-1.4 none')),
      { type: 'location', latitude: 52.52, longitude: 13.405, name: 'Workshop', address: 'Allee 1' },
      { type: 'contact', cards: [{ name: 'Mara', phones: ['+49 30 1'], emails: ['mara@customer.example'] }] },
    ],
  });
  const page = (await eva.get(`/conversations/${id}`)).body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
  t.match(
    page,
    /<figure class="picture"><a[^>]*href="\/attachments\/[^"]*bell\.png"[^>]*><img[^>]*loading="lazy" width="1" height="1"/,
  );
  t.match(page, 'My bell &lt;b&gt;');
  const voice = /<audio src="([^"]*note\.ogg)" controls preload="none">/.exec(page)?.[1];
  t.ok(voice, 'nothing of it is loaded before somebody plays it');
  t.match(page, /note\.ogg[^]*?<span class="t-12 length">1:05</, 'how long it is');
  t.match(page, /<a class="file" href="[^"]*old\.amr" download/, 'what no browser plays is a file');
  const film = /<video class="picture" src="([^"]*ride\.mp4)" controls preload="metadata">/.exec(page)?.[1];
  t.ok(film);
  t.match(page, /<img class="sticker" src="[^"]*wave\.png"[^>]*loading="lazy"/);
  t.match(page, /<a class="file" href="[^"]*list\.pdf" download/);
  t.match(page, /href="https:\/\/www\.openstreetmap\.org\/\?mlat=52\.52&mlon=13\.405"[^]*?Workshop<small>Allee 1</);
  t.match(page, /Mara<small>\+49 30 1<\/small><small>mara@customer\.example</);

  const whole = await eva.get(voice!);
  t.match(whole.headers, { 'content-type': /^audio\/ogg/, 'accept-ranges': 'bytes', 'content-disposition': /^inline/ });
  const bytes = Buffer.from(OGG, 'base64');
  t.same(whole.rawPayload, bytes);
  const asks = async (range: string) => eva.get(voice!, { range });
  for (const [range, start, end] of [
    ['bytes=0-1', 0, 1],
    ['bytes=100-', 100, bytes.length - 1],
    ['bytes=-10', bytes.length - 10, bytes.length - 1],
    ['bytes=5-999999', 5, bytes.length - 1],
  ] as const) {
    const part = await asks(range);
    t.equal(part.statusCode, 206, `${range}: players begin and jump where they like`);
    t.equal(part.headers['content-range'], `bytes ${start}-${end}/${bytes.length}`);
    t.same(part.rawPayload, bytes.subarray(start, end + 1));
  }
  t.match(await asks('bytes=999999-'), { statusCode: 416, headers: { 'content-range': `bytes */${bytes.length}` } });
  t.equal((await asks('lines=1-2')).statusCode, 200);
  const tag = String(whole.headers.etag);
  const of = async (known: object) => (await eva.get(voice!, { range: 'bytes=0-1', ...known })).statusCode;
  t.equal(await of({ 'if-range': tag }), 206, 'what a browser has of it goes on');
  t.equal(await of({ 'if-range': '"another"' }), 200, 'what it has is of something else: all of it');
  t.equal(await of({ 'if-none-match': tag }), 304);
  t.equal((await eva.get(film!, { range: 'bytes=0-1' })).headers['content-type'], 'video/mp4');
});

t.test(
  'the size of a picture is read from its first bytes, as it is seen, and nothing from rubbish (RE-8)',
  async (t) => {
    const of = (...pieces: (string | number[])[]) =>
      pictureSize(
        Buffer.concat(pieces.map((one) => (typeof one === 'string' ? Buffer.from(one, 'latin1') : Buffer.from(one)))),
      );
    const jfif = [0xff, 0xd8, 0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')];
    const frame = [0xff, 0xc2, 0, 17, 8, 0x0b, 0xb8, 0x0f, 0xa0, 3];
    const turned = [
      0xff,
      0xe1,
      0,
      34,
      ...Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0', 'latin1'),
    ];
    t.same(of(jfif, frame), { width: 4000, height: 3000 });
    t.same(of(jfif, turned, frame), { width: 3000, height: 4000 }, 'held upright');
    t.same(of('GIF89a', [0x40, 1, 0xf0, 0]), { width: 320, height: 240 });
    t.same(of('RIFF????WEBPVP8X????\0\0\0\0', [0x3f, 1, 0, 0xef, 0, 0]), { width: 320, height: 240 });
    t.same(of('RIFF????WEBPVP8L????\x2f', [0x3f, 0xc1, 0x3b, 0]), { width: 320, height: 240 });
    t.same(of('RIFF????WEBPVP8 ???????\x9d\x01\x2a', [0, 0x40, 1, 0xf0, 0]), null, 'one byte short of it');
    t.same(of('RIFF????WEBPVP8 ????????\x9d\x01', [0x40, 1, 0xf0, 0]), { width: 320, height: 240 });
    for (const rubbish of [
      '',
      'GIF8',
      '<svg/>',
      '\xff\xd8\xff\xe1\0\0',
      '\xff\xd8\xff\xe1\xff\xffExif\0\0II*\0\xff\xff\xff\xff',
      'GIF89a\0\0\0\0',
    ])
      t.equal(of(rubbish), null, JSON.stringify(rubbish));
  },
);
