// What the company wants to sell to its business customers: deals with stage, amount and closing day, and who looks after them.
import type { Stage } from './stage.ts';

const NAMES = {
  de: ['Dienstradleasing für das Team', 'Zwei Lastenräder', 'Wartungsvertrag Flotte', 'Werkstattausstattung'],
  en: ['Company bike leasing', 'Two cargo bikes', 'Fleet maintenance contract', 'Workshop equipment'],
};
const MOST = 16;

/** Nothing where the desk's deals have been changed past recognition. */
export async function makeDeals({ past, desk, company, chance }: Stage, now: Date): Promise<void> {
  const { definitions } = desk.properties;
  const stages = (await definitions.byKey('deal', 'deal_stage'))?.options.filter(({ archived }) => !archived) ?? [];
  const [amount, closing] = [await definitions.byKey('deal', 'amount'), await definitions.byKey('deal', 'close_date')];
  if (stages.length === 0 || !amount || !closing) return;
  const buyers = company.customers.filter(({ employer }) => employer).slice(0, MOST);
  for (const [index, buyer] of buyers.entries()) {
    const contactId = await past.contacts.find({ kind: 'email', value: buyer.email }, 0);
    const companyId = company.employers.get(buyer.employer!.domain);
    if (contactId === null || companyId === undefined) continue;
    past.clock.set(new Date(now.getTime() - (MOST - index) * 2 * 86_400_000));
    const closes = new Date(now.getTime() + (index - 4) * 5 * 86_400_000);
    const { id } = await past.records.create(
      {
        type: 'deal',
        name: `${NAMES[buyer.language][index % 4]} · ${buyer.employer!.name}`,
        ownerId: chance.pick(company.agents.sales).id,
        properties: {
          deal_stage: stages[index % stages.length]!.key,
          amount: 500 * (1 + (index % 7) * 3),
          close_date: closes.toISOString().slice(0, 10),
        },
      },
      'desk',
    );
    await past.records.link(id, { kind: 'contact', id: contactId }, '', 'desk');
    await past.records.link(id, { kind: 'record', id: companyId }, '', 'desk');
  }
  past.clock.set(now);
}
