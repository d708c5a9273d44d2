// The ground pages stand on: headers, methods, assets, trouble; how moments, names and plain text are written.
import t from 'tap';
import Fastify from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { transformSync } from 'esbuild';
import { symbolOf } from '../../core/web/drawing.ts';
import { Assets } from '../../core/web/assets.ts';
import { hue, initials } from '../../core/web/avatars.ts';
import { fieldGroups, readFields } from '../../core/web/fields.ts';
import { closeWhatRests, serverOptions } from '../../core/web/listening.ts';
import { lightened } from '../../core/web/lightening.ts';
import { Locales } from '../../core/web/locales.ts';
import { safeAddress, textToHtml } from '../../core/web/plain-text.ts';
import { Renderer } from '../../core/web/render.ts';
import { Writer } from '../../core/web/times.ts';
import type { SettingsShape } from '../../core/contract/settings.ts';
import { NOW } from './gallery/people.ts';
import { play } from './play.ts';

const desk = await play();
await desk.server.ready();
t.teardown(() => desk.server.close());
const { server } = desk;
const html = { accept: 'text/html' };
const htmx = { ...html, 'hx-request': 'true', 'hx-request-type': 'partial' };

t.test('every page forbids what it does not need', async (t) => {
  const { headers } = await server.inject({ url: '/conversations/12', headers: html });
  const policy = String(headers['content-security-policy']);
  for (const part of [
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]) {
    t.ok(policy.split(';').includes(part), part);
  }
  t.notMatch(policy, /unsafe/);
  t.match(headers, { 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', vary: /HX-Request/ });
  const mail = await server.inject('/messages/1/body');
  t.match(mail.headers['content-security-policy'], /^default-src 'none';.*sandbox allow-same-origin allow-popups/);
  t.notMatch(mail.headers['content-security-policy'], /allow-scripts|script-src/);
});

t.test('plain forms reach every method, links none', async (t) => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const asked = () => desk.asked.at(-1);
  await server.inject({ method: 'POST', url: '/nothing?a=1&_method=DELETE', headers: form, payload: 'x=1' });
  t.match(asked(), { method: 'DELETE', url: '/nothing?a=1', body: { x: '1' } });
  await server.inject({
    method: 'POST',
    url: '/conversations/12/closure?_method=TRACE',
    headers: form,
    payload: 'x=1',
  });
  t.match(asked(), { method: 'POST', body: { x: '1' } }, 'an unknown method changes nothing');
  const read = await server.inject({ method: 'GET', url: '/conversations/12?_method=DELETE', headers: html });
  t.equal(read.statusCode, 200, 'a link stays a link');
});

t.test('trouble speaks the language of who asks', async (t) => {
  const page = await server.inject({ url: '/nothing', headers: html });
  t.equal(page.statusCode, 404);
  t.match(page.body, /<h1>There is nothing here\.<\/h1>/);
  const part = await server.inject({ url: '/nothing', headers: htmx });
  t.match(part.body, /^<hx-partial hx-target="#trouble"/);
  t.equal(part.headers['hx-push-url'], 'false');
  const program = await server.inject({ url: '/nothing', headers: { accept: 'application/json' } });
  t.same(Object.keys(program.json<{ error: object }>().error), ['code', 'message']);
  const boosted = { ...html, 'hx-request': 'true', 'hx-request-type': 'full' };
  const form = await server.inject({ method: 'POST', url: '/failing', headers: boosted });
  t.match(form.body, /^<hx-partial hx-target="#trouble"/, 'what was typed into a form stays where it is');
  t.match((await server.inject({ url: '/nothing', headers: boosted })).body, /<h1>There is nothing here\.<\/h1>/);
  const failed = await server.inject({ method: 'POST', url: '/failing', headers: { accept: 'application/json' } });
  t.equal(failed.statusCode, 500);
});

t.test('a redirect leads htmx to a whole page and a browser by 303', async (t) => {
  const url = '/conversations/12/closure';
  const plain = await server.inject({ method: 'POST', url, headers: html });
  t.match(plain, { statusCode: 303, headers: { location: '/conversations/12' } });
  const part = await server.inject({ method: 'POST', url, headers: htmx });
  t.match(JSON.parse(String(part.headers['hx-location'])), {
    path: '/conversations/12',
    swap: 'outerMorph',
    target: 'body',
  });
});

t.test('the first page with everything it loads is small', async (t) => {
  const accept = { ...html, 'accept-encoding': 'br' };
  const page = await server.inject({ url: '/conversations/12', headers: accept });
  t.equal(page.headers['content-encoding'], 'br');
  const body = brotliDecompressSync(page.rawPayload).toString();
  const addresses = new Set([...body.matchAll(/"(\/assets\/[^"#]+)/g)].map((match) => match[1]!));
  let bytes = page.rawPayload.length;
  for (const url of addresses) {
    const asset = await server.inject({ url, headers: accept });
    t.match(asset, { statusCode: 200, headers: { 'content-encoding': 'br', 'cache-control': /immutable/ } }, url);
    bytes += asset.rawPayload.length;
  }
  t.comment(`${addresses.size + 1} requests, ${bytes} bytes`);
  t.ok(bytes <= 100_000, `${bytes} bytes`);
  t.ok(addresses.size + 1 <= 12, `${addresses.size + 1} requests`);
});

t.test('what is served means the same as what is written, without its indentation and comments', async (t) => {
  const folder = fileURLToPath(new URL('../../views/assets/', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|css)$/.test(name));
  t.ok(files.length > 60);
  for (const name of files) {
    const loader = name.endsWith('.js') ? 'js' : 'css';
    const written = readFileSync(join(folder, name), 'utf8');
    const meaning = (source: string) => transformSync(source, { loader, minifyWhitespace: true }).code;
    t.equal(meaning(lightened(written, loader)), meaning(written), name);
  }
});

t.test('assets are named by their content', async (t) => {
  const address = desk.gallery.assets.address('desk.css');
  const zipped = await server.inject({ url: address, headers: { 'accept-encoding': 'gzip' } });
  t.match(gunzipSync(zipped.rawPayload).toString(), /^@layer reset, tokens/);
  const old = await server.inject(address.replace(/-[0-9a-f]{10}/, '-0123456789'));
  t.match(old.headers['cache-control'], /no-cache/, 'a page from before an update still gets its style');
  t.equal((await server.inject('/assets/secret-0123456789.css')).statusCode, 404);
  const assets = new Assets();
  assets.addIcon('fax', '<svg viewBox="0 0 24 24"><path d="M1 1"/></svg>');
  t.ok(assets.hasIcon('fax'));
  t.throws(() => assets.addIcon('bad', '<svg><script>1</script></svg>'), /no shapes/);
  t.throws(() => assets.addIcon('large', `<svg><path d="${'M1 1'.repeat(6000)}"/></svg>`), /larger than 20 kB/);
  const hostile = [
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<svg viewBox="0 0 48 48" onload="x()" fill="currentColor" stroke="none"><style>*{fill:url(//x)}</style>',
    '<g onclick="x()"><path d="M2 2h9" style="x" fill="url(//x.example)" stroke="#123"/></g><image href="//x"/>',
    '<foreignObject><path d="M8 8"/></foreignObject><a href="javascript:x"><circle r="3"/></a>',
    '<rect width="4" height="5"/></svg></symbol><script>x()</script><svg><path d="M6 6"/></svg>',
  ];
  t.equal(
    symbolOf('i-x', hostile.join('')),
    '<symbol id="i-x" viewBox="0 0 48 48"><g fill="currentColor" stroke="none"><g><path d="M2 2h9" stroke="#123"></path></g>' +
      '<rect width="4" height="5"></rect></g></symbol>',
    'of what others draw only shapes are kept',
  );
});

t.test('moments are written for the person who reads', async (t) => {
  const english = new Writer('en-GB', 'Europe/Berlin');
  const german = new Writer('de', 'Europe/Berlin');
  const at = (iso: string) => new Date(iso);
  t.equal(english.moment(at('2025-11-17T08:31:00Z'), 'short', NOW), '12 min');
  t.equal(english.moment(at('2025-11-17T06:31:00Z'), 'short', NOW), '07:31');
  t.equal(german.moment(at('2025-11-16T06:31:00Z'), 'short', NOW), 'So');
  t.equal(english.moment(at('2025-04-02T06:31:00Z'), 'short', NOW), '2 Apr');
  t.equal(english.moment(at('2024-04-02T06:31:00Z'), 'short', NOW), '2 Apr 2024');
  t.equal(german.moment(at('2025-11-16T06:31:00Z'), 'day', NOW), 'Gestern');
  t.equal(english.moment(at('2025-11-16T23:30:00Z'), 'day', NOW), 'Today', 'the day is that of the person’s zone');
  t.equal(german.moment(at('2025-11-17T08:41:00Z'), 'ago', NOW), 'vor 2 Min.');
  t.equal(english.span(86_280_000), '23 hr 58 min');
  t.equal(english.bytes(184_000), '184 kB');
  t.equal(german.bytes(2_100_000), '2,1 MB');
  t.equal(english.bytes(16), '16 bytes');
  t.equal(german.bytes(16), '16 Byte');
  const hours = english.range(at('2026-12-05T09:00:00Z'), at('2026-12-05T10:00:00Z'));
  t.equal(hours, 'Saturday, 5 December 2026, 10:00–11:00', 'the day of an appointment once');
  t.match(english.range(at('2026-12-05T09:00:00Z'), undefined), /2026 at 10:00$/);
  t.equal(english.duration(3725), '1:02:05');
});

t.test('names become initials and keep their hue', async (t) => {
  t.equal(initials('Lena Hofmann'), 'LH');
  t.equal(initials('Anna Maria von Stein'), 'AS');
  t.equal(initials('info@radwerk.example'), 'IE');
  t.equal(initials('+49 171 5550142'), '15');
  t.equal(initials(''), '');
  t.equal(hue('c12'), hue('c12'));
  t.match(hue('u3'), /^h[1-8]$/);
});

t.test('what strangers wrote is text, and only harmless addresses are links', async (t) => {
  t.equal(textToHtml('a\nb\n\n<b onclick=x>c'), '<p>a<br>b</p><p>&lt;b onclick=x&gt;c</p>');
  t.match(
    textToHtml('see www.radwerk.example/a?b=1&c=2.'),
    /href="https:\/\/www\.radwerk\.example\/a\?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">/,
  );
  t.notMatch(textToHtml('https://a.example/"onmouseover="x'), /"onmouseover/);
  for (const bad of [
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil',
    '',
  ]) {
    t.equal(safeAddress(bad), '#', JSON.stringify(bad));
  }
  for (const good of ['/inbox?a=b:c', '?status=open', '#x', 'https://a.example', 'mailto:a@b.example', 'tel:+49'])
    t.equal(safeAddress(good), good);
  const hostile = `https://a.example/${')'.repeat(50_000)}${'<'.repeat(50_000)}`;
  t.ok(textToHtml(hostile).length > 100_000);
});

t.test('HTML that could act is shown as text', async (t) => {
  const { renderer } = desk.gallery;
  const context = { language: 'en', timeZone: 'UTC', csrfToken: '' };
  const say = (words: string) =>
    renderer.renderNamed('conversation/parts/text', { kind: 'text', text: '', html: words }, context);
  t.equal(say('<p>fine <b>bold</b> once = twice</p>'), '<p>fine <b>bold</b> once = twice</p>');
  for (const bad of [
    '<hx-partial hx-target="#rows">x</hx-partial>',
    '<p hx-get="/x">',
    '<p data-hx-post="/x">',
    '<img src=x onerror=alert(1)>',
    '<template>x</template>',
    '<title>x</title>',
    '<p id="rows">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<p style="position:fixed">',
  ]) {
    t.match(say(bad), /^<p>&lt;/, bad);
  }
});

t.test('a plugin brings views, texts and icons of its own', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubdesk-plugin-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'views'));
  mkdirSync(join(folder, 'locales'));
  writeFileSync(
    join(folder, 'views/notice.hbs'),
    `{{t 'fax.notice' count=count}}{{> shared/chip label=(reason why plugin='fax')}}`,
  );
  writeFileSync(
    join(folder, 'locales/en.json'),
    '{"notice":"{count, plural, one {# page} other {# pages}}","reason.busy":"The line is busy: {number}"}',
  );
  const locales = new Locales();
  locales.add(join(folder, 'locales'), 'fax');
  const renderer = new Renderer({ locales, asset: (name) => name, now: () => NOW });
  renderer.addPlugin('fax', join(folder, 'views'));
  const why = { code: 'busy', text: 'Busy.', params: { number: '110' } };
  const shown = renderer.renderNamed(
    'fax/notice',
    { count: 2, why },
    { language: 'de', timeZone: 'UTC', csrfToken: '' },
  );
  t.match(shown, /2 pages.*The line is busy: 110/s);
  writeFileSync(join(folder, 'views/broken.hbs'), '{{> fax/nowhere}}');
  t.throws(() => renderer.addPlugin('again', join(folder, 'views')), /names the partial "fax\/nowhere"/);
});

t.test('a text whose placeholder got no value is shown with a gap, and told once; while developing it throws', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubdesk-texts-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const texts = { by: 'Written by {by}.', many: '<b>{who}</b> has {count, plural, one {# page} other {# pages}}' };
  writeFileSync(join(folder, 'en.json'), JSON.stringify(texts));
  const told: string[] = [];
  const locales = new Locales({ onGap: (_error, key) => told.push(key) });
  locales.add(folder);
  for (let times = 0; times < 2; times += 1) t.equal(locales.text('en', 'by', {}), 'Written by .');
  t.equal(locales.text('en', 'by'), 'Written by .');
  t.equal(
    locales.html('en', 'many', { who: '<Eva>' }, (text) => text.replace(/</g, '&lt;')),
    '<b>&lt;Eva></b> has 0 pages',
  );
  t.same(told, ['by', 'many']);
  const strict = new Locales({ strict: true });
  strict.add(folder);
  t.throws(() => strict.text('en', 'by', {}), /by/);
  t.end();
});

t.test('a server that closes waits for no connection whose answer had begun and is over', async (t) => {
  const server = Fastify(serverOptions([]));
  closeWhatRests(server);
  const answer = new PassThrough();
  server.get('/slow', () => answer);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  const ended = once(socket, 'close');
  const heard: string[] = [];
  socket.setEncoding('utf8').on('data', (data: string) => heard.push(data));
  socket.write('GET /slow HTTP/1.1\r\nHost: desk\r\n\r\n');
  answer.write('begun');
  await once(socket, 'data');
  const closed = server.close();
  setImmediate(() => answer.end(', done'));
  await Promise.all([ended, closed]);
  t.match(heard.join(''), /^HTTP\/1.1 200 OK[^]*begun[^]*, done/, 'what was asked is answered');
});

t.test('a page sent in pieces is the page: small or large, wide letters, pieces within pieces', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubdesk-views-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'page.hbs'), '<main>{{#each rooms}}{{> room}}{{/each}}</main>{{> last}}');
  writeFileSync(join(folder, 'room.hbs'), '<h1>{{name}}</h1>{{#each letters}}{{> letter}}{{/each}}');
  writeFileSync(join(folder, 'letter.hbs'), '<p>{{this}}</p>');
  writeFileSync(join(folder, 'last.hbs'), '<footer>– “so” –</footer>');
  const renderer = new Renderer({ locales: new Locales(), asset: String, now: () => NOW, folder });
  const context = { language: 'en', timeZone: 'UTC', csrfToken: '' };
  const room = (letters: number, length: number) => ({
    name: 'Grüße \u0000 0 \u0000 <b>',
    letters: Array.from({ length: letters }, (_, index) => `${index} 🚲日本`.padEnd(length, 'é€')),
  });
  for (const model of [
    { rooms: [] },
    { rooms: [room(3, 20)] },
    { rooms: [room(40, 300), room(40, 5000), room(2, 9)] },
  ]) {
    const whole = renderer.renderNamed('page', model, context);
    t.equal(renderer.page('page' as never, model as never, context).toString(), whole, `${whole.length} letters`);
  }
  t.end();
});

t.test('a template that names an unknown text is found by tests', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubdesk-views-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'word.hbs'), "two {{t 'no.such.text'}}");
  const context = { language: 'en', timeZone: 'UTC', csrfToken: '' };
  const options = { locales: new Locales(), asset: String, now: () => NOW, folder };
  t.throws(() => new Renderer({ ...options, strict: true }).renderNamed('word', {}, context), /No text for "no.such/);
  t.equal(new Renderer(options).renderNamed('word', {}, context), 'two no.such.text');
});

t.test('declared settings become fields and come back as values', async (t) => {
  const shape: SettingsShape = {
    host: { type: 'text', required: true, pattern: '.+' },
    password: { type: 'secret' },
    port: { type: 'number', default: 993 },
    secure: { type: 'switch', default: true },
    kind: { type: 'choice', options: ['a', 'b'], default: 'b', look: 'segments', group: 'more' },
    days: { type: 'several', options: ['x', 'y'], showWhen: { field: 'secure', is: [true] } },
    open: { type: 'hours' },
    allowed: { type: 'list', of: 'email' },
  };
  const texts: Record<string, string> = { 'settings.host.label': 'Server', 'settings.group.more': 'More' };
  const groups = fieldGroups(shape, {
    text: (key) => texts[key],
    sealed: new Set(['password']),
    errors: { host: 'No.' },
    days: ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'],
  });
  t.same(
    groups.map(({ title }) => title),
    [undefined, 'More'],
  );
  const fields = groups.flatMap((group) => group.fields);
  t.match(fields[0], { kind: 'text', label: 'Server', error: 'No.', first: true });
  t.match(
    fields.find(({ name }) => name === 'password'),
    { kind: 'secret', set: true, value: undefined },
  );
  t.match(
    fields.find(({ name }) => name === 'days'),
    { showWhen: { field: 'secure', is: 'true' } },
  );
  const body = {
    host: ' imap ',
    password: '',
    port: '143',
    kind: 'a',
    days: 'y',
    'open.zone': 'Europe/Berlin',
    'open.1.from': ['09:00', '13:00'],
    'open.1.to': ['12:00', '18:00'],
    allowed: 'a@b.example\n\nc@d.example',
  };
  t.same(readFields(shape, body), {
    host: 'imap',
    port: 143,
    secure: false,
    kind: 'a',
    days: ['y'],
    open: {
      timeZone: 'Europe/Berlin',
      periods: [
        { day: 1, from: '09:00', to: '12:00' },
        { day: 1, from: '13:00', to: '18:00' },
      ],
    },
    allowed: ['a@b.example', 'c@d.example'],
  });
});
