// What becomes of a row: made, changed, left out or refused, with everything found that it names. Changes nothing.
import { seesType } from '../accounts/accounts.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { Address } from '../contract/address.ts';
import { fieldsOf, type Fields } from './fields.ts';
import { companyByDomain, companyByName, matchOf } from './matching.ts';
import type { FileRow } from './reading.ts';
import type { Import, Needs } from './shapes.ts';
import { shorten } from './values.ts';
import { makesMissing, type World } from './world.ts';

/** Something that a row names: there already, or to be made along with it. */
export type Named = { id: number } | { make: true };

export interface Plan {
  action: 'create' | 'update' | 'skip';
  /** Of what is changed. */
  id: number | null;
  fields: Fields;
  company: Named | null;
  contact: Named | null;
  /** Of a ticket. */
  stageId: number | null;
}

export type Planned = { plan: Plan } | { faults: Reason[] };

export async function planOf(needs: Needs, world: World, row: FileRow): Promise<Planned> {
  const { run } = world;
  const { fields, faults } = fieldsOf(world, row);
  const match = await matchOf(needs, world, fields);
  if ('fault' in match) return { faults: [...faults, match.fault] };
  const action = actionFor(run, match.id);
  const plan: Plan = { action, id: match.id, fields, company: null, contact: null, stageId: null };
  if (action === 'skip') return faults.length > 0 ? { faults } : { plan };
  if (action === 'create') plan.id = null;
  if (run.object === 'company') fields.name ??= action === 'create' ? fields.domain : undefined;
  const nameless = action === 'create' && !fields.name && !(run.object === 'contact' && fields.addresses.length > 0);
  if (nameless) faults.push(reason('import.nameless', 'The row has no name.'));
  // By these nobody was found a moment ago.
  const isFree = ({ kind }: Address) => match.id === null && kind === run.settings.match;
  const toAsk = fields.addresses.filter((address) => !isFree(address));
  if (run.object === 'contact') faults.push(...(await taken(needs, toAsk, plan.id)));
  const more = [await findCompany(needs, world, plan), await findContact(needs, world, plan), findStage(world, plan)];
  faults.push(...more.flatMap((fault) => fault ?? []));
  return faults.length > 0 ? { faults } : { plan };
}

function actionFor({ settings }: Import, found: number | null): Plan['action'] {
  if (found === null) return settings.onNew;
  return settings.onMatch;
}

/** Addresses that are another contact's. */
async function taken({ contacts }: Needs, addresses: Address[], ownId: number | null): Promise<Reason[]> {
  const faults: Reason[] = [];
  for (const address of addresses) {
    const id = await contacts.find(address, 0);
    if (id === null || id === ownId) continue;
    const params = { value: shorten(address.value), name: shorten((await contacts.get(id))?.name ?? '') };
    faults.push(reason('import.taken', `${params.value} belongs to another contact already: ${params.name}`, params));
  }
  return faults;
}

async function findCompany(needs: Needs, world: World, plan: Plan): Promise<Reason | undefined> {
  const { company, company_domain: domain } = plan.fields;
  if (world.run.object === 'company' || (company === undefined && domain === undefined)) return undefined;
  const seen = world.viewer === null || seesType(world.viewer, 'company');
  const byDomain = domain === undefined || !seen ? null : await companyByDomain(needs, domain);
  const byName = byDomain === null && company !== undefined && seen;
  const found = byName ? await companyByName(needs, company) : { id: byDomain };
  if ('fault' in found) return found.fault;
  if (found.id !== null) plan.company = { id: found.id };
  else if (makesMissing(world, 'record.edit', { type: 'company' })) plan.company = { make: true };
  else {
    const value = shorten(company ?? domain ?? '');
    return reason('import.no_company', `There is no company “${value}”.`, { value });
  }
  return undefined;
}

async function findContact(needs: Needs, world: World, plan: Plan): Promise<Reason | undefined> {
  const { contact } = plan.fields;
  if (world.run.object === 'contact' || contact === undefined) return undefined;
  const id = await needs.contacts.find({ kind: 'email', value: contact }, 0);
  if (id !== null) plan.contact = { id };
  else if (makesMissing(world, 'contact.edit')) plan.contact = { make: true };
  else
    return reason('import.no_contact', `There is no contact with the address ${contact}.`, { value: shorten(contact) });
  return undefined;
}

function findStage({ run, viewer, pipelines }: World, plan: Plan): Reason | undefined {
  const { pipeline, stage } = plan.fields;
  if (run.object !== 'ticket') return undefined;
  if (pipeline === undefined && stage === undefined) {
    // A new one begins where whoever imports sees it.
    if (plan.id === null && viewer?.withheld.pipelineIds.length) plan.stageId = pipelines[0]?.stages[0]?.id ?? null;
    return undefined;
  }
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  const wanted = pipeline === undefined ? pipelines : pipelines.filter(({ name }) => same(name, pipeline));
  const stages = wanted.flatMap((one) => one.stages);
  const found = stage === undefined ? stages[0] : stages.find(({ name }) => same(name, stage));
  plan.stageId = found?.id ?? null;
  if (found) return undefined;
  const value = shorten([pipeline, stage].filter(Boolean).join(' · '));
  return reason('import.stage', `There is no stage “${value}”.`, { value });
}
