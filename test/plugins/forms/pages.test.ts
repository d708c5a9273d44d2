// A form's pages in the settings without a script: the wizard, the editor, sharing, submissions, CSV, health (FM-1, FM-2, FM-4, FM-5).
import type { LightMyRequestResponse } from 'fastify';
import t from 'tap';
import { csvCell } from '../../../plugins/forms/submissions/csv.ts';
import {
  administrator,
  ASKED,
  field,
  formAccount,
  formsDesk,
  LENA,
  messagesOf,
  SECOND,
  Sender,
  valueOf,
} from './forms-desk.ts';

/** One desk for all of them: each test has a form of its own. */
const desk = await formsDesk(t);

async function opened(settings: Record<string, unknown> = {}, fields = ASKED) {
  const forms = desk;
  const account = await formAccount(forms.desk, settings, fields);
  const eva = await administrator(forms);
  const at = `/settings/channels/${account.id}`;
  return { forms, account, eva, at, page: `${at}/pages/form`, sender: new Sender(forms, `/f/${account.uniqueId}`) };
}

const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&amp;', '&');

/** The editor's form as a browser would send it back. */
function fieldsOf(page: LightMyRequestResponse): Record<string, string | string[]> {
  const form = /<form[^>]*id="form-editor"[^]*?<\/form>/.exec(page.body)![0];
  const values: Record<string, string[]> = {};
  const add = (name: string, value: string) => (values[name] ??= []).push(unescaped(value));
  for (const [tag] of form.matchAll(/<input\b[^>]*>|<(select|textarea)\b[^>]*>[^]*?<\/\1>/g)) {
    const name = /\bname="([^"]+)"/.exec(tag)?.[1];
    if (!name || name === '_csrf' || name === 'kind') continue;
    if (tag.startsWith('<textarea')) add(name, />([^]*?)<\/textarea>/.exec(tag)![1]!);
    else if (tag.startsWith('<select')) add(name, /<option value="([^"]*)" selected/.exec(tag)?.[1] ?? '');
    else if (!/type="checkbox"/.test(tag) || / checked/.test(tag)) add(name, /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  return values;
}

const orderOf = (page: LightMyRequestResponse) => [...page.body.matchAll(/id="item-(\w+)"/g)].map(([, id]) => id);

t.test(
  'FM-1, FM-2: templates bring the ticket fields; a form can be copied; nothing of pipelines is asked',
  async (t) => {
    const forms = await formsDesk(t);
    const eva = await administrator(forms);
    for (const template of ['contact', 'support', 'feedback', 'empty']) {
      const account = await formAccount(forms.desk, { name: template }, undefined, template);
      const page = await eva.get(`/settings/channels/${account.id}/pages/form`);
      t.match(page.body, 'Ticket name');
      t.match(page.body, 'Ticket description');
      t.notMatch(page.body, 'Nothing gives the ticket its name');
      t.notMatch((await new Sender(forms, `/f/${account.uniqueId}`).get()).body, /pipeline|stage/i);
    }
    const [line] = (await forms.desk.channels.accounts()).filter(({ account }) => account.title === 'support');
    const copy = await formAccount(forms.desk, { name: 'Copied' }, undefined, `copy:${line!.account.publicId}`);
    t.match((await new Sender(forms, `/f/${copy.uniqueId}`).get()).body, 'Order number');
    t.not(copy.uniqueId, line!.account.uniqueId);
    t.match((await eva.get('/settings/channels')).body, 'Manage form', 'FM-5');
  },
);

t.test('FM-1: every button of the editor works without a script, and what is removed can come back', async (t) => {
  const { eva, page, account, forms } = await opened();
  const press = async (what: string, more: Record<string, string | string[]> = {}) => {
    const form = fieldsOf(await eva.get(page));
    const answer = await eva.form('POST', `${page}/change`, { ...form, ...more, do: what });
    t.equal(answer.statusCode, 303, answer.body);
    return eva.get(answer.headers.location!);
  };
  t.strictSame(orderOf(await press('down:who')), ['mail', 'who', 'about', 'words']);
  t.strictSame(orderOf(await press('up:about')), ['mail', 'about', 'who', 'words']);
  const added = await press('add', { kind: 'choice' });
  t.strictSame(orderOf(added), ['mail', 'about', 'who', 'words', 'f1']);
  t.match(added.body, 'Options, one a line');
  t.strictSame(orderOf(await press('copy:f1')), ['mail', 'about', 'who', 'words', 'f1', 'f2']);
  const removed = await press('remove:about');
  t.match(removed.body, '“Label of about” is removed.');
  t.match(removed.body, 'Nothing gives the ticket its name', 'FM-2: the ticket field is not lost silently');
  t.match((await press('restore:about')).body, 'Ticket name');
  t.strictSame(orderOf(await eva.get(page)), ['mail', 'about', 'who', 'words', 'f1', 'f2']);
  const form = fieldsOf(await eva.get(page));
  const saved = await eva.form('POST', `${page}/save`, {
    ...form,
    'f1.label': 'Colour <b>of</b> the "bell"',
    'f1.options': 'Red\nBlue',
    'f1.required': 'on',
    'f1.help': 'As painted',
    ticket: 'on',
  });
  t.equal(saved.statusCode, 303);
  const shown = (await new Sender(forms, `/f/${account.uniqueId}`).get()).body;
  t.match(shown, 'Colour &lt;b&gt;of&lt;/b&gt; the &quot;bell&quot;');
  t.match(shown, 'value="Blue" required');
  t.match(shown, 'As painted');
  t.equal((await forms.desk.channels.accountById(account.id))!.ticketDefaults.asTicket, true);
});

t.test(
  'FM-2: a field asks for a property of the ticket, with its options; pipeline and stage are not among them',
  async (t) => {
    const { eva, page, account, forms } = await opened();
    const { definitions } = forms.desk.properties;
    const size = { object: 'ticket', label: 'Frame size', kind: 'choice', options: ['Small', 'Large'] } as const;
    const made = await definitions.create({ ...size, options: [...size.options] });
    await definitions.create({ object: 'ticket', label: 'Looks after it', kind: 'user' });
    const first = await eva.get(page);
    t.match(first.body, '<option value="property:frame_size">Frame size</option>');
    t.notMatch(first.body, 'Looks after it', 'customers name nobody of the team');
    t.notMatch(first.body, />(Pipeline|Stage)</);
    const press = async (what: string, more: Record<string, string | string[]> = {}) => {
      const answer = await eva.form('POST', `${page}/change`, { ...fieldsOf(await eva.get(page)), ...more, do: what });
      t.equal(answer.statusCode, 303, answer.body);
      return eva.get(answer.headers.location!);
    };
    const added = await press('add', { kind: 'property:frame_size' });
    t.match(added.body, 'Small\nLarge', 'the options come along');
    t.match(added.body, 'only where a ticket is created');
    t.match((await new Sender(forms, `/f/${account.uniqueId}`).get()).body, 'Frame size');
    t.strictSame(orderOf(await press('add', { kind: 'property:frame_size' })).length, 5, 'once is enough');

    const form = { ...fieldsOf(await eva.get(page)), ticket: 'on' };
    const foreign = await eva.form('POST', `${page}/save`, { ...form, 'f1.options': 'Small\nHuge' });
    t.equal(foreign.statusCode, 422);
    t.match(foreign.body, 'knows only: Small, Large.');
    const mended = await press('options:f1', { 'f1.options': 'Small\nHuge' });
    t.match(mended.body, 'Small\nLarge');
    const wrong = await eva.form('POST', `${page}/save`, {
      ...form,
      'words.role': 'property:frame_size',
      'f1.role': '',
    });
    t.match(wrong.body, 'do not fit the property');
    const saved = async () => eva.form('POST', `${page}/save`, { ...fieldsOf(await eva.get(page)), ticket: 'on' });
    t.equal((await saved()).statusCode, 303);

    const health = async () => {
      const checks = await forms.desk.channels.live(account.id)!.connection.check();
      return checks.find(({ code }) => code === 'forms_properties');
    };
    t.match(await health(), { state: 'good' });
    await definitions.archive(made.id, true);
    t.match(await health(), { state: 'warn', detail: { params: { fields: 'Frame size' } } });
    t.match((await eva.get(page)).body, 'No longer there: frame_size', 'nothing is dropped silently');
    t.match((await saved()).body, 'is not there any more');
  },
);

t.test('an unsound form is not saved and says where', async (t) => {
  const { eva, page, forms, account } = await opened();
  const form = fieldsOf(await eva.get(page));
  const faults: [Record<string, string>, RegExp][] = [
    [{ 'who.label': ' ' }, /id="who-label-error"[^]*?Give the field a label/],
    [{ 'who.maximum': '12 apples' }, /whole number from 1 to 500/],
    [{ 'who.role': 'subject' }, /Another field stands for that already/],
  ];
  for (const [change, told] of faults) {
    const refused = await eva.form('POST', `${page}/save`, { ...form, ...change });
    t.equal(refused.statusCode, 422);
    t.match(refused.body, told);
  }
  const none = await eva.form('POST', `${page}/save`, { ...form, field: [] });
  t.match(none.body, 'A form needs at least one field');
  const many = await eva.form('POST', `${page}/save`, {
    ...form,
    field: Array.from({ length: 70 }, (_, index) => `g${index}`),
    ...Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`g${index}.kind`, 'text'])),
  });
  t.equal(many.statusCode, 422);
  const stored = await forms.desk.database.rows('select 1 from forms_form where account_id = ?', [account.id]);
  t.equal(stored.length, 0, 'nothing was saved');
  t.equal((await eva.form('POST', `${page}/nothing`, form)).statusCode, 404);
});

t.test('two administrators at once: the second is told whose changes stand there, and may save theirs', async (t) => {
  const { forms, eva, page } = await opened();
  const kofi = await administrator(forms, 'Kofi');
  const [hers, his] = [fieldsOf(await eva.get(page)), fieldsOf(await kofi.get(page))];
  t.equal((await kofi.form('POST', `${page}/save`, { ...his, 'who.label': 'His' })).statusCode, 303);
  const late = await eva.form('POST', `${page}/save`, { ...hers, 'who.label': 'Hers' });
  t.equal(late.statusCode, 422);
  t.match(late.body, 'Kofi has changed this form meanwhile');
  t.match(late.body, 'value="Hers"', 'what she typed is kept');
  t.match((await eva.get(page)).body, 'value="His"');
  const anyway = await eva.form('POST', `${page}/save`, { ...fieldsOf(late), do: 'overwrite' });
  t.equal(anyway.statusCode, 303);
  t.match((await kofi.get(page)).body, 'value="Hers"');
});

t.test('FM-4: submissions are found, filtered, shown with what is hidden, downloaded and deleted', async (t) => {
  const fields = [...ASKED, field('camp', 'hidden', { label: 'Campaign', value: 'none', parameter: 'utm' })];
  const { forms, eva, at, sender, account } = await opened({}, fields);
  const list = `${at}/pages/submissions`;
  t.match((await eva.get(list)).body, 'Nobody has sent this form yet');
  t.match((await sender.get('?utm=spring%22x')).body, 'value="spring&quot;x"');
  await sender.send({ ...LENA, 'a.camp': 'spring', from: 'https://radwerk.example/kontakt' });
  forms.clock.advance(24 * 3600 * SECOND);
  await sender.send({
    ...LENA,
    'a.mail': 'mallory@kunde.example',
    'a.words': '=HYPERLINK("http://x.example")',
    website: 'x',
  });
  await messagesOf(forms, account.id);
  const all = await eva.get(list);
  t.match(all.body, '2 submissions');
  t.match((await eva.get(`${list}?state=spam`)).body, /One submission[^]*mallory/);
  t.match((await eva.get(`${list}?q=SPRING`)).body, /One submission[^]*lena@kunde/);
  t.match((await eva.get(`${list}?q=100%25`)).body, 'Nothing matches');
  t.match((await eva.get(`${list}?from=2026-03-03`)).body, /One submission[^]*mallory/);
  t.match((await eva.get(`${list}?to=2026-03-02`)).body, /One submission[^]*lena/);
  const columns = await eva.form('POST', `${list}/columns`, { column: ['at', 'camp'] });
  t.match((await eva.get(columns.headers.location!)).body, /<th scope="col">Campaign<\/th>/);
  const href = /href="([^"]*submission=\d+[^"]*)"/.exec(unescaped((await eva.get(`${list}?q=spring`)).body))![1]!;
  const detail = await eva.get(href);
  t.match(detail.body, /Campaign <span class="chip outline">Hidden<\/span>/);
  t.match(detail.body, 'https://radwerk.example/kontakt');
  t.match(detail.body, /href="\/conversations\/\d+"/);
  const csv = await eva.get(`${list}/submissions.csv?state=spam`);
  t.match(csv.headers['content-type'], 'text/csv');
  t.match(csv.headers['content-disposition'], 'attachment');
  t.match(csv.body, `"'=HYPERLINK(""http://x.example"")"`);
  t.notMatch(csv.body, 'spring', 'the filter holds for the file as well');
  const deleted = await eva.form('POST', `${list}/remove`, { submission: valueOf(detail, 'submission') });
  t.match((await eva.get(deleted.headers.location!)).body, 'One submission');
  t.equal((await messagesOf(forms, account.id)).length, 2, 'the conversation stays');
});

t.test('spreadsheets calculate nothing that strangers wrote', async (t) => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1'])
    t.equal(csvCell(formula), `"'${formula}"`);
  t.equal(csvCell('a "b", c'), '"a ""b"", c"');
});

t.test('sharing gives one line of script, a frame and the policy; health looks at the form', async (t) => {
  const { eva, at, account, forms } = await opened({ name: 'Ask "us"' }, [field('words', 'long')]);
  const shared = (await eva.get(`${at}/pages/share`)).body;
  t.match(shared, `http://desk.test/f/${account.uniqueId}`);
  t.match(shared, 'embed.js?id');
  t.match(shared, 'frame-src http://desk.test');
  t.match(await forms.desk.channels.check(account.id), [
    { code: 'forms_fields', state: 'good' },
    { code: 'forms_page' },
    { code: 'forms_email', state: 'warn' },
    { code: 'forms_answers', state: 'warn' },
  ]);
});

t.test('what the browser loads is served with its kind, and scripts may be loaded by other sites', async (t) => {
  const { server } = desk;
  for (const [name, type] of [
    ['form.css', 'text/css'],
    ['form.js', 'text/javascript'],
    ['editor.css', 'text/css'],
    ['editor.js', 'text/javascript'],
    ['embed.js', 'text/javascript'],
  ]) {
    const asset = await server.inject({ url: `/channels/forms/${name}` });
    t.match(asset.headers, { 'content-type': new RegExp(type!), 'cross-origin-resource-policy': 'cross-origin' });
  }
  const dark = await server.inject({ url: '/channels/forms/colour.css?c=ffee00' });
  t.match(dark.body, '--form-upon:#111111', 'words can be read upon a light colour');
  const hostile = await server.inject({
    url: `/channels/forms/colour.css?c=${encodeURIComponent('red}body{display:none')}`,
  });
  t.match(hostile.body, '--form-colour:#005f73');
});

t.test('a confirmation goes to the sender without their words, once the conversation is there', async (t) => {
  const { forms, account, sender } = await opened({ confirm: true, confirmation: 'We have it.' });
  await sender.send({ ...LENA, 'a.words': 'BUY PILLS' });
  await sender.send({ ...LENA, 'a.words': 'x', website: 'spam' });
  const jobs = await forms.desk.database.rows<{ payload: string }>(
    `select payload from job where kind = 'channel.letter'`,
  );
  t.equal(jobs.length, 1, 'spam is not confirmed');
  t.match(JSON.parse(jobs[0]!.payload), { letter: { to: { address: 'lena@kunde.example' }, text: 'We have it.' } });
  t.notMatch(jobs[0]!.payload, 'BUY PILLS');
  t.ok(
    (JSON.parse(jobs[0]!.payload) as { letter: { about: string } }).letter.about,
    'an answer joins the conversation',
  );
  t.equal((await messagesOf(forms, account.id)).length, 2);
});
