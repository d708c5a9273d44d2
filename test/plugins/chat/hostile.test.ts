// What strangers may not: foreign sites, forged tokens, oversize frames, floods, disguised files, scripts in names.
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { chatDesk, type ChatDesk } from './chat-desk.ts';
import { siteOf } from '../../../core/contract/sites.ts';
import { isAllowedOrigin } from '../../../plugins/chat/account/domains.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function upload(
  chat: ChatDesk,
  {
    token,
    name,
    body,
    id = 'file-0001',
    origin = 'https://shop.example',
    query = '',
  }: { token?: string; name: string; body: Uint8Array; id?: string; origin?: string; query?: string },
) {
  return fetch(`${chat.url}/channels/chat/files?id=${chat.id}&name=${encodeURIComponent(name)}${query}`, {
    method: 'POST',
    headers: {
      origin,
      'content-type': 'application/octet-stream',
      'x-client-id': id,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: Buffer.from(body),
  });
}

/** The file's way back, on the loopback the desk listens on. */
function down(chat: ChatDesk, address: string) {
  return fetch(address.replace('http://desk.test', chat.url));
}

t.test('a domain stands for itself and what is below it, with scheme and port where they are given', async (t) => {
  const cases: [string | undefined, string[], boolean][] = [
    ['https://shop.example', [], true],
    [undefined, [], true],
    ['https://shop.example', ['shop.example'], true],
    ['https://www.shop.example', ['shop.example'], true],
    ['https://www.shop.example', ['*.shop.example'], true],
    ['https://evilshop.example', ['shop.example'], false],
    ['https://shop.example.evil.example', ['shop.example'], false],
    ['http://shop.example', ['https://shop.example'], false],
    ['http://localhost:3000', ['localhost:3000'], true],
    ['http://localhost:3001', ['localhost:3000'], false],
    ['http://desk.test', ['shop.example'], true],
    ['null', ['shop.example'], false],
    [undefined, ['shop.example'], false],
    ['file://', ['shop.example'], false],
    ['https://shop.example', ['not a domain'], false],
  ];
  for (const [origin, domains, allowed] of cases)
    t.equal(isAllowedOrigin(origin, domains, 'http://desk.test'), allowed, `${origin} ${domains.join()}`);
  const stored = {
    ...{ 'shop.example': 'shop.example', ' *.Shop.example/ ': 'shop.example', 'localhost:3000': 'localhost:3000' },
    ...{ 'https://*.bücher.example': 'https://xn--bcher-kva.example', 'пример.example:81': 'xn--e1afmkfd.example:81' },
  };
  for (const [written, site] of Object.entries(stored)) t.equal(siteOf(written), site, written);
  for (const bad of ['', 'shop.example/path', 'a b', 'user@shop.example', 'https://', 'a;b', "a'b", 'a,b', 'xn--ü'])
    t.equal(siteOf(bad), null, bad);
});

t.test('sites in any script are named to browsers as they know them; what is none is refused (CT-1)', async (t) => {
  const chat = await chatDesk(t, { domains: 'bücher.example' });
  const policy = async () => {
    const page = await fetch(`${chat.url}/channels/chat/frame?id=${chat.id}`);
    return `${page.status} ${page.headers.get('content-security-policy')?.split('; ').at(-1)}`;
  };
  t.equal(await policy(), "200 frame-ancestors 'self' xn--bcher-kva.example *.xn--bcher-kva.example");
  const visitor = chat.visitor({ origin: 'https://www.xn--bcher-kva.example' });
  t.ok(await visitor.greet());
  // As they were stored once.
  await chat.change({ domains: ['пример.example', 'a; script-src *'] });
  t.equal(await policy(), "200 frame-ancestors 'self' xn--e1afmkfd.example *.xn--e1afmkfd.example");
  await t.rejects(chatDesk(t, { domains: 'shop.example; script-src *' }), /no_domain/);
});

t.test('foreign sites get neither socket nor files, and a script that does nothing (CT-1)', async (t) => {
  const chat = await chatDesk(t, { domains: 'shop.example' });
  t.equal(await chat.visitor({ origin: 'https://evil.example' }).closed, 4403);
  t.equal(await chat.visitor({ id: 'nosuchaccount' }).closed, 4403);
  const { welcome } = await chat.greeted();
  const foreign = await upload(chat, {
    token: welcome.token,
    name: 'a.png',
    body: PNG,
    origin: 'https://evil.example',
  });
  t.equal(foreign.status, 403);
  t.equal(foreign.headers.get('access-control-allow-origin'), null);
  const script = async (referer?: string) => {
    const answer = await fetch(
      `${chat.url}/channels/chat/widget.js?id=${chat.id}`,
      referer ? { headers: { referer } } : {},
    );
    return { text: await answer.text(), headers: answer.headers };
  };
  t.match(
    (await script('https://evil.example/page')).text,
    /^console\.warn\("Hubdesk chat: The site evil\.example is not/,
  );
  const good = await script('https://shop.example/page');
  t.match(good.text, new RegExp(`"id":"${chat.id}"`));
  t.equal(good.headers.get('cross-origin-resource-policy'), 'cross-origin');
  const unknown = await fetch(`${chat.url}/channels/chat/widget.js?id=nosuch`);
  t.match(await unknown.text(), /^console\.warn/);
});

t.test('forged tokens open nothing: a new visitor without anything of the old one', async (t) => {
  const chat = await chatDesk(t);
  const { visitor, welcome } = await chat.greeted();
  await visitor.say('My secret');
  await chat.desk.jobs.idle();
  const [, id, signature] = (welcome.token as string).split('.');
  const forged = [
    `v1.${id}.${'A'.repeat(signature!.length)}`,
    `v1.${'B'.repeat(22)}.${signature}`,
    `${welcome.token}x`,
    '',
    7,
    { a: 1 },
  ];
  for (const token of forged) {
    const other = await chat.greeted({ token: token as string });
    t.strictSame(other.welcome.messages, [], String(token));
    t.not(other.welcome.token, welcome.token);
    await other.visitor.leave();
  }
});

t.test('a token of one site is worth nothing on another of the same desk', async (t) => {
  const chat = await chatDesk(t);
  const { visitor, welcome } = await chat.greeted();
  await visitor.say('Here');
  await chat.desk.jobs.idle();
  const book = chat.desk.channels as unknown as {
    create(account: object, actor: string): Promise<{ publicId: string }>;
  };
  const { publicId } = await book.create(
    {
      channel: 'chat',
      uniqueId: 'site-2',
      title: 'Other',
      values: { title: 'Other', domains: [] },
      inboxId: chat.inboxId,
    },
    'desk',
  );
  const other = await chat.greeted({ id: publicId, token: welcome.token });
  t.strictSame(other.welcome.messages, []);
  t.not(other.welcome.token, welcome.token);
});

t.test('frames out of shape, too large or too early end the line', async (t) => {
  const chat = await chatDesk(t);
  const ends = async (code: number, ...frames: (string | Buffer)[]) => {
    const { visitor } = await chat.greeted();
    for (const frame of frames) visitor.socket.send(frame);
    t.equal(await visitor.closed, code, String(frames[0]).slice(0, 40));
  };
  await ends(4400, 'no json');
  await ends(4400, '[]');
  await ends(4400, '{"nothing":1}');
  await ends(4400, '{"__proto__":{"say":1}}');
  await ends(4400, '{"say":{"id":"x","text":"a"}}');
  await ends(4400, '{"say":{"id":"aaaaaaaaaaaa","text":"  "}}');
  await ends(4400, '{"hello":{}}');
  await ends(4400, Buffer.from('{"typing":true}'));
  await ends(1009, JSON.stringify({ say: { id: 'aaaaaaaaaaaa', text: 'x'.repeat(17_000) } }));
  const early = chat.visitor();
  await early.opened();
  early.send({ typing: true });
  t.equal(await early.closed, 4400);
  t.equal((await chat.desk.database.rows('select id from message')).length, 0);
});

t.test('a flood is cut off, and nobody else is slowed', async (t) => {
  const chat = await chatDesk(t);
  const [{ visitor: loud }, { visitor: quiet }] = [await chat.greeted(), await chat.greeted()];
  for (let number = 0; number < 300; number += 1) loud.send({ typing: number % 2 === 0 });
  t.equal(await loud.closed, 4429);
  const { visitor: hasty } = await chat.greeted();
  for (let number = 0; number < 40; number += 1) hasty.send({ say: { id: `hasty-${number}-xx`, text: 'spam' } });
  await hasty.until((frame) => frame.error?.code === 'too_fast');
  t.ok((await quiet.say('Hello')).stored);
  await chat.desk.jobs.idle();
  const rows = await chat.desk.database.rows(`select id from message where kind = 'message'`);
  t.ok(rows.length <= 20, `${rows.length} messages`);
});

t.test('windows of one visitor, and of one address, are limited', async (t) => {
  const chat = await chatDesk(t, {}, { limits: { perVisitor: 2, perAddress: 4 } });
  const { welcome } = await chat.greeted();
  await chat.greeted({ token: welcome.token });
  const third = chat.visitor({ token: welcome.token });
  await third.greet().catch(() => {});
  t.equal(await third.closed, 4429);
  await chat.greeted();
  await chat.greeted();
  t.equal(await chat.visitor().closed, 4429);
});

t.test('lines on which nobody says hello take room as well', async (t) => {
  const chat = await chatDesk(t, {}, { limits: { perAddress: 2 } });
  const silent = [chat.visitor(), chat.visitor()];
  await Promise.all(silent.map(({ socket }) => once(socket, 'open')));
  t.equal(await chat.visitor().closed, 4429);
  t.ok(await silent[0]!.greet(), 'saying it takes no more');
  t.equal(await chat.visitor().closed, 4429);
});

t.test(
  'a picture goes up, is on disk before it is acknowledged, and comes down without power over a page (CT-11)',
  async (t) => {
    const chat = await chatDesk(t);
    const { visitor, welcome } = await chat.greeted();
    const answer = await upload(chat, { token: welcome.token, name: '../bike "1".png', body: PNG });
    t.equal(answer.status, 200);
    t.equal(answer.headers.get('access-control-allow-origin'), 'https://shop.example');
    const { message } = (await answer.json()) as any;
    t.match(message, {
      id: 'file-0001',
      from: 'visitor',
      files: [{ kind: 'image', type: 'image/png', bytes: PNG.length }],
    });
    t.match((await visitor.hears('message')).message, { id: 'file-0001' });
    const repeated = await upload(chat, { token: welcome.token, name: '../bike "1".png', body: PNG });
    t.equal(repeated.status, 200);
    await chat.desk.jobs.idle();
    t.equal((await chat.desk.database.rows(`select id from message where kind = 'message'`)).length, 1);
    const { welcome: again } = await chat.greeted({ token: welcome.token });
    for (const url of [message.files[0].url, again.messages[0].files[0].url]) {
      const file = await down(chat, url);
      t.equal(file.status, 200);
      t.equal(file.headers.get('content-type'), 'image/png');
      t.equal(file.headers.get('content-security-policy'), "default-src 'none'; sandbox");
      t.equal(file.headers.get('x-content-type-options'), 'nosniff');
      t.equal(file.headers.get('cross-origin-resource-policy'), 'cross-origin');
      t.match(file.headers.get('content-disposition'), /^inline; filename="[\w ._-]+"; filename\*=UTF-8''/);
      t.same(Buffer.from(await file.arrayBuffer()), PNG);
    }
    const address = message.files[0].url as string;
    t.equal((await down(chat, address.slice(0, -3))).status, 404);
    t.equal((await down(chat, address.replace(/files\/./, 'files/X'))).status, 404);
  },
);

t.test('programs, disguised and oversize files are refused and leave nothing', async (t) => {
  const chat = await chatDesk(t, { uploadLimit: 1 });
  const { welcome } = await chat.greeted();
  const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300, 1)]);
  const cases: [string, Buffer, number, string][] = [
    ['holiday.jpg', exe, 415, 'executable'],
    ['setup.exe', Buffer.from('hello'), 415, 'executable'],
    ['page.html', Buffer.from('<p>hi</p>'), 415, 'executable'],
    ['note.txt', Buffer.from('<!doctype html><script>1</script>'), 415, 'executable'],
    ['run', Buffer.from('#!/bin/sh\nrm'), 415, 'executable'],
    ['invoice.pdf', PNG, 415, 'disguised'],
    ['photo.png', Buffer.from('just words'), 415, 'disguised'],
    ['nothing.txt', Buffer.alloc(0), 415, 'empty'],
    ['big.txt', Buffer.alloc(1024 * 1024 + 1, 65), 413, 'too_large'],
  ];
  for (const [index, [name, body, status, error]] of cases.entries()) {
    const answer = await upload(chat, { token: welcome.token, name, body, id: `case-${index}-xxxx` });
    t.equal(answer.status, status, name);
    t.match(await answer.json(), { error, message: /\w/ }, name);
  }
  t.equal((await upload(chat, { name: 'a.txt', body: Buffer.from('a') })).status, 401);
  t.equal((await upload(chat, { token: welcome.token, name: 'a.txt', body: Buffer.from('a'), id: 'x' })).status, 400);
  t.equal((await chat.desk.database.rows('select id from arrival')).length, 0);
  await chat.change({ uploads: false });
  t.equal((await upload(chat, { token: welcome.token, name: 'a.txt', body: Buffer.from('a') })).status, 403);
});

t.test('files up to the limit of the account are taken, larger bodies are cut off', async (t) => {
  const chat = await chatDesk(t, { uploadLimit: 25 });
  const { welcome } = await chat.greeted();
  const six = await upload(chat, { token: welcome.token, name: 'six.txt', body: Buffer.alloc(6 * 1024 * 1024, 65) });
  t.equal(six.status, 200);
  const huge = await upload(chat, {
    token: welcome.token,
    name: 'huge.txt',
    body: Buffer.alloc(27 * 1024 * 1024, 65),
    id: 'huge-0001',
  }).catch(() => null);
  if (huge) t.equal(huge.status, 413);
  t.equal((await chat.desk.database.rows('select id from arrival')).length, 1);
});

t.test('whoever the team blocks is let go and stays out (WS-8)', async (t) => {
  const chat = await chatDesk(t);
  const { visitor, welcome } = await chat.greeted();
  await visitor.say('Buy now');
  await chat.desk.jobs.idle();
  const [, id] = (welcome.token as string).split('.');
  await chat.desk.conversations.inboxes.addRule(
    { inboxId: chat.inboxId, list: 'block', pattern: `handle:${id}` },
    'desk',
  );
  visitor.send({ say: { id: 'after-block-1', text: 'Buy more' } });
  t.equal(await visitor.closed, 4403);
  const back = chat.visitor({ token: welcome.token });
  await back.greet().catch(() => {});
  t.equal(await back.closed, 4403);
  t.equal((await upload(chat, { token: welcome.token, name: 'a.png', body: PNG })).status, 403);
});

t.test('scripts in names, pages and messages stay words; a thousand fields change nothing', async (t) => {
  const chat = await chatDesk(t);
  const evil = '<img src=x onerror=alert(1)>';
  const { visitor, welcome } = await chat.greeted({
    hello: { page: 'javascript:alert(1)', title: evil, zone: '../../etc', language: evil },
  });
  visitor.send({ contact: { name: `${evil}\u202egnp`, email: 'eve@evil.example' } });
  await visitor.hears('contact');
  const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, index]));
  visitor.send({ contact: { name: evil, ...fields } });
  await visitor.say(evil, { page: 'data:text/html,x' });
  await chat.desk.jobs.idle();
  const { id } = await chat.newest();
  const token = await chat.desk.accounts.sessions.start(chat.eva, { ip: '127.0.0.1', userAgent: 'test' });
  const page = await chat.web.server.inject({
    url: `/conversations/${id}`,
    headers: { cookie: `session=${token}`, accept: 'text/html' },
  });
  t.equal(page.statusCode, 200);
  t.notOk(page.body.includes('<img src=x'), 'nothing acts on the desk');
  t.notOk(page.body.includes('javascript:alert'));
  const { welcome: again } = await chat.greeted({ token: welcome.token });
  t.equal(again.messages[0].text, evil);
  t.equal(again.messages[0].html, undefined);
  const contact = await chat.desk.database.row<{ properties: string }>('select properties from contact');
  t.notOk(contact!.properties.includes('f999'));
});

t.test('a browser that never says hello, or hangs up half way, holds nothing', async (t) => {
  const chat = await chatDesk(t, {}, { limits: { hello: 50 } });
  const silent = chat.visitor();
  t.equal(await silent.closed, 4400);
  const raw = connect(Number(new URL(chat.url).port), '127.0.0.1');
  await once(raw, 'connect');
  raw.write(`GET /channels/chat/socket?id=${chat.id} HTTP/1.1\r\nHost: desk.test\r\nUpgrade: websocket\r\n`);
  raw.destroy();
  t.match((await chat.greeted()).welcome, { messages: [] });
});
