// WhatsApp templates through a whole desk: taken over from Meta, kept, filled in, sent, refused with the reason (WA-3, WA-4).
import t from 'tap';
import { FILES } from '../../../plugins/meta/simulator/sample-files.ts';
import { templateWith } from '../../../plugins/meta/simulator/sample-templates.ts';
import { judgeTemplate } from '../../../plugins/meta/simulator/templates.ts';
import { reportBody, signed } from '../../../plugins/meta/simulator/webhooks.ts';
import type { TemplateChoice } from '../../../core/outbound/outbound.ts';
import { addUser } from '../../support/desk.ts';
import { signIn, type WebDesk } from '../../web/web-desk.ts';
import { metaDesk, type MetaDesk } from './meta-desk.ts';

const DAY = 24 * 60 * 60_000;

t.test('templates from Meta to the phone', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const { desk, world, clock } = meta;
  const accountId = meta.accounts.whatsapp!;
  const templates = () => desk.channels.live(accountId)!.connection.templates!();
  const one = async (name: string, language = 'en') =>
    (await templates()).find((each) => each.name === name && each.language === language)!;
  const person = meta.person('whatsapp');
  await meta.does(person, { do: 'text', words: 'Hello?' });
  const { id: conversationId } = (await desk.database.row<{ id: number }>('select id from conversation'))!;
  const userId = await addUser(desk, 'Agent', 'administrator');
  const send = async (template: TemplateChoice, attachmentIds?: number[]) => {
    const sent = await desk.outbound.send({ conversationId, userId, template, attachmentIds });
    await desk.jobs.idle();
    return sent;
  };
  const refusal = async (template: Partial<TemplateChoice>) => {
    const sent = await send({ name: 'order_update', language: 'en', values: {}, ...template });
    return !sent.ok && sent.kind === 'refused' ? sent.why : null;
  };
  const content = () => (world.said.at(-1)!.content as { template: { components?: unknown } }).template.components;

  await t.test('all pages are taken over, samples left out; the list is there while Meta is not', async (t) => {
    for (let at = 0; at < 120; at += 1)
      world.templates.push({ ...world.templates[0]!, id: `${at}`, name: `filler_${at}` });
    const all = await templates();
    t.equal(all.length, world.templates.length - 1);
    t.notOk(all.some(({ name }) => name.startsWith('sample_')));
    world.templates = world.templates.filter(({ name }) => !name.startsWith('filler_'));
    await meta.far.close();
    t.equal((await templates()).length, all.length);
    await meta.far.open();
  });

  await t.test('each says what it leaves open, and why it cannot be sent', async (t) => {
    t.match(await one('appointment'), {
      status: 'approved',
      category: 'utility',
      quality: 'high',
      header: { kind: 'text', text: 'Your appointment on {{header.day}}' },
      footer: /Old Street/,
      buttons: [
        { kind: 'reply' },
        { kind: 'reply' },
        { kind: 'phone', target: '+4930901820' },
        { kind: 'link', target: 'https://shop.example/way' },
      ],
      parameters: [
        { key: 'header.day', example: 'Friday' },
        { key: 'first_name', oneLine: true, example: 'Pablo' },
        { key: 'day' },
        { key: 'time' },
      ],
    });
    t.match(await one('invoice'), {
      parameters: [
        { key: 'header', kind: 'file', maximum: 100 * 1024 * 1024 },
        { key: '1' },
        { key: '2' },
        { key: 'button.0.url', name: 'Pay' },
      ],
    });
    t.match(await one('pick_up'), { header: { kind: 'location' } });
    t.equal((await one('bike_tour')).cards.length, 3);
    t.match((await one('sign_in_code')).parameters, [{ key: 'otp' }]);
    t.match((await one('catalogue')).parameters, [{ key: 'button.0.thumbnail', optional: true }]);
    t.match((await one('lights')).parameters, [
      { key: '1' },
      { key: 'button.0.thumbnail' },
      { key: 'button.0.products' },
    ]);
    t.match(await one('bike_of_the_month'), {
      header: { kind: 'product' },
      parameters: [{ key: 'header.catalog_id' }, { key: 'header.product_retailer_id' }, { key: '1' }],
    });
    t.match(await one('weekend_offer'), {
      notice: 'This weekend only',
      parameters: [{ key: 'offer.hours', kind: 'number' }, { key: '1' }, { key: 'button.0.code' }],
    });
    t.match(await one('how_to_pay'), { status: 'approved', why: { code: 'whatsapp.template_needs_more' } });
    t.match(await one('free_money'), {
      status: 'rejected',
      why: { code: 'whatsapp.template_rejected', params: { detail: 'scam' } },
    });
    t.match(
      [(await one('summer_news')).status, (await one('winter_news')).status, (await one('old_news')).status],
      ['paused', 'pending', 'disabled'],
    );
  });

  await t.test('after the window only templates go, each in the form Meta documents (WA-3)', async (t) => {
    clock.advance(2 * DAY);
    const plain = await desk.outbound.send({ conversationId, userId, text: 'Late' });
    t.match(plain, { ok: false, why: { code: 'whatsapp.window_over' } });
    t.ok((await send({ name: 'order_update', language: 'de', values: { '1': 'Marta', '2': '7' } })).ok);
    t.equal(world.said.at(-1)!.words, 'Hallo Marta! Ihre Bestellung 7 ist unterwegs.');
    t.strictSame(content(), [
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'Marta' },
          { type: 'text', text: '7' },
        ],
      },
    ]);
    const named = { 'header.day': 'Monday', first_name: 'Marta', day: 'Monday', time: '9:00' };
    t.ok((await send({ name: 'appointment', language: 'en', values: named })).ok);
    t.match(content(), [
      { type: 'header', parameters: [{ type: 'text', parameter_name: 'day', text: 'Monday' }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: 'first_name', text: 'Marta' },
          { parameter_name: 'day' },
          { parameter_name: 'time' },
        ],
      },
    ]);
    const place = {
      'header.latitude': '52.52',
      'header.longitude': '13.4',
      'header.name': 'Shop',
      'header.address': 'Old Street 1',
      '1': 'Marta',
    };
    t.ok((await send({ name: 'pick_up', language: 'en', values: place })).ok);
    t.match(content(), [
      { type: 'header', parameters: [{ type: 'location', location: { latitude: '52.52', address: 'Old Street 1' } }] },
      { type: 'body' },
    ]);
    t.ok((await send({ name: 'how_was_it', language: 'en', values: {} })).ok);
    t.match(content(), [
      {
        type: 'button',
        sub_type: 'flow',
        index: '0',
        parameters: [{ type: 'action', action: { flow_token: 'unused' } }],
      },
    ]);
    t.ok((await send({ name: 'sign_in_code', language: 'en', values: { otp: '424242' } })).ok);
    t.match(content(), [
      { type: 'body', parameters: [{ text: '424242' }] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '424242' }] },
    ]);
    t.match(await desk.database.rows('select status from delivery'), Array(5).fill({ status: 'sent' }));
    const [{ text: words, parts }] = (await desk.database.rows<{ text: string; parts: string }>(
      `select text, parts from message where direction = 'out' order by id limit 1 offset 1`,
    )) as [{ text: string; parts: string }];
    t.match(words, /we look forward to seeing you on Monday at 9:00/, 'found by search');
    t.match(JSON.parse(parts), [
      {
        type: 'template',
        shown: { header: { text: 'Your appointment on Monday' }, buttons: [{ label: 'I will come' }] },
      },
    ]);
  });

  await t.test('files stand in headers and cards; they are handed over and kept with the message (WA-7)', async (t) => {
    const attach = async (file: (typeof FILES)[string]) => {
      const stored = await desk.files.save(file.bytes);
      const draft = await desk.conversations.drafts.save({ userId, conversationId, kind: 'reply' }, {});
      const { type } = stored;
      const about = {
        kind: type.startsWith('image/') ? ('image' as const) : ('file' as const),
        name: file.name,
        type,
        bytes: stored.bytes,
      };
      return (await desk.conversations.drafts.attach(draft.id, { ...about, fileId: stored.id })).id;
    };
    const [bill, picture] = [await attach(FILES.document!), await attach(FILES.picture!)];
    const values = { '1': 'Marta', '2': '860198', 'button.0.url': '860198' };
    t.ok((await send({ name: 'invoice', language: 'en', values, files: { header: bill } }, [bill])).ok);
    t.match(content(), [
      { type: 'header', parameters: [{ type: 'document', document: { id: /./, filename: FILES.document!.name } }] },
      { type: 'body' },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '860198' }] },
    ]);
    const cards = [0, 1, 2].flatMap((at) => [
      [`card.${at}.body.1`, '9 €'],
      [`card.${at}.button.1.url`, 'city'],
    ]);
    const files = { 'card.0.header': picture, 'card.1.header': picture, 'card.2.header': picture };
    const tour = {
      name: 'bike_tour',
      language: 'en',
      values: { '1': 'Marta', ...(Object.fromEntries(cards) as object) },
      files,
    };
    t.match(await send(tour, [picture]), { why: { code: 'outbound.not_opted_in' } }, 'advertising waits (WA-13)');
    await meta.does(person, { do: 'text', words: 'Start' });
    t.ok((await send(tour, [picture])).ok);
    t.match(content(), [
      { type: 'body' },
      {
        type: 'carousel',
        cards: [
          {
            card_index: 0,
            components: [
              { type: 'header', parameters: [{ type: 'image', image: { id: /./ } }] },
              { type: 'body' },
              { type: 'button', index: '1' },
            ],
          },
          { card_index: 1 },
          { card_index: 2 },
        ],
      },
    ]);
    t.ok(
      (
        await send(
          {
            name: 'new_bikes',
            language: 'en',
            values: { '1': 'Marta', 'button.0.code': '10OFF' },
            files: { header: picture },
          },
          [picture],
        )
      ).ok,
    );
    t.match(content(), [
      { type: 'header' },
      { type: 'body' },
      { type: 'button', sub_type: 'copy_code', parameters: [{ type: 'coupon_code', coupon_code: '10OFF' }] },
    ]);
    const kept = await desk.database.rows<{ name: string }>(
      'select name from attachment where message_id is not null order by id',
    );
    t.strictSame(
      kept.map(({ name }) => name),
      [FILES.document!.name, FILES.picture!.name, FILES.picture!.name],
    );
    const noPicture = await send({ name: 'invoice', language: 'en', values, files: { header: picture } }, [picture]);
    t.match(noPicture, { ok: false, why: { code: 'template.file_type', params: { name: FILES.picture!.name } } });
    t.match(await send({ name: 'invoice', language: 'en', values }), {
      ok: false,
      why: { code: 'template.file_missing' },
    });
  });

  await t.test('products of a catalogue and offers that run out are sent as they are asked for (WA-7)', async (t) => {
    const sentAs = async (name: string, values: Record<string, string>) => {
      t.match(await send({ name, language: 'en', values }), { ok: true });
      return content();
    };
    t.strictSame(await sentAs('catalogue', {}), undefined);
    t.match(await sentAs('catalogue', { 'button.0.thumbnail': 'b-1' }), [
      {
        type: 'button',
        sub_type: 'catalog',
        index: '0',
        parameters: [{ action: { thumbnail_product_retailer_id: 'b-1' } }],
      },
    ]);
    const products = 'Lights: l-7, l-8; Batteries: b-2';
    const lights = await sentAs('lights', { '1': 'Ada', 'button.0.thumbnail': 'l-7', 'button.0.products': products });
    t.match(lights, [
      { type: 'body' },
      {
        sub_type: 'mpm',
        parameters: [
          {
            action: {
              thumbnail_product_retailer_id: 'l-7',
              sections: [
                { title: 'Lights', product_items: [{ product_retailer_id: 'l-7' }, { product_retailer_id: 'l-8' }] },
                { title: 'Batteries', product_items: [{ product_retailer_id: 'b-2' }] },
              ],
            },
          },
        ],
      },
    ]);
    const one = { 'header.catalog_id': '77', 'header.product_retailer_id': 'b-1', '1': 'Ada' };
    t.match(await sentAs('bike_of_the_month', one), [
      { type: 'header', parameters: [{ type: 'product', product: { catalog_id: '77', product_retailer_id: 'b-1' } }] },
      { type: 'body' },
    ]);
    const offer = await sentAs('weekend_offer', { '1': 'Ada', 'offer.hours': '48', 'button.0.code': 'RAIN10' });
    t.match(offer, [
      { type: 'body' },
      { type: 'limited_time_offer', parameters: [{ limited_time_offer: { expiration_time_ms: Number } }] },
      { type: 'button', sub_type: 'copy_code', index: '0' },
    ]);
  });

  await t.test('what does not fit is refused here, by the name of the placeholder', async (t) => {
    const before = world.taken.length;
    t.match(await refusal({}), { code: 'template.value_missing', params: { placeholder: '1' } });
    t.match(await refusal({ values: { '1': ' ', '2': '7' } }), {
      code: 'template.value_missing',
      params: { placeholder: '1' },
    });
    for (const words of ['A\nB', 'A\tB', 'A     B'])
      t.match(await refusal({ values: { '1': 'Ada', '2': words } }), {
        code: 'template.not_one_line',
        params: { placeholder: '2' },
      });
    t.match(await refusal({ values: { '1': 'x'.repeat(1010), '2': '7' } }), {
      code: 'template.too_long',
      params: { most: 1024 },
    });
    t.match(await refusal({ values: { '1': 'x'.repeat(1025), '2': '7' } }), {
      code: 'template.value_too_long',
      params: { placeholder: '1' },
    });
    t.match(await refusal({ values: { '1': 'A', '2': '7', '3': 'B' } }), {
      code: 'template.value_unknown',
      params: { placeholder: '3' },
    });
    t.match(await refusal({ name: 'nothing' }), { code: 'outbound.no_template' });
    t.match(await refusal({ name: 'summer_news' }), { code: 'template.paused', params: { name: 'summer_news' } });
    t.match(await refusal({ name: 'how_to_pay' }), { code: 'whatsapp.template_needs_more' });
    t.match(await refusal({ name: 'lights', values: { '1': 'Ada', 'button.0.thumbnail': 'l-7' } }), {
      code: 'template.value_missing',
    });
    t.match(await refusal({ name: 'new_bikes', values: { '1': 'A', 'button.0.code': 'x'.repeat(16) } }), {
      code: /^template\./,
    });
    t.equal(world.taken.length, before, 'nothing of it left');
  });

  await t.test('what Meta reports holds at once, an older report or list changes nothing', async (t) => {
    const report = async (field: string, value: Record<string, unknown>) => {
      const { headers, body } = signed(world, reportBody(world, undefined, field, value));
      await meta.call('whatsapp', body, headers);
      await settled(meta);
    };
    const { id } = await one('order_update', 'de');
    const named = {
      message_template_id: `#${id}`,
      message_template_name: 'order_update',
      message_template_language: 'de',
    };
    await report('message_template_status_update', {
      ...named,
      event: 'PAUSED',
      reason: 'NONE',
      other_info: { title: 'FIRST_PAUSE' },
    });
    t.match(await one('order_update', 'de'), { status: 'paused', why: { code: 'whatsapp.template_status' } });
    await report('message_template_quality_update', {
      ...named,
      new_quality_score: 'RED',
      previous_quality_score: 'GREEN',
    });
    await report('template_category_update', { ...named, new_category: 'MARKETING', previous_category: 'UTILITY' });
    t.match(await one('order_update', 'de'), { status: 'paused', quality: 'low', category: 'marketing' });
    const now = world.now;
    world.now = () => now() - DAY;
    await report('message_template_status_update', { ...named, event: 'APPROVED', reason: 'NONE' });
    world.now = now;
    t.equal((await one('order_update', 'de')).status, 'paused', 'an older report came late');
    clock.advance(1000);
    await report('message_template_status_update', { ...named, event: 'DELETED', reason: 'NONE' });
    t.notOk(await one('order_update', 'de'));
    const made = {
      ...world.templates.find(({ name }) => name === 'hello_world')!,
      id: '4711',
      name: 'new_one',
      language: 'en',
    };
    world.templates.push(made);
    await report('message_template_status_update', {
      message_template_id: '#4711',
      message_template_name: 'new_one',
      message_template_language: 'en',
      event: 'APPROVED',
    });
    t.match(await one('new_one'), { status: 'approved' }, 'one that was not known is asked for');
    t.equal(await judgeTemplate(world, '4711', 'PAUSED'), 0, 'nobody listens at the simulated address here');
  });

  await t.test('in the composer one is searched, filled in, refused at its fields, sent (WA-4)', async (t) => {
    const visitor = await signIn({ ...meta, server: meta.web.server } as unknown as WebDesk, { id: userId });
    const at = `/conversations/${conversationId}/templates`;
    t.match((await visitor.get(`/conversations/${conversationId}`)).body, `${at}?account&#x3D;${accountId}`);
    const list = (await visitor.get(`${at}?q=appoint`)).body;
    t.match(list, /Choose a template[^]*appointment/);
    t.notMatch(list, /new_bikes/);
    t.match((await visitor.get(`${at}/found?q=news`)).body, /aria-disabled[^]*summer_news[^]*It is paused/);
    t.notMatch((await visitor.get(`${at}/found?language=en_US`)).body, /appointment/);
    const { id } = await one('appointment');
    const shown = (await visitor.get(`${at}/form?template=${id}`)).body;
    t.match(shown, /name="v.first_name" value="\{\{firstName\}\}"/, 'what is known is filled in');
    t.match(shown, /Hi Marta, we look forward to seeing you on \[day\]/);
    const typed = {
      template: id,
      account: accountId,
      key: 'a-form',
      seen: 0,
      'v.first_name': '{{firstName}}',
      'v.day': 'Monday',
      'v.time': '9:00',
    };
    t.match((await visitor.form('POST', `${at}/preview`, typed)).body, /on Monday at 9:00/);
    const before = world.taken.length;
    const wrong = await visitor.form('POST', at, {
      ...typed,
      'v.header.day': 'Mon     day',
      'v.time': '{{lastName}}{{subject}}',
    });
    t.equal(wrong.statusCode, 422);
    t.match(wrong.body, /more than four spaces in a row/);
    t.match(wrong.body, /Nothing is known for subject/);
    t.match(wrong.body, /name="v.day" value="Monday"/, 'what was typed stays');
    t.equal(world.taken.length, before);
    await meta.does(person, { do: 'text', words: 'Are you there?' });
    const stale = await visitor.form('POST', at, { ...typed, 'v.header.day': 'Monday', seen: 1 });
    t.match(stale.body, /name="anyway" value="yes"/, 'somebody has written since (RE-9)');
    const sent = await visitor.form('POST', at, { ...typed, 'v.header.day': 'Monday', anyway: 'yes' });
    t.equal(sent.headers.location, `/conversations/${conversationId}`);
    await desk.jobs.idle();
    t.match(world.said.at(-1)!.words, /Hi Marta, we look forward to seeing you on Monday at 9:00/);
    await visitor.form('POST', at, { ...typed, 'v.header.day': 'Monday', anyway: 'yes' });
    t.equal(world.taken.length, before + 1, 'pressed twice it is sent once (CH-12)');
    t.match(
      (await visitor.get(`/conversations/${conversationId}`)).body,
      /Template appointment[^]*Your appointment on Monday[^]*I will come/,
    );
    const bill = (await one('invoice')).id;
    const parts = {
      _csrf: visitor.csrf,
      template: bill,
      account: String(accountId),
      key: 'b-form',
      anyway: 'yes',
      'v.1': '{{name}}',
      'v.2': '7',
      'v.button.0.url': '7',
    };
    const upload = (file: (typeof FILES)[string], more: object) => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...parts, ...more })) form.set(name, String(value));
      if (file) form.set('v.header', new Blob([new Uint8Array(file.bytes)], { type: file.type }), file.name);
      const encoded = new Response(form);
      return encoded.arrayBuffer().then((payload) =>
        visitor.send({
          method: 'POST',
          url: at,
          payload: Buffer.from(payload),
          headers: { accept: 'text/html', 'content-type': encoded.headers.get('content-type')! },
        }),
      );
    };
    t.match((await upload(FILES.picture!, {})).body, /is of a type that does not go there/);
    t.match(
      (await upload(FILES.document!, { 'v.2': '' })).body,
      /bill\.pdf[^]*Nothing is given for/,
      'the file stays while the words are mended',
    );
    t.equal((await visitor.form('POST', at, parts)).headers.location, `/conversations/${conversationId}`);
    await desk.jobs.idle();
    t.match(world.said.at(-1)!.words, /Dear Marta Klee, here is your invoice 7/);
    t.match(await desk.database.rows(`select id from draft where kind = 'template'`), []);
  });

  await t.test('a list that is cut says so and how the others are found (WA-4)', async (t) => {
    const visitor = await signIn({ ...meta, server: meta.web.server } as unknown as WebDesk, { id: userId });
    const at = `/conversations/${conversationId}/templates`;
    const many = Array.from({ length: 70 }, (_, at) => templateWith({ name: `bulk_${at}`, language: 'en' }, 'Hi'));
    world.templates.push(...many);
    clock.advance(60_000);
    await visitor.form('POST', `/settings/channels/${accountId}/pages/templates/refresh`, {});
    t.match((await visitor.get(`${at}?q=bulk`)).body, /10 more fit: type words of it/);
    t.match((await visitor.get(`${at}/found?q=bulk`)).body, /10 more fit/);
    t.notMatch((await visitor.get(`${at}/found?q=bulk_69`)).body, /more fit/);
    world.templates = world.templates.filter((template) => !many.includes(template));
  });

  await t.test('a contact is written to where they talk already, else by a template (WA-5)', async (t) => {
    const visitor = await signIn({ ...meta, server: meta.web.server } as unknown as WebDesk, { id: userId });
    const [marta] = await desk.database.rows<{ public_id: string }>('select public_id from contact order by id');
    const at = `/contacts/${marta!.public_id}/writing`;
    t.match((await visitor.get(at)).body, /Write to Marta Klee[^]*name="account"[^]*\+4915112345678[^]*Template/);
    for (const step of ['close', 'snooze', 'reopen'] as const) {
      if (step === 'snooze') await desk.conversations.snooze(conversationId, new Date('2026-07-01'), 'desk');
      else await desk.conversations[step](conversationId, 'desk');
      const led = await visitor.form('POST', at, { account: accountId, what: 'message' });
      t.equal(led.headers.location, `/conversations/${conversationId}`, step);
      t.equal((await desk.conversations.get(conversationId))!.status, step === 'snooze' ? 'snoozed' : 'open');
    }
    const picked = await visitor.form('POST', at, { account: accountId, what: 'template' });
    t.equal(picked.headers.location, `/conversations/${conversationId}/templates?account=${accountId}`);
    const jonas = await desk.contacts.create(
      { name: 'Jonas Ried', addresses: [{ kind: 'phone', value: '+4915187654321' }] } as never,
      'desk',
    );
    const { publicId } = jonas as unknown as { publicId: string };
    const begun = await visitor.form('POST', `/contacts/${publicId}/writing`, { account: accountId, what: 'message' });
    const list = String(begun.headers.location);
    t.match(list, /^\/conversations\/new\/templates\?account=/, 'who has never written gets a template');
    const { id } = await one('order_update');
    const form = await visitor.get(`${list.replace('templates?', 'templates/form?')}&template=${id}`);
    t.match(form.body, /It is sent to Jonas Ried/);
    const hidden = Object.fromEntries(
      [...form.body.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
    );
    const sent = await visitor.form('POST', '/conversations/new/templates', {
      ...hidden,
      'v.1': '{{firstName}}',
      'v.2': '9',
    });
    const where = String(sent.headers.location);
    t.match(where, /^\/conversations\/\d+$/);
    await desk.jobs.idle();
    t.match(world.said.at(-1), { words: 'Hi Jonas! Your order 9 is on its way.', person: '4915187654321' });
    const again = await visitor.form('POST', `/contacts/${publicId}/writing`, { account: accountId });
    t.equal(again.headers.location, where, 'from now on there is a thread');
    t.equal((await visitor.form('POST', `/contacts/${publicId}/writing`, { account: 999 })).statusCode, 422);
  });

  await t.test('a new conversation begins with a template for the number that is typed (WA-4, WA-5)', async (t) => {
    const visitor = await signIn({ ...meta, server: meta.web.server } as unknown as WebDesk, { id: userId });
    const page = (await visitor.get('/conversations/new')).body;
    t.match(page, /<input name="to"[^]*formaction="\/conversations\/new\/picking"[^]*Choose a template/);
    const pick = (to: string) => visitor.form('POST', '/conversations/new/picking', { account: accountId, to });
    for (const to of ['', '0151 2345678', 'marta@klee.example', '+4915187650000, +4915187650001']) {
      const again = await pick(to);
      t.equal(again.statusCode, 422, to);
      t.match(again.body, /Enter the number with its country code/);
      t.ok(again.body.includes(`<input name="to" value="${to}"`), 'what was typed stays');
    }
    const marta = async () => (await pick('+49 151 12345678')).headers.location;
    t.equal(await marta(), `/conversations/${conversationId}`, 'where they talk already, as long as that is open');
    clock.advance(DAY);
    t.equal(
      await marta(),
      `/conversations/${conversationId}/templates?account=${accountId}`,
      'afterwards by a template',
    );
    const begun = await pick('0049 151 87650000');
    t.equal(begun.headers.location, `/conversations/new/templates?account=${accountId}&to=%2B4915187650000`);
    const { id } = await one('order_update');
    const list = await visitor.get(`${String(begun.headers.location)}&q=order`);
    const href = [...list.body.matchAll(/href="([^"]*templates\/form[^"]*)"/g)].map(([, found]) =>
      found!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
    );
    const form = await visitor.get(href.find((one) => one.includes(`template=${id}`))!);
    t.match(form.body, /It is sent to \+49 ?151/);
    const sent = await visitor.form('POST', '/conversations/new/templates', {
      ...{ account: accountId, to: '+4915187650000', template: id, key: 'typed-number', seen: 0 },
      ...{ 'v.1': 'Ada', 'v.2': '10' },
    });
    t.match(sent.headers.location, /^\/conversations\/\d+$/);
    await desk.jobs.idle();
    t.match(world.said.at(-1), { words: 'Hi Ada! Your order 10 is on its way.', person: '4915187650000' });
    t.match(await desk.database.rows(`select id from draft where kind in ('new', 'template')`), []);
    t.equal((await pick('+4915187650000')).headers.location, `${sent.headers.location}/templates?account=${accountId}`);
    const forged = { account: accountId, to: 'marta@klee.example', template: id, key: 'forged', seen: 0 };
    t.equal((await visitor.form('POST', '/conversations/new/templates', forged)).statusCode, 422);
  });

  await t.test(
    'words wait while only templates may be sent; with whom a chat is open is written to freely',
    async (t) => {
      const visitor = await signIn({ ...meta, server: meta.web.server } as unknown as WebDesk, { id: userId });
      const place = { userId, conversationId: null, kind: 'new' as const };
      await desk.conversations.drafts.save(place, { text: 'Typed before', accountId });
      await visitor.form('POST', '/conversations/new/draft', { account: accountId, to: '+4915187650009' });
      t.match((await desk.conversations.drafts.get(place))!.body, { text: 'Typed before', to: ['+4915187650009'] });
      await meta.does(meta.person('whatsapp'), { do: 'text', words: 'Me again' });
      const { id } = (await desk.database.row<{ id: number }>('select max(id) as id from conversation'))!;
      await desk.conversations.trash(conversationId, 'desk');
      const open = await visitor.form('POST', '/conversations/new/picking', {
        ...{ account: accountId, to: '0049 151 12345678' },
      });
      t.match([open.statusCode, id > 0], [200, true]);
      t.match(open.body, /name="to" value="0049 151 12345678"[^]*>Typed before<\/textarea>/);
      const words = { account: accountId, key: 'open-chat', to: '0049 151 12345678', text: 'Typed before' };
      t.match((await visitor.form('POST', '/conversations', words)).headers.location, /^\/conversations\/\d+$/);
      await desk.jobs.idle();
      t.match(world.said.at(-1), { words: 'Typed before', person: '4915112345678' });
    },
  );

  await t.test('the page of the account lists them and takes them over again', async (t) => {
    const visitor = await signIn({ ...meta, server: meta.web.server } as unknown as WebDesk, { id: userId });
    const address = `/settings/channels/${accountId}/pages/templates`;
    const { body } = await visitor.get(address);
    t.match(body, /appointment[^]*Approved[^]*Service notices[^]*en[^]*High/);
    t.match(body, /Meta has rejected it: scam/);
    t.match((await visitor.get(`${address}?q=winter`)).body, /winter_news[^]*In review/);
    t.notMatch((await visitor.get(`${address}?q=winter`)).body, /appointment/);
    world.templates = world.templates.filter(({ name }) => name !== 'winter_news');
    clock.advance(60_000);
    await visitor.form('POST', `${address}/refresh`, {});
    t.notMatch((await visitor.get(address)).body, /winter_news/);
    await meta.far.close();
    clock.advance(60_000);
    await visitor.form('POST', `${address}/refresh`, {});
    t.match((await visitor.get(address)).body, /The last try to take them over failed[^]*appointment/);
    await meta.far.open();
  });
});

/** What a webhook says of templates is looked after beside it. */
async function settled({ desk, accounts }: MetaDesk): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((go) => void setImmediate(go));
  await desk.jobs.idle();
  const running = desk.channels.context(accounts.whatsapp!)!.once('template-syncs', () => new Map<string, unknown>());
  await Promise.all(running.values());
}
