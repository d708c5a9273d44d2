// The house rules themselves: each finds what is planted for it and lets pass what only looks like it.
import t, { type Test } from 'tap';
import { clock, dialect, moduleState, pluginCalls, transactions } from './behaviour.ts';
import { budgets, commands, contractNames, environment, linked, numbers, paths } from './documents.ts';
import type { House, Rule } from './house.ts';
import { withParts } from './generated.ts';
import { policy } from './pages.ts';
import { keys, map, settings } from './reference.ts';
import { tooLong } from './sizes.ts';
import { barrels, cycles, packages, staircase } from './staircase.ts';
import { errorCodes, languages, missingTexts, textsTwice, untoldReasons, unusedTexts } from './texts.ts';
import { channelNames, firstLines, machines, pluginFiles, unfinished } from './words.ts';

type Files = Record<string, string>;

const plant = (files: Files): House => new Map(Object.entries(files));
const found = (rule: Rule, files: Files): string[] => rule(plant(files)).map((one) => one.replace(/: .*/s, ''));

/** The rule finds exactly these places in the planted files. */
function finds(t: Test, rule: Rule, files: Files, places: string[]): void {
  t.strictSame(found(rule, files).toSorted(), places.toSorted());
}

t.test('the staircase', async (t) => {
  const core = (text: string): Files => ({ 'core/routing/routing.ts': text });
  for (const allowed of [
    "import { a } from '../conversations/conversations.ts';",
    "import { Message } from '../database/entities/message.ts';",
    "import { now } from '../kernel/clock.ts';",
    "import type { Part } from '../contract/part.ts';",
    "import { b } from './rules.ts';",
    "import { c } from 'fastify'; import 'node:fs';",
  ]) {
    finds(t, staircase, core(allowed), []);
  }
  for (const wrong of [
    "import { a } from '../outbound/outbound.ts';",
    "import type { A } from '../web/web.ts';",
    "import { a } from '../conversations/lists.ts';",
    "export { a } from '../conversations/lists.ts';",
    "type A = import('../web/web.ts').A;",
    "const a = await import('../channels/channels.ts');",
    "const a = require('../channels/channels.ts');",
    "new Worker(new URL('../search/worker.ts', import.meta.url));",
    "import p from '../../plugins/email/plugin.ts';",
    "import { c } from '../../config/config.ts';",
    "import { c } from '../../test/help.ts';",
    'const a = await import(name);',
  ]) {
    finds(t, staircase, core(wrong), ['core/routing/routing.ts:1']);
  }
});

t.test('the published kit enters the core by its doors and needs nothing of the tests', async (t) => {
  const kit = (text: string): Files => ({ 'test/conformance/bench.ts': text });
  const allowed =
    "import './open-desk.ts'; import '../../core/boot.ts'; import '../../core/contract/plan.ts'; import 'node:fs';";
  finds(t, staircase, kit(allowed), []);
  for (const wrong of [
    "import '../support/desk.ts';",
    "import '../../plugins/email/plugin.ts';",
    "import '../../core/channels/guard.ts';",
  ])
    finds(t, staircase, kit(wrong), ['test/conformance/bench.ts:1']);
  const manifest = { 'package.json': '{"devDependencies": {"tap": "1"}}' };
  finds(t, packages, { ...manifest, ...kit("import t from 'tap';") }, ['test/conformance/bench.ts:1']);
});

t.test('documents that nobody finds', async (t) => {
  const files = { 'README.md': '[A](docs/a.md) [B](docs/channels/b.md#c)', 'docs/a.md': '', 'docs/channels/b.md': '' };
  finds(t, linked, { ...files, 'docs/ab.md': '' }, ['docs/ab.md']);
});

t.test('SQL of one database only', async (t) => {
  const sql =
    "const a = `select json_extract(details, '$.x') from message`; const b = 'select value from json_each(?)';";
  finds(t, dialect, { 'core/files/files.ts': `${sql}\nconst c = 'a rowidea, JSON each';` }, [
    'core/files/files.ts:1',
    'core/files/files.ts:1',
  ]);
  finds(t, dialect, { 'core/database/words.ts': sql, 'core/search/find.ts': sql }, []);
});

t.test('names of the contract in the documents', async (t) => {
  const contract = {
    'core/contract/context.ts':
      'export interface Log {}\nexport interface Known {\n  fetch: typeof fetch;\n  receive(raw: Raw): void;\n}',
    'docs/plugin-authors.md':
      '`Known` and `Log`\n`Unheard`\n`context.fetch`, `context.receive(raw)`\n`context.guess`\n',
  };
  finds(t, contractNames, contract, ['docs/plugin-authors.md:2', 'docs/plugin-authors.md:4']);
});

t.test('the ends of the staircase: contract, boot, equals, configuration', async (t) => {
  finds(t, staircase, { 'core/inbound/inbound.ts': "import '../outbound/outbound.ts';" }, [
    'core/inbound/inbound.ts:1',
  ]);
  finds(t, staircase, { 'core/jobs/jobs.ts': "import '../events/events.ts';" }, ['core/jobs/jobs.ts:1']);
  finds(t, staircase, { 'core/boot.ts': "import '../config/config.ts'; import './web/web.ts';" }, []);
  finds(t, staircase, { 'config/config.ts': "import '../hubdesk.config.ts'; import '../core/kernel/clock.ts';" }, []);
  finds(t, staircase, { 'config/config.ts': "import '../core/jobs/jobs.ts';" }, ['config/config.ts:1']);
  finds(t, staircase, { 'core/boot.ts': "import './web/render.ts';" }, ['core/boot.ts:1']);
  finds(t, staircase, { 'core/attic/attic.ts': '' }, ['core/attic/attic.ts']);
  finds(t, staircase, { 'core/helpers.ts': '' }, ['core/helpers.ts']);
  const contract = (text: string): Files => ({ 'core/contract/part.ts': text });
  finds(t, staircase, contract("import type { FastifyInstance } from 'fastify'; import { a } from './text.ts';"), []);
  finds(t, staircase, contract("import { fastify } from 'fastify';"), ['core/contract/part.ts:1']);
  finds(t, staircase, contract("import type { Queue } from 'some-queue';"), ['core/contract/part.ts:1']);
  finds(t, staircase, contract("import { readFileSync } from 'node:fs';"), ['core/contract/part.ts:1']);
  finds(t, staircase, contract("import type { Clock } from '../kernel/clock.ts';"), ['core/contract/part.ts:1']);
});

t.test('channels know the contract and themselves', async (t) => {
  const plugin = (text: string): Files => ({ 'plugins/email/reading/read.ts': text });
  finds(t, staircase, plugin("import '../../../core/contract/part.ts'; import '../remote.ts'; import 'imapflow';"), []);
  for (const wrong of [
    '../../../core/kernel/clock.ts',
    '../../chat/plugin.ts',
    '../../../test/help.ts',
    'hubdesk/contract',
  ]) {
    finds(t, staircase, plugin(`import '${wrong}';`), ['plugins/email/reading/read.ts:1']);
  }
});

t.test('circles, barrels and packages', async (t) => {
  const circle = {
    'core/web/a.ts': "import { b } from './b.ts';",
    'core/web/b.ts': "import type { C } from './c.ts';",
    'core/web/c.ts': "import { a } from './a.ts';",
    'core/web/d.ts': "import { a } from './a.ts';",
  };
  finds(t, cycles, circle, ['core/web/a.ts, core/web/b.ts, core/web/c.ts']);
  finds(t, cycles, { ...circle, 'core/web/c.ts': '' }, []);
  finds(t, barrels, { 'core/web/web.ts': "import './x.ts'; export { a } from './a.ts';" }, ['core/web/web.ts']);
  finds(t, barrels, { 'core/web/web.ts': "export * from './a.ts'; const b = 1;" }, ['core/web/web.ts:1']);
  finds(t, barrels, { 'core/web/index.ts': 'export const b = 1;' }, ['core/web/index.ts']);
  finds(t, barrels, { 'core/web/web.ts': "export { a } from './a.ts'; export const b = 1;" }, []);
  const manifest = JSON.stringify({ dependencies: { '@a/b': '1', c: '1' }, devDependencies: { tap: '1' } });
  const uses = (text: string): Files => ({ 'package.json': manifest, 'core/web/web.ts': text });
  finds(t, packages, uses("import '@a/b/deep'; import 'c/x'; import 'node:fs'; import type { T } from 'tap';"), []);
  finds(t, packages, uses("import { t } from 'tap';\nimport 'fs';"), ['core/web/web.ts:1', 'core/web/web.ts:2']);
});

t.test('long files, functions and views, and exceptions that shrink', async (t) => {
  const lines = (count: number): string => 'x;\n'.repeat(count);
  const files = {
    'core/web/long.ts': lines(250),
    'core/web/fine.ts': lines(249),
    'core/web/function.ts': `const o = { slow() {\n${lines(38)}} };\nfunction fine() {\n${lines(37)}}\n`,
    'views/inbox/list.hbs': lines(60),
    'plugins/email/views/slot.hbs': lines(60),
    'core/web/data.json': lines(999),
  };
  const names = (exceptions: Record<string, number>): string[] =>
    tooLong(plant(files), exceptions).map((one) => one.replace(/ (has|needs).*/, ''));
  t.strictSame(names({}), [
    'views/inbox/list.hbs: views/inbox/list.hbs',
    'plugins/email/views/slot.hbs: plugins/email/views/slot.hbs',
    'core/web/long.ts: core/web/long.ts',
    'core/web/function.ts:1: core/web/function.ts slow',
  ]);
  const all = { 'core/web/long.ts': 250, 'core/web/function.ts slow': 40, 'views/inbox/list.hbs': 60 };
  t.strictSame(names({ ...all, 'plugins/email/views/slot.hbs': 59 }), [
    'plugins/email/views/slot.hbs: plugins/email/views/slot.hbs',
  ]);
  t.strictSame(names({ ...all, 'plugins/email/views/slot.hbs': 61 }), []);
  t.strictSame(names({ ...all, 'plugins/email/views/slot.hbs': 60, 'core/web/fine.ts': 249 }), [
    'exceptions: "core/web/fine.ts"',
  ]);
});

t.test('channels named in the core', async (t) => {
  const ids = { 'plugins/email/plugin.ts': '', 'plugins/chat/plugin.ts': '', 'plugins/fax/plugin.ts': '' };
  const named = (text: string): string[] => found(channelNames, { ...ids, 'core/web/web.ts': text });
  for (const wrong of [
    "if (message.channel === 'email') go();",
    "if ('chat' !== account.plugin.id) go();",
    "switch (channelId) { case 'email': }",
    "start({ channel: 'email' });",
    "const plugin = 'chat';",
    'channels.email.start();',
    "plugins['chat'];",
    "channels.get('email');",
    "if (manifest.id === 'chat') go();",
    "['email', 'chat'].includes(channel) || plugins.has('chat');",
    "type A = { channel: 'email' | 'chat' };",
    'const channelNames = { email: 1 };',
    "sql(`select 1 from account where plugin = 'email'`);",
    'const faxAccount = 1;',
    "icon('whatsapp');",
    'twilioSecret();',
    '`to ${a} Messenger`;',
  ]) {
    t.strictSame([...new Set(named(wrong))], ['core/web/web.ts:1'], wrong);
  }
  for (const allowed of [
    "user.email = form.email; find({ email }); field({ kind: 'email', autocomplete: 'email' });",
    "if (field.kind === 'email') check(); if (address.kind === 'email') go();",
    "const label = t('email'); isChannelAddress(email);",
    "// WhatsApp's window is the plugin's business\nchannel.send(message);",
    "input.chat = 'open'; if (plugin.manifest.reaches.includes('email')) go(); channel.send('email');",
  ]) {
    t.strictSame(named(allowed), [], allowed);
  }
});

t.test('channels named in views and texts', async (t) => {
  const ids = { 'plugins/email/plugin.ts': '' };
  const named = (text: string, path: string): string[] => found(channelNames, { ...ids, [path]: text });
  t.strictSame(named("{{#if (eq channel.id 'email')}}", 'views/inbox/row.hbs'), ['views/inbox/row.hbs:1']);
  t.strictSame(named("{{#if (eq 'email' channel)}}", 'views/inbox/row.hbs'), ['views/inbox/row.hbs:1']);
  t.strictSame(named("\n{{icon 'whatsapp'}}", 'views/inbox/row.hbs'), ['views/inbox/row.hbs:2']);
  t.strictSame(named('{ "a": "Sign in to WhatsApp" }', 'views/locales/en.json'), ['views/locales/en.json:1']);
  t.strictSame(named('<input type="email" name="email">{{channel.name}}', 'views/inbox/row.hbs'), []);
  t.strictSame(named("{{icon 'whatsapp'}}", 'plugins/email/views/row.hbs'), []);
});

t.test('files of a channel, first lines, things left for later, traces of a machine', async (t) => {
  finds(
    t,
    pluginFiles,
    { 'plugins/email/helpers.ts': '', 'plugins/email/plugin.ts': '', 'plugins/email/reading/x.ts': '' },
    ['plugins/email/helpers.ts'],
  );
  finds(t, pluginFiles, { 'plugins/shared.ts': '' }, ['plugins/shared.ts']);
  const first = {
    'core/a/a.ts': '// What a room is for.\nx;',
    'core/a/b.ts': 'x;',
    'scripts/c': '#!/bin/sh\n# Does a useful thing.\n',
    'scripts/d': '#!/bin/sh\nls\n',
    'views/e.css': '.a {}',
    'views/f.js': '// short',
    'views/g.svg': '<svg/>',
  };
  finds(t, firstLines, first, ['core/a/b.ts:1', 'scripts/d:1', 'views/e.css:1', 'views/f.js:1']);
  finds(t, unfinished, { 'core/a/a.ts': 'x;\n// TODO later', 'docs/plan.md': '// TODO' }, ['core/a/a.ts:2']);
  const traces = {
    'package-lock.json': '"resolved": "x"',
    'README.md': 'see /work/main',
    'docs/run.md': '/home/hubdesk/data and https://example.org/work/a',
    '.npmrc': 'registry=https://registry.npmjs.org',
  };
  finds(t, machines, traces, ['package-lock.json:1', 'README.md:1', '.npmrc:1']);
});

t.test('reaching out of a transaction', async (t) => {
  const inside = (text: string): string[] => found(transactions, { 'core/outbound/send.ts': text });
  for (const wrong of [
    'await database.write(async (em) => { await fetch(url); });',
    'await write(async () => { setTimeout(go, 5); });',
    'write(function () { plugin.open(); });',
    'deps.database.write(async (em) => { for (const a of b) { await account.connection.send(a); } });',
    "write(async () => { await import('x'); });",
  ]) {
    t.strictSame(inside(wrong), ['core/outbound/send.ts:1'], wrong);
  }
  for (const allowed of [
    'await connection.send(a); await write(async (em) => { await em.persist(row); });',
    'stream.write(bytes); write(line);',
    'await write((em) => em.find(Plugin, { connection: 1 }));',
  ]) {
    t.strictSame(inside(allowed), [], allowed);
  }
});

t.test('plugins are called through one helper', async (t) => {
  const calls = (text: string, file = 'live.ts'): string[] => found(pluginCalls, { [`core/channels/${file}`]: text });
  t.equal(calls(`export const open = (one) => one.plugin!.open(context);`).length, 1);
  t.equal(calls(`export const run = (raw) => { raw.listen!(signal); };`).length, 1);
  t.equal(
    calls(`export const open = (one) => calls.askPlugin(call, () => whole(one.plugin!.open(context)));`).length,
    0,
  );
  t.equal(calls(`export const names = (plugin) => plugin.slots.map((slot) => slot.view);`).length, 0);
  t.equal(
    calls(`class Guard { parse() { return this.#call('parse', () => this.raw.parse()); } }`, 'guard.ts').length,
    0,
  );
  t.equal(calls(`class Guard { parse() { return this.raw.parse(); } }`, 'guard.ts').length, 1);
});

t.test('state of files and clocks of their own', async (t) => {
  const state = (text: string): string[] => found(moduleState, { 'core/web/web.ts': text });
  for (const wrong of ['let a = 1;', 'export const seen = new Map<string, number>();', 'const all: string[] = [];']) {
    t.strictSame(state(wrong), ['core/web/web.ts:1'], wrong);
  }
  t.strictSame(state("const A = new Set(['a']); const B = ['b']; function f() { let c = []; return new Map(); }"), []);
  finds(t, clock, { 'core/web/web.ts': 'Date.now();\nnew Date();\nnew Date(5);' }, [
    'core/web/web.ts:1',
    'core/web/web.ts:2',
  ]);
  finds(t, clock, { 'core/kernel/clock.ts': 'Date.now();', 'plugins/a/simulator/s.ts': 'new Date();' }, []);
});

t.test('pages that ask for more than the policy gives', async (t) => {
  for (const wrong of [
    '<p style="color: red">',
    '<script>go()</script>',
    '<button onclick="go()">',
    '<form hx-on:submit="go()">',
    `<a href="javascript:go()">`,
    `<div hx-vals='js:{a: 1}'>`,
    `<input hx-trigger="keyup[key=='Enter']">`,
  ]) {
    finds(t, policy, { 'views/a.hbs': `\n${wrong}` }, ['views/a.hbs:2']);
  }
  finds(
    t,
    policy,
    { 'views/a.hbs': '<script src="{{asset \'a.js\'}}"></script><p class="style" data-on="x" hx-trigger="click">' },
    [],
  );
});

t.test('texts in both languages', async (t) => {
  const both = (en: object, de: object): string[] =>
    languages(plant({ 'views/locales/en.json': JSON.stringify(en), 'views/locales/de.json': JSON.stringify(de) }));
  t.strictSame(both({ a: 'Hello {name}, <b>you</b>' }, { a: '<b>Sie</b>, {name}' }), []);
  t.strictSame(both({ a: '{n, plural, one {a {x}} other {# b}}' }, { a: '{n, plural, one {{x}} other {#}}' }), []);
  t.match(both({ a: 'A' }, {}), [/a has no text in de/]);
  t.match(both({}, { a: 'A' }), [/a has no text in en/]);
  t.match(both({ a: 'A {x}' }, { a: 'A {y}' }), [/other values: x \/ y/]);
  t.match(both({ a: 'A <b>x</b>' }, { a: 'A x' }), [/other values: <b> \/ none/]);
  t.match(both({ a: 'A {x' }, { a: 'A {x}' }), [/en is broken/]);
});

t.test('texts that are used and texts that exist', async (t) => {
  const files = (code: string, view: string, texts: string[]): Files => ({
    'core/web/web.ts': code,
    'views/a.hbs': view,
    'views/locales/en.json': JSON.stringify(Object.fromEntries(texts.map((key) => [key, 'x']))),
  });
  const nobody = files("locales.text(language, 'a.b');", "{{t 'a.c'}}{{t (concat 'rail.' id)}}", [
    'a.b',
    'a.c',
    'a.d',
    'rail.x',
  ]);
  t.match(unusedTexts(plant(nobody)), [/^views\/locales: a\.d is shown nowhere$/]);
  t.strictSame(unusedTexts(plant(files('`state.${s}`; const field = { label: "a.b" };', '', ['state.x', 'a.b']))), []);
  t.match(unusedTexts(plant(files('`reason.${c}`; reason("a.b", "A");', '', ['reason.a.b', 'reason.a.c']))), [
    /reason\.a\.c/,
  ]);
  const missing = files("locales.text(language, 'a.b'); p.text(); x.find('a.com.b');", '{{t \'a.c\'}}{{x (t "a.d")}}', [
    'a.b',
    'a.com.b',
  ]);
  t.match(missingTexts(plant(missing)), [/"a\.c"/, /"a\.d"/]);
  const plugin = {
    'plugins/fax/locales/en.json': '{"name":"Fax","field.host":"Host","old":"x"}',
    'plugins/fax/plugin.ts': "f({ label: 'field.host' });",
  };
  t.match(unusedTexts(plant({ ...plugin, 'core/web/web.ts': '`${id}.name`' })), [/^plugins\/fax\/locales: old is/]);
  const texts = JSON.stringify({ 'widget.old': 'a', 'widget.sent': 'b', 'widget.wrong_line': 'c' });
  const widget = { 'plugins/fax/widget/a.js': "t('sent'); t(`wrong_${code}`);", 'plugins/fax/locales/en.json': texts };
  t.match(unusedTexts(plant(widget)), [/^plugins\/fax\/locales: widget\.old is/]);
  finds(t, missingTexts, { ...plugin, 'plugins/fax/views/a.hbs': "{{t 'fax.name'}}{{t 'name'}}" }, [
    'plugins/fax/views/a.hbs:1',
  ]);
});

t.test('reasons without words, texts that stand twice', async (t) => {
  const plugin = {
    'plugins/fax/locales/en.json':
      '{\n  "name": "Fax",\n  "reason.busy": "Busy",\n  "said.sent": "Sent",\n  "name": "Telefax"\n}',
    'plugins/fax/plugin.ts': "reason('busy', 'x'); reason('sent', 'x');\nreason('lost', 'x');",
  };
  finds(t, untoldReasons, plugin, ['plugins/fax/plugin.ts:2']);
  t.match(textsTwice(plant(plugin)), [/name stands twice/]);
});

t.test('codes and their explanation', async (t) => {
  const code = `throw conflict('taken', 'x'); reason('fax.busy', 'x'); const a = { code: 'late', text: 'x' }; const b = { code: 'en', name: 'x' };`;
  const explained = (page: string): string[] => found(errorCodes, { 'core/web/web.ts': code, 'docs/errors.md': page });
  t.strictSame(explained('| `taken` | x |\n| `fax.*` | x |\n## `late`\n'), []);
  t.strictSame(explained('| `taken` | x |\n| `late` | x |\n'), ['core/web/web.ts:1']);
  t.strictSame(explained('| `taken` | x |\n| `fax.busy` | x |\n- `late`\n- `gone`: x\n'), ['docs/errors.md:4']);
  t.strictSame(found(errorCodes, { 'core/web/web.ts': code }), []);
  const together =
    "reason(`${channel}.wrong_secret`, 'x'); reason(`hours.${day}`, 'x'); const path = `${folder}.gone`;";
  const page = '| `fax.wrong_secret` | x |\n| `hours.monday` | x |\n| `fax.gone` | x |\n| `hours.a.b` | x |\n';
  t.strictSame(
    found(errorCodes, { 'core/web/web.ts': together, 'docs/errors.md': page }),
    ['docs/errors.md:3', 'docs/errors.md:4'],
    'what is put together for something else is no code',
  );
});

t.test('tables of the documents', async (t) => {
  const config = `export const DEFAULTS = {
  port: 3000,
  host: '::1',
};
export const ENVIRONMENT = {
  HUBDESK_PORT: 'port',
};
const CHECKS = {
  port: is.port,
  host: is.host,
};`;
  const readme = (rows: string): string[] =>
    settings(plant({ 'config/config.ts': config, 'README.md': `## Settings\n\n${rows}\n` }));
  t.strictSame(readme('| `port` | `HUBDESK_PORT` | `3000` |\n| `host` | | `::1` |'), []);
  t.match(readme('| `port` | `HUBDESK_PORT` | `80` |\n| `hots` | | `::1` |'), [/"host"/, /"hots"/, /port: 3000/]);

  const folders = { 'core/web/web.ts': '', 'plugins/fax/plugin.ts': '', 'views/a.hbs': '', '.ci/run': '' };
  t.strictSame(map(plant({ ...folders, 'README.md': '`core/web` `plugins/fax` `views`' })), []);
  t.match(map(plant({ ...folders, 'README.md': '`core/web`' })), [/plugins\/fax/, /views/]);

  const pages = {
    'views/a.hbs': '<a data-key="e"><a data-key="{{#if note}}n{{else}}r{{/if}}"><a data-key="{{key}}">',
    'core/web/frame.ts': "const a = { key: 'g i' };",
    'views/assets/keys.js': "  const own = {\n    j: () => 1,\n    '?': show,\n  };\n}",
  };
  const told = (...names: string[]): string[] =>
    keys(plant({ ...pages, 'docs/keyboard.md': names.map((name) => `| ${name} | x |`).join('\n') }));
  t.strictSame(told('`e`', '`n`, `r`', '`g i`', '`j`, `?`', '`Ctrl+K`'), []);
  t.match(told('`e`', '`n`, `r`', '`j`, `?`', '`y`'), [/"g i" is not told/, /:4: nothing listens for "y"/]);

  t.equal(withParts('<!-- table of x -->\nold\n<!-- /table of x -->', { 'table of x': 'new' }).includes('old'), false);
});

t.test('what the documents say', async (t) => {
  const files = {
    'package.json': JSON.stringify({ engines: { node: '>=20' }, scripts: { start: 'x', bench: 'x' } }),
    'config/environment.ts': "const PORT = 4100; read('HUBDESK_DATA'); read('HUBDESK_PORT');",
    'core/cli/main.ts': "commands['doctor']",
    'docs/a.md': '',
  };
  const readme = (rule: Rule, text: string): string[] => found(rule, { ...files, 'README.md': text });
  t.strictSame(readme(commands, '`npm ci && npm start`, `npm run bench`, `npx hubdesk doctor`'), []);
  t.strictSame(readme(commands, '`npm run fly`\n`npx hubdesk dance`'), ['README.md:1', 'README.md:2']);
  t.strictSame(readme(environment, 'HUBDESK_DATA and HUBDESK_PORT'), []);
  t.strictSame(readme(environment, 'HUBDESK_DATA and\nHUBDESK_COLOUR'), ['README.md:2', 'README.md']);
  t.strictSame(readme(paths, '[a](docs/a.md#x) `docs/` [x](https://example.org) `core/cli/main.ts`'), []);
  t.strictSame(readme(paths, '[b](docs/b.md)\n`core/attic`'), ['README.md:1', 'README.md:2']);
  t.strictSame(readme(numbers, 'Node 20 or newer, http://localhost:4100'), []);
  t.strictSame(readme(numbers, 'Node 18 or newer\nhttp://localhost:3000'), ['README.md:1', 'README.md:2']);
  const bench = { 'test/bench/a.ts': "report({ budget: '≤ 5 ms' })" };
  const measured = (page: string): string[] => found(budgets, { ...bench, 'docs/benchmarks.md': page });
  t.strictSame(
    measured('| what | measured | budget | | how |\n|---|---|---|---|---|\n| a | 4 ms | ≤ 5 ms | kept | x |'),
    [],
  );
  t.strictSame(measured('| a | 4 ms | ≤ 5 ms |\n| a | 4 ms | ≤ 9 ms | kept | x |'), ['docs/benchmarks.md:2']);
});
