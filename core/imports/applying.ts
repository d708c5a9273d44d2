// One row written: made or changed by the verbs of its room, with what is needed to take it back.
import { conflict } from '../kernel/errors.ts';
import type { Named, Plan } from './planning.ts';
import { addMade, addStep } from './rows.ts';
import { actorOf, type Import, type Needs } from './shapes.ts';
import { propertiesOf } from './targets.ts';

/**
 * Inside `write`. `unowned`: a ticket has no owner now, because theirs does not see it where it is. What it throws has
 * changed something: the whole transaction has to go then.
 */
export async function apply(needs: Needs, run: Import, plan: Plan): Promise<{ unowned: boolean }> {
  if (plan.action === 'skip') return { unowned: false };
  const companyId = await companyOf(needs, run, plan);
  const contactId = await contactOf(needs, run, plan);
  if (run.object === 'ticket') return writeTicket(needs, run, plan, contactId);
  if (run.object === 'contact') await writeContact(needs, run, plan, companyId);
  else await writeRecord(needs, run, plan, { companyId, contactId });
  return { unowned: false };
}

async function companyOf(needs: Needs, run: Import, { company, fields }: Plan): Promise<number | null> {
  if (!company || 'id' in company) return idOf(company);
  const { company: name, company_domain: domain } = fields;
  const made = await needs.records.create({ type: 'company', name: name ?? domain!, domain }, actorOf(run));
  await addMade(needs, run.id, 'company', made.id);
  return made.id;
}

async function contactOf(needs: Needs, run: Import, { contact, fields }: Plan): Promise<number | null> {
  if (!contact || 'id' in contact) return idOf(contact);
  const addresses = [{ kind: 'email' as const, value: fields.contact! }];
  const made = await needs.contacts.create({ name: '', addresses }, actorOf(run));
  await addMade(needs, run.id, 'contact', made.id);
  return made.id;
}

function idOf(named: Named | null): number | null {
  return named && 'id' in named ? named.id : null;
}

async function writeContact(needs: Needs, run: Import, plan: Plan, companyId: number | null): Promise<void> {
  const { contacts } = needs;
  const { fields, id } = plan;
  const actor = actorOf(run);
  if (id === null) {
    const { language, owner: ownerId } = fields;
    const addresses = unlike(fields.addresses);
    const made = await contacts.create({ name: fields.name ?? '', addresses, language, ownerId, companyId }, actor);
    if (fields.note !== undefined) await contacts.update(made.id, { note: fields.note }, actor);
    await setProperties(needs, run, made.id, plan);
    await addMade(needs, run.id, 'contact', made.id);
    return;
  }
  const { name, language, note, owner: ownerId, properties } = fields;
  const changed = await contacts.changeMany([id], { name, language, note, ownerId, properties }, actor);
  await addStep(needs, run.id, 'contact', changed.undo);
  for (const address of unlike(fields.addresses)) {
    if ((await contacts.find(address, 0)) !== null) continue;
    const added = await contacts.addIdentity(id, address, actor);
    await addMade(needs, run.id, 'identity', added.id);
  }
  if (companyId === null) return;
  const linked = (await needs.records.linksOf('contact', id)).some((one) => one.id === companyId);
  if (!linked) await link(needs, run, companyId, id);
}

function unlike<T extends { kind: string; value: string }>(addresses: T[]): T[] {
  return [...new Map(addresses.map((one) => [`${one.kind} ${one.value}`, one])).values()];
}

async function link(needs: Needs, run: Import, recordId: number, contactId: number): Promise<void> {
  const { undo } = await needs.records.link(recordId, { kind: 'contact', id: contactId }, '', actorOf(run));
  await addStep(needs, run.id, 'record', undo);
}

/** Of something that was just made: before, it had none. */
async function setProperties({ properties }: Needs, run: Import, id: number, { fields }: Plan): Promise<void> {
  const object = propertiesOf(run.object);
  await properties.values.set(object, id, await properties.values.check(object, fields.properties));
}

interface Ends {
  companyId: number | null;
  contactId: number | null;
}

async function writeRecord(needs: Needs, run: Import, plan: Plan, { companyId, contactId }: Ends): Promise<void> {
  const { records } = needs;
  const { fields, id: known } = plan;
  const actor = actorOf(run);
  const { name, domain, owner: ownerId, properties } = fields;
  let id = known;
  if (id === null) {
    const made = await records.create({ type: run.object, name: name!, domain, ownerId, properties }, actor);
    ({ id } = made);
    await addMade(needs, run.id, run.object, id);
  } else {
    const { undo } = await records.change(id, { name, domain, ownerId, properties }, actor);
    await addStep(needs, run.id, 'record', undo);
  }
  const links = known === null ? [] : await records.links(id);
  const isLinked = (kind: string, other: number) => links.some((one) => one.kind === kind && one.id === other);
  if (contactId !== null && !isLinked('contact', contactId)) await link(needs, run, id, contactId);
  if (companyId === null || companyId === id || isLinked('record', companyId)) return;
  const { undo } = await records.link(id, { kind: 'record', id: companyId }, '', actor);
  await addStep(needs, run.id, 'record', undo);
}

async function writeTicket(
  needs: Needs,
  run: Import,
  plan: Plan,
  contactId: number | null,
): Promise<{ unowned: boolean }> {
  const { tickets } = needs;
  const { fields, id, stageId } = plan;
  const actor = actorOf(run);
  const { name, description, priority, owner: ownerId, properties } = fields;
  if (id === null) {
    const about = { name: name!, description, priority, ownerId, properties, contactId, stageId };
    const made = await tickets.open({ ...about, source: 'import', actor });
    await addMade(needs, run.id, 'ticket', made.id);
    return { unowned: false };
  }
  const before = (await tickets.get(id))!;
  const owner = ownerId === undefined ? {} : { ownerId, teamId: before.teamId };
  const contact = contactId === null ? {} : { contactId };
  const changes = { name, description, priority, properties, ...owner, ...contact };
  if (stageId === null || stageId === before.stageId) {
    const changed = await tickets.change(id, changes, actor);
    await addStep(needs, run.id, 'ticket', changed.undo);
    return { unowned: false };
  }
  // Whoever it is given along with a stage has to see it there, not where it was.
  const staged = await tickets.setStage(id, stageId, actor, changes);
  if (!staged.ok) {
    const missing = staged.missing.map(({ label }) => label).join(', ');
    throw conflict('import_stage_asks', `The stage asks for what the ticket lacks: ${missing}`, { missing });
  }
  await addStep(needs, run.id, 'ticket', staged.undo);
  return { unowned: staged.unowned !== undefined };
}
