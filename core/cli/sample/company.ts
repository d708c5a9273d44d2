// The company itself: its people, teams, inboxes with addresses, and who gets what.
import { deskViewer, type Viewer } from '../../accounts/accounts.ts';
import type { Desk } from '../../boot.ts';
import type { RoutingSettings } from '../../database/entities/inbox.ts';
import { publicId, secretToken } from '../../kernel/ids.ts';
import type { Chance } from './random.ts';
import { readStock, inventCustomers, type Customer, type Stock } from './people.ts';
import type { Desk as InboxOf } from './stories.ts';

export interface Colleague {
  id: number;
  name: string;
  first: string;
}

export interface Company {
  stock: Stock;
  customers: Customer[];
  /** The person who looks at all this. */
  viewer: Colleague;
  colleagues: Colleague[];
  /** Who answers where; the viewer among them. */
  agents: Record<InboxOf, Colleague[]>;
  teams: { office: number; workshop: number };
  inboxes: Record<InboxOf, { id: number; accountId: number; address: string }>;
  employers: Map<string, number>;
}

/** What was made, so that it can be taken away again. */
export interface Made {
  userIds: number[];
  teamIds: number[];
  inboxIds: number[];
  accountIds: number[];
  skillIds: number[];
  webhookIds: number[];
  slaPolicyIds: number[];
  roleIds: number[];
}

/** Remembers durably what was made. */
export interface Keep {
  made: Made;
  add(what: keyof Made, id: number): Promise<void>;
}

const DOMAIN = 'radwerk.example';
const PEOPLE = [
  { name: 'Mara Vogt', mailbox: 'mara.vogt', language: 'de' },
  { name: 'Jonas Brandt', mailbox: 'jonas.brandt', language: 'de' },
  { name: 'Emily Carter', mailbox: 'emily.carter', language: 'en' },
  { name: 'Aylin Demir', mailbox: 'aylin.demir', language: 'de' },
  { name: 'Tobias Kern', mailbox: 'tobias.kern', language: 'de' },
];
const INBOXES: Record<InboxOf, { name: string; icon: string; kind?: 'help desk' }> = {
  support: { name: 'Support', icon: 'inbox' },
  sales: { name: 'Sales', icon: 'inbox' },
  workshop: { name: 'Werkstatt & Terminvereinbarung', icon: 'wrench', kind: 'help desk' },
};
/** Who leads the workshop has a role of the company's own. */
const LEADS = 'aylin.demir';
const LEAD = {
  name: 'Werkstattleitung',
  explanation: 'Wie Mitarbeiter, dazu Bibliothek, Pipelines und Protokoll.',
};
const MEMORABLE = 250;

/** Null when no channel can give an inbox an address of its own. */
export async function foundCompany(
  desk: Desk,
  viewer: Viewer,
  chance: Chance,
  since: Date,
  keep: Keep,
): Promise<Company | null> {
  const stock = readStock();
  const colleagues = await engage(desk, keep);
  const [mara, jonas, emily, aylin, tobias] = colleagues as [Colleague, Colleague, Colleague, Colleague, Colleague];
  const me = { id: viewer.userId, name: viewer.name, first: viewer.name.split(' ')[0]! };
  const teams = await formTeams(desk, [mara, jonas, emily], [aylin, tobias], keep);
  const inboxes = await openInboxes(desk, keep);
  if (!inboxes) return null;
  const inTurn: RoutingSettings = { to: 'people', userIds: [aylin.id, tobias.id], teamIds: [], onlyAvailable: false };
  await desk.channels.saveRouting(inboxes.workshop.accountId, inTurn, 'desk');
  await setLimitsAndSkills(desk, { emily, aylin, tobias }, keep);
  await backdate(desk, keep.made, since);
  const customers = inventCustomers(stock, chance, MEMORABLE);
  return {
    stock,
    customers,
    viewer: me,
    colleagues,
    agents: { support: [mara, emily, me, mara], sales: [jonas, emily, me], workshop: [aylin, tobias, me, tobias] },
    teams,
    inboxes,
    employers: await foundEmployers(desk, customers, since),
  };
}

/** What the page of assignment and the aside of a conversation show. */
async function setLimitsAndSkills(
  { accounts, routing }: Desk,
  { emily, aylin, tobias }: Record<'emily' | 'aylin' | 'tobias', Colleague>,
  keep: Keep,
): Promise<void> {
  await accounts.users.setLimits(deskViewer(), aylin.id, { conversationLimit: 12, ticketLimit: null });
  await accounts.users.setLimits(deskViewer(), tobias.id, { conversationLimit: 40, ticketLimit: 60 });
  // Somebody who has skills already keeps to them.
  if (await routing.skills.any()) return;
  const english = await routing.skills.create({ name: 'English', userIds: [emily.id] });
  const electrics = await routing.skills.create({ name: 'E-Bike', userIds: [aylin.id, tobias.id] });
  for (const { id } of [english, electrics]) await keep.add('skillIds', id);
  const words = ['e-bike', 'akku', 'battery'];
  const rule = { match: 'any' as const, skillIds: [electrics.id], active: true };
  await routing.skills.createRule({ ...rule, name: 'E-Bikes', conditions: [{ of: 'words', values: words }] });
}

/** Nobody knows their passwords: they are there to be given work, not to sign in. */
async function engage(desk: Desk, keep: Keep): Promise<Colleague[]> {
  const colleagues: Colleague[] = [];
  const leading = await makeRole(desk, keep);
  for (const { name, mailbox, language } of PEOPLE) {
    const role = mailbox === LEADS ? leading : 'agent';
    const person = { name, email: `${mailbox}@${DOMAIN}`, language, timeZone: 'Europe/Berlin', role };
    const { id } = await desk.accounts.users.create(deskViewer(), { ...person, password: secretToken() });
    await keep.add('userIds', id);
    colleagues.push({ id, name, first: name.split(' ')[0]! });
  }
  return colleagues;
}

/** A role of the company's own; where there is one of that name already, nobody gets it. */
async function makeRole({ accounts, database }: Desk, keep: Keep): Promise<string> {
  const roles = await accounts.roles.list();
  if (roles.some((role) => role.name === LEAD.name)) return 'agent';
  const agent = roles.find((role) => role.key === 'agent')!;
  const permissions = [...agent.permissions, 'library.manage', 'pipeline.manage', 'audit.read'];
  const { key } = await accounts.roles.create(deskViewer(), { ...LEAD, permissions });
  const row = await database.row<{ id: number }>('select id from desk_role where key = ?', [key]);
  await keep.add('roleIds', row!.id);
  return key;
}

async function formTeams(
  desk: Desk,
  office: Colleague[],
  workshop: Colleague[],
  keep: Keep,
): Promise<Company['teams']> {
  const form = async (name: string, members: Colleague[]) => {
    const { id } = await desk.accounts.teams.create(deskViewer(), { name, userIds: members.map((one) => one.id) });
    await keep.add('teamIds', id);
    return id;
  };
  return { office: await form('Support & Verkauf', office), workshop: await form('Werkstatt', workshop) };
}

async function openInboxes(desk: Desk, keep: Keep): Promise<Company['inboxes'] | null> {
  const opened: Partial<Company['inboxes']> = {};
  for (const [key, about] of Object.entries(INBOXES)) {
    const inbox = await desk.conversations.inboxes.create({ ...about, actor: 'desk' });
    await keep.add('inboxIds', inbox.id);
    const account = await desk.channels.ensureFallback(inbox);
    if (!account) return null;
    await keep.add('accountIds', account.id);
    opened[key as InboxOf] = { id: inbox.id, accountId: account.id, address: account.uniqueId };
  }
  return opened as Company['inboxes'];
}

/** The company is older than the desk. */
async function backdate({ database }: Desk, made: Made, since: Date): Promise<void> {
  await database.write(async () => {
    for (const [table, ids] of [
      ['desk_user', made.userIds],
      ['team', made.teamIds],
      ['inbox', made.inboxIds],
      ['channel_account', made.accountIds],
    ] as const)
      await database.run(`update ${table} set created_at = ? where id in (?)`, [since, ids]);
  });
}

async function foundEmployers({ database }: Desk, customers: Customer[], since: Date): Promise<Map<string, number>> {
  const all = new Map(
    customers.flatMap(({ employer }) => (employer ? [[employer.domain, employer.name] as const] : [])),
  );
  const ids = new Map<string, number>();
  await database.write(async () => {
    for (const [domain, name] of all) {
      const row = await database.row<{ id: number }>(
        'insert into record (public_id, name, domain, created_at, changed_at) values (?, ?, ?, ?, ?) returning id',
        [publicId(), name, domain, since, since],
      );
      ids.set(domain, row!.id);
    }
  });
  return ids;
}
