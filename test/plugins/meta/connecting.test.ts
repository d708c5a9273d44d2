// Connecting WhatsApp and Messenger by Meta's login, signing in again when a token dies, and keeping what was connected in order.
import t from 'tap';
import type { ConnectInput, ConnectPurpose, ConnectStep } from '../../../core/contract/connect.ts';
import { loadPlugins } from '../../../core/channels/channels.ts';
import { befall } from '../../../plugins/meta/simulator/business-page.ts';
import { grant, refuse, type Choice } from '../../../plugins/meta/simulator/login.ts';
import { numberIn } from '../../../plugins/meta/simulator/portfolio.ts';
import { restoreAll, revokeAll } from '../../../plugins/meta/simulator/tokens.ts';
import { bodyOf, placeOf, signed, written, type Place } from '../../../plugins/meta/simulator/webhooks.ts';
import { SIMULATED, type Channel } from '../../../plugins/meta/simulator/world.ts';
import { addUser, REAL_PLUGINS } from '../../support/desk.ts';
import { signIn, type WebDesk } from '../../web/web-desk.ts';
import { metaDesk } from './meta-desk.ts';

const WORKSHOP = '4410001112224';
const RENTAL = '4410001112225';
const SECOND_PAGE = '600500400301';
const THIRD_PAGE = '600500400303';
const APP = { appId: SIMULATED.appId, appSecret: SIMULATED.appSecret };

// One desk for all of it, with the first number and the first page connected by hand.
const meta = await metaDesk(t);
const { desk, world } = meta;
const inbox = await desk.conversations.inboxes.create({ name: 'Support', actor: 'desk' });

type Form = Extract<ConnectStep, { step: 'form' }>;
type Choose = Extract<ConnectStep, { step: 'choose' }>;

/** One person's way through a wizard. */
async function wizard(channel: Channel, about: { accountId?: number; purpose?: ConnectPurpose } = {}) {
  const { accountId = null, purpose = 'new' } = about;
  const begun = { channel, purpose, inboxId: inbox.id, accountId, userId: 1, language: 'en' };
  const flow = await desk.channels.flows.begin(begun);
  const view = async () => (await desk.channels.flows.view(flow.publicId, 1))!;
  const answer = async (input: ConnectInput) => (await desk.channels.flows.answer(flow.publicId, 1, input, 'en'))!.step;
  const come = async (back: URL) =>
    (await desk.channels.flows.returned(
      back.searchParams.get('state')!,
      Object.fromEntries(back.searchParams),
      1,
      'en',
    ))!.step;
  const dialog = async () => new URL(((await view()).step as { url: string }).url);
  const self = {
    step: async () => (await view()).step,
    accounts: async () => (await view()).accountIds,
    choose: (...ids: string[]) => answer({ kind: 'choose', ids }),
    fill: (values: Record<string, unknown>) => answer({ kind: 'form', values }),
    next: () => answer({ kind: 'show' }),
    say: async (choice?: Choice) => come(grant(world, await dialog(), choice)),
    refuse: async () => come(refuse(await dialog())),
    dialog,
    /** As far as the window of Meta. */
    async toLogin(app: object = APP) {
      await self.choose('login');
      await self.next();
      await self.next();
      return self.fill(app as Record<string, unknown>);
    },
  };
  return self;
}

const idOf = (step: ConnectStep) => ('id' in step ? step.id : step.step);
const errorsOf = (step: ConnectStep) =>
  Object.fromEntries(Object.entries((step as Form).errors ?? {}).map(([name, { code }]) => [name, code]));
const disabledOf = (step: ConnectStep) =>
  Object.fromEntries((step as Choose).options.map(({ id, disabled }) => [id, disabled?.code]));
const codeOf = (number: string) => numberIn(world.businesses, number)!.number.code!.digits;
const rowOf = async (uniqueId: string) =>
  (await desk.channels.accounts()).map(({ account }) => account).find((one) => one.uniqueId === uniqueId)!;
const healthOf = async (uniqueId: string) => {
  const { id } = await rowOf(uniqueId);
  return desk.channels.live(id)!.row.health;
};

async function run(channel: Channel, name: string) {
  const [loaded] = await loadPlugins(REAL_PLUGINS, [channel]);
  const job = loaded!.plugin!.jobs!.find((one) => one.name === name)!;
  await job.run(desk.channels.pluginContext(channel)!);
}

t.test(
  'from the login to several numbers: an old one, one with a PIN, a new one by SMS and a call (WA-1, WA-2)',
  async (t) => {
    const way = await wizard('whatsapp');
    t.strictSame((await way.toLogin({ ...APP, appSecret: 'guessed-secret' })).step, 'visit');
    t.strictSame(errorsOf(await way.say()), { appSecret: 'whatsapp.wrong_secret' });
    t.equal((await way.fill(APP)).step, 'visit');
    const { searchParams: asked } = await way.dialog();
    t.match(asked.get('scope'), 'whatsapp_business_management');
    t.equal(asked.get('redirect_uri'), 'http://desk.test/connect/callback');
    t.equal(idOf(await way.say()), 'business');
    t.match(
      [...world.webhooks.values()],
      [{ object: 'whatsapp_business_account', callback_url: 'http://desk.test/channels/whatsapp/webhook' }],
    );
    t.equal(idOf(await way.choose(world.businesses[0]!.id)), 'account');
    const offered = await way.choose(SIMULATED.businessAccountId);
    t.match(disabledOf(offered), { [SIMULATED.phoneNumberId]: 'connect.already_connected', [WORKSHOP]: undefined });
    const hostile = (await way.choose(SIMULATED.phoneNumberId, 'not-there')) as Choose;
    t.match(hostile.error, { code: 'connect.nothing_chosen' }, 'what is not offered cannot be chosen');

    t.equal(idOf(await way.choose(WORKSHOP, RENTAL, 'new')), 'number-new');
    const about = {
      countryCode: '+49',
      phone: '030 901-830',
      displayName: 'Radwerk repairs',
      trade: 'RETAIL',
      method: 'SMS',
    };
    t.strictSame(errorsOf(await way.fill({ ...about, differs: 'on' })), { relation: 'wrong.empty' });
    const sent = await way.fill(about);
    t.match(sent, { id: 'code', params: { number: '+4930901830' } });
    const made = world.businesses[0]!.accounts[0]!.numbers.at(-1)!;
    const first = codeOf(made.id);
    t.strictSame(errorsOf(await way.fill({ again: 'enter', code: '000000' })), { code: 'whatsapp.wrong_code' });
    t.equal(idOf(await way.fill({ again: 'VOICE' })), 'code');
    t.match(made.code, { method: 'VOICE' });
    t.not(codeOf(made.id), first);
    t.equal(idOf(await way.fill({ again: 'enter', code: codeOf(made.id) })), 'pin-new');
    t.equal(idOf(await way.fill({ pin: '246810' })), 'pin');
    t.strictSame(errorsOf(await way.fill({ pin: '111111' })), { pin: 'whatsapp.wrong_pin' });
    t.equal((await way.fill({ pin: '123456' })).step, 'done');
    t.equal((await way.accounts()).length, 3);
    t.match(numberIn(world.businesses, made.id)!.number, { isRegistered: true, pin: '246810' });
    const row = await rowOf(made.id);
    t.equal(row.title, 'Radwerk repairs +4930901830');
    t.ok(row.credentialExpiresAt, 'people are warned before the sign-in ends');
    t.notMatch(JSON.stringify(row.settings), /EAAsimulated|simulated-app-secret/, 'sealed');
  },
);

t.test('a single number shows what customers see, and what is changed there is at Meta (WA-1)', async (t) => {
  const { id } = await rowOf(WORKSHOP);
  await desk.channels.remove(id, 'desk');
  const way = await wizard('whatsapp');
  await way.toLogin();
  await way.say();
  await way.choose(world.businesses[0]!.id);
  await way.choose(SIMULATED.businessAccountId);
  const shown = await way.choose(WORKSHOP);
  t.match(shown, { id: 'profile', values: { about: 'Bicycles and all that belongs to them', trade: 'RETAIL' } });
  const said = { about: 'We mend bikes', description: 'All of them', trade: 'AUTO', email: 'hi@radwerk.example' };
  t.equal((await way.fill({ ...said, site: 'https://radwerk.example' })).step, 'done');
  t.match(numberIn(world.businesses, WORKSHOP)!.number.profile, {
    about: 'We mend bikes',
    vertical: 'AUTO',
    websites: ['https://radwerk.example'],
  });
});

t.test('a business and an account are made, or it is said where to make them', async (t) => {
  const way = await wizard('whatsapp');
  await way.toLogin();
  await way.say();
  t.equal(idOf(await way.choose('new')), 'new-business');
  const about = { businessName: 'New wheels', businessEmail: 'a@b.example', businessCountry: 'DE', timeZone: 'Mars' };
  t.strictSame(errorsOf(await way.fill(about)), { timeZone: 'whatsapp.no_zone' });
  world.mayCreate = false;
  t.strictSame(errorsOf(await way.fill({ ...about, timeZone: 'Europe/Berlin' })), { base: 'whatsapp.make_there' });
  world.mayCreate = true;
  t.equal(idOf(await way.fill({ ...about, timeZone: 'Europe/Berlin' })), 'account');
  t.equal(idOf(await way.choose('new')), 'new-account');
  const numbers = await way.fill({ accountName: 'Wheels', timeZone: 'Europe/Berlin' });
  t.strictSame(disabledOf(numbers), { new: undefined });
});

t.test('what is refused in the window of Meta is said, and can be given after all', async (t) => {
  const way = await wizard('messenger');
  await way.toLogin();
  t.match(await way.refuse(), { step: 'stop', why: { code: 'messenger.not_logged_in' } });
  t.equal(await desk.channels.flows.returned('a-forged-state', { code: 'x', state: 'a-forged-state' }, 1, 'en'), null);

  const second = await wizard('messenger');
  await second.toLogin();
  const lacking = await second.say({ scopes: ['pages_show_list', 'pages_read_engagement'] });
  t.match(lacking, { id: 'permissions', params: { missing: 'pages_messaging, pages_manage_metadata' } });
  await second.next();
  t.equal((await second.dialog()).searchParams.get('auth_type'), 'rerequest');
  t.equal(idOf(await second.say()), 'pages');
});

t.test('an app that tells another place is led here only when people say so', async (t) => {
  const elsewhere = 'https://other.example/hook';
  world.webhooks.set('page', { object: 'page', callback_url: elsewhere, active: true, fields: [] });
  const way = await wizard('messenger');
  await way.toLogin();
  t.match(await way.say(), {
    id: 'elsewhere',
    items: [{ value: elsewhere }, { value: /channels\/messenger\/webhook$/ }],
  });
  t.match(world.webhooks.get('page'), { callback_url: elsewhere });
  t.equal(idOf(await way.next()), 'pages');
  t.match(world.webhooks.get('page'), { callback_url: 'http://desk.test/channels/messenger/webhook' });
});

t.test(
  'pages are connected with tokens of their own; greeting, button and menu are told to Meta (MS-1, MS-2)',
  async (t) => {
    const way = await wizard('messenger');
    await way.toLogin();
    t.match(disabledOf(await way.say()), {
      [SIMULATED.pageId]: 'connect.already_connected',
      [SECOND_PAGE]: undefined,
      '600500400302': 'messenger.lacks_tasks',
    });
    t.equal((await way.choose(SECOND_PAGE)).step, 'done');
    const { id } = await rowOf(SECOND_PAGE);
    const { token } = desk.channels.context(id)!.account.settings as { token: string };
    t.match(world.tokens.get(token), { kind: 'PAGE', pageId: SECOND_PAGE, endsAt: null });

    const page = world.pages.find((one) => one.id === SECOND_PAGE)!;
    const told = (holds: () => boolean) => waitFor(holds);
    const save = (values: object) =>
      desk.channels.saveSettings(id, { ...values }, 'desk', ['greeting', 'getStarted', 'menu']);
    await save({ greeting: 'Welcome to the workshop', getStarted: 'on', menu: 'Opening hours\nA person' });
    await told(() => page.profile.greeting !== undefined);
    t.match(page.profile, {
      greeting: [{ text: 'Welcome to the workshop' }],
      get_started: { payload: 'begin' },
      persistent_menu: [{ call_to_actions: [{ title: 'Opening hours' }, { title: 'A person' }] }],
    });
    await save({ greeting: '', menu: '' });
    await told(() => Object.keys(page.profile).length === 0);
    t.pass('what was taken away is gone there as well');
  },
);

t.test(
  'what a page shows already stays as its owner made it at Meta; only what was set here is taken away (MS-2)',
  async (t) => {
    const made = {
      greeting: [{ locale: 'default', text: 'By its owner' }],
      get_started: { payload: 'OWN' },
      persistent_menu: [{ locale: 'default', call_to_actions: [{ type: 'postback', title: 'Own', payload: 'OWN' }] }],
    };
    const page = { id: THIRD_PAGE, name: 'With a face', tasks: ['MESSAGING', 'MODERATE'], profile: { ...made } };
    world.pages.push(page);
    const way = await wizard('messenger');
    await way.toLogin();
    await way.say();
    t.equal((await way.choose(THIRD_PAGE)).step, 'done');
    const { id } = await rowOf(THIRD_PAGE);
    const remembered = () => desk.channels.context(id)!.notebook.get<{ ours: string[]; getStarted: boolean }>('shown');
    const shown = async (values: object, isSo: (now: { ours: string[]; getStarted: boolean }) => boolean) => {
      await desk.channels.saveSettings(id, { ...values }, 'desk', ['greeting', 'getStarted', 'menu']);
      for (let now = await remembered(); !now || !isSo(now); now = await remembered())
        await new Promise((go) => void setImmediate(go));
    };
    while (!(await remembered())) await new Promise((go) => void setImmediate(go));
    t.strictSame(page.profile, made, 'connecting changes nothing');
    await shown({ getStarted: 'on', greeting: 'Set here' }, ({ ours }) => ours.includes('greeting'));
    t.match(page.profile, { ...made, greeting: [{ text: 'Set here' }] });
    await shown({ getStarted: 'on', greeting: '' }, ({ ours }) => ours.length === 0);
    const { greeting: _gone, ...rest } = made;
    t.strictSame(page.profile, rest, 'the greeting was set here, the rest was not');
    await shown({}, ({ getStarted }) => !getStarted);
    t.strictSame(page.profile, rest, 'switched off here, it is still the button of its owner');
    await shown({ getStarted: 'on' }, ({ ours }) => ours.includes('get_started'));
    t.match(page.profile, { ...rest, get_started: { payload: 'begin' } }, 'asked for');
  },
);

/** The account opens anew after it was changed, and tells Meta by itself. */
async function waitFor(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((go) => void setImmediate(go));
}

t.test('a dead token is noticed at once, work rests, and one login frees every number it is for (190)', async (t) => {
  const person = meta.person('whatsapp');
  person.at = WORKSHOP;
  const words = { from: person.id, id: 'wamid.1', timestamp: '1780304400', type: 'text', text: { body: 'Hello?' } };
  const { body, headers } = signed(
    world,
    written(bodyOf('whatsapp', [{ messages: [words] }], world.now(), placeOf(world, WORKSHOP))),
  );
  t.equal((await meta.call('whatsapp', body, headers)).statusCode, 200);
  await desk.jobs.idle();
  revokeAll(world);
  await run('whatsapp', 'subscriptions');
  for (const number of [SIMULATED.phoneNumberId, WORKSHOP, RENTAL])
    t.match(await healthOf(number), { state: 'needs sign-in', action: 'sign in again' }, number);

  const [{ id: conversationId } = { id: 0 }] = await desk.database.rows<{ id: number }>('select id from conversation');
  const userId = await addUser(desk, 'Agent', 'administrator');
  const before = world.taken.length;
  await desk.outbound.send({ conversationId, userId, html: '<p>Yes</p>' });
  await desk.jobs.idle();
  t.equal(world.taken.length, before, 'it waits');

  const { id } = await rowOf(RENTAL);
  const way = await wizard('whatsapp', { accountId: id, purpose: 'sign in again' });
  t.equal((await way.step()).step, 'visit', 'who comes back logs in at once');
  t.equal((await way.say()).step, 'done');
  await desk.jobs.idle();
  t.match(await healthOf(WORKSHOP), { state: 'connected' }, 'the other number of the same login');
  t.match(await healthOf(SIMULATED.phoneNumberId), { state: 'needs sign-in' }, 'not the one with a token of its own');
  t.equal(world.taken.length, before + 1, 'what waited has left once');
  restoreAll(world);
});

t.test('who logs in again must manage the page; the wrong one changes nothing (MS-1)', async (t) => {
  const { id } = await rowOf(SECOND_PAGE);
  const way = await wizard('messenger', { accountId: id, purpose: 'sign in again' });
  t.match(await way.say({ pages: [SIMULATED.pageId] }), { step: 'stop', why: { code: 'messenger.not_theirs' } });
});

t.test(
  'a subscription of another app is none of ours; what cannot be mended is said once, and when it is well again',
  async (t) => {
    const account = SIMULATED.businessAccountId;
    const { id } = await rowOf(RENTAL);
    const notes = async () => (await desk.channels.notes(id, 20)).map(({ reason }) => reason.code);
    world.subscribed.set(account, [{ appId: '1', name: 'Another app', fields: ['messages'] }]);
    world.refusesSubscribing = true;
    await run('whatsapp', 'subscriptions');
    await run('whatsapp', 'subscriptions');
    t.strictSame(await notes(), ['whatsapp.not_subscribed']);
    t.match(await healthOf(RENTAL), { state: 'misconfigured', why: { code: 'whatsapp.not_subscribed' } });
    t.match(await desk.channels.check(id), [{ code: 'number' }, { code: 'webhook', state: 'bad' }]);
    world.refusesSubscribing = false;
    await run('whatsapp', 'subscriptions');
    t.match(world.subscribed.get(account), [{ appId: '1' }, { appId: SIMULATED.appId }]);
    t.match(await healthOf(RENTAL), { state: 'connected' });
    t.strictSame((await notes()).toSorted(), ['whatsapp.not_subscribed', 'whatsapp.subscribed_again']);

    world.subscribed.set(SECOND_PAGE, [{ appId: SIMULATED.appId, name: 'Ours', fields: ['messages'] }]);
    await run('messenger', 'subscriptions');
    t.ok(world.subscribed.get(SECOND_PAGE)![0]!.fields.includes('message_echoes'), 'all fields, not only messages');
  },
);

t.test('quality, limit, name and bans stand on the account’s page as soon as Meta reports them', async (t) => {
  const { id } = await rowOf(RENTAL);
  const visitor = await signIn({ ...meta, server: meta.web.server } as unknown as WebDesk, {
    id: await addUser(desk, 'Reader', 'administrator'),
  });
  const befalls = async (what: string) => {
    const number = numberIn(world.businesses, RENTAL)!.number;
    await befall(world, RENTAL, what);
    const change = { field: 'account_update', value: { event: what } };
    const body = written({
      object: 'whatsapp_business_account',
      entry: [{ id: SIMULATED.businessAccountId, changes: [change] }],
    });
    t.equal((await meta.call('whatsapp', body, signed(world, body).headers)).statusCode, 200);
    return number;
  };
  await befalls('Quality turns red');
  const page = async () => (await visitor.get(`/settings/channels/${id}`)).body;
  while (!(await page()).includes('flagged')) await new Promise((go) => void setImmediate(go));
  t.match(await page(), /How Meta sees the number[^]*Simulated rental[^]*low[^]*1,000/);
  await befalls('Is banned');
  while ((await healthOf(RENTAL)).state !== 'misconfigured') await new Promise((go) => void setImmediate(go));
  t.match(await healthOf(RENTAL), { action: 'contact provider', why: { code: 'whatsapp.banned' } });
  await befalls('All is well again');
  while ((await healthOf(RENTAL)).state !== 'connected') await new Promise((go) => void setImmediate(go));
});

t.test(
  'by hand, a secret of another app, a token without permission and one of another page are told apart',
  async (t) => {
    const by = async (channel: Channel, values: object) => {
      const way = await wizard(channel);
      await way.choose('own');
      await way.next();
      return errorsOf(await way.fill({ ...values }));
    };
    const number = { phoneNumberId: '4410001112226', businessAccountId: SIMULATED.businessAccountId };
    const page = { pageId: '600500400302', token: SIMULATED.pageToken, appSecret: SIMULATED.appSecret };
    t.match(await by('whatsapp', { ...number, token: SIMULATED.token, appSecret: SIMULATED.appSecret }), {
      phoneNumberId: 'whatsapp.failed.other',
    });
    const known = { ...number, phoneNumberId: RENTAL };
    t.strictSame(await by('whatsapp', { ...known, token: SIMULATED.token, appSecret: 'another-secret' }), {
      appSecret: 'whatsapp.wrong_secret',
    });
    t.strictSame(await by('messenger', page), { token: 'messenger.wrong_token' });
    world.tokens.get(SIMULATED.token)!.scopes = ['whatsapp_business_management'];
    t.strictSame(await by('whatsapp', { ...known, token: SIMULATED.token, appSecret: SIMULATED.appSecret }), {
      token: 'whatsapp.lacks_permissions',
    });
  },
);

t.test(
  'a login with another app is saved whole for everything it is for; what fits nobody is refused, not lost',
  async (t) => {
    const other = { id: '880077006699', name: 'Another app', secret: 'the-secret-of-another-app' };
    const before = { ...world.app };
    const webhook = (at: string | Place, id: string) => {
      const said = { from: '4915112345678', id, timestamp: '1780304400', type: 'text', text: { body: id } };
      const place = typeof at === 'string' ? placeOf(world, at) : at;
      return written(bodyOf('whatsapp', [{ messages: [said] }], world.now(), place));
    };
    const nowhere = {
      ...{ businessAccountId: '4499999999998', phoneNumberId: '4499999999999' },
      ...{ displayNumber: '49309999999', pageId: '' },
    };
    const brought = async (body: Buffer, secret: string) =>
      (await meta.call('whatsapp', body, signed({ ...world, appSecret: secret }, body).headers)).statusCode;
    const stored = async (id: string) =>
      (await desk.database.rows('select id from arrival where key = ?', [`message:${id}:text`])).length;
    const renew = async (channel: Channel, uniqueId: string) => {
      const about = { accountId: (await rowOf(uniqueId)).id, purpose: 'change settings' } as const;
      const way = await wizard(channel, about);
      t.equal(idOf(await way.fill({ appId: other.id, appSecret: other.secret })), 'visit');
      t.equal((await way.say()).step, 'done');
    };
    const own = async (uniqueId: string) => desk.channels.context((await rowOf(uniqueId)).id)!.account.settings;

    // Its webhooks are on the way before anybody has logged in with it.
    Object.assign(world.app, other);
    world.subscribed.clear();
    const early = webhook(WORKSHOP, 'wamid.early');
    t.equal(await brought(early, other.secret), 401, 'nobody knows it yet');
    await renew('whatsapp', RENTAL);
    t.match(await own(WORKSHOP), { appId: other.id, appSecret: other.secret, way: 'login' });
    t.match(world.subscribed.get(SIMULATED.businessAccountId), [{ appId: other.id }]);
    t.equal(await brought(early, other.secret), 200, 'it comes again and is believed');
    t.equal(await stored('wamid.early'), 1);
    t.match(await own(SIMULATED.phoneNumberId), { appSecret: SIMULATED.appSecret }, 'not the one entered by hand');

    const foreign = webhook(SIMULATED.phoneNumberId, 'wamid.foreign');
    t.equal(await brought(foreign, other.secret), 401, 'signed by an app that does not speak for this number');
    t.equal(await brought(foreign, other.secret), 401);
    t.equal(await stored('wamid.foreign'), 0);
    await desk.jobs.idle();
    const notes = await desk.channels.notes((await rowOf(SIMULATED.phoneNumberId)).id, 20);
    t.equal(notes.filter(({ reason }) => reason.code === 'whatsapp.other_app').length, 1, 'said, and once');
    t.equal(await brought(foreign, SIMULATED.appSecret), 200);
    t.equal(await brought(foreign, other.secret), 200, 'nothing is lost any more: its own app has brought it');
    t.equal(await stored('wamid.foreign'), 1);
    t.equal(await brought(webhook(nowhere, 'wamid.nobody'), other.secret), 200, 'of nobody here');

    await renew('messenger', SECOND_PAGE);
    for (const page of [SECOND_PAGE, THIRD_PAGE]) {
      t.match(await own(page), { appId: other.id, appSecret: other.secret });
      t.match(world.subscribed.get(page), [{ appId: other.id }]);
    }
    t.match(world.tokens.get((await own(THIRD_PAGE)).token as string), { pageId: THIRD_PAGE, appId: other.id });
    Object.assign(world.app, before);
  },
);
