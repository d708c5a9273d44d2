// The widget decides in the browser which chatflow is meant: by the same rules as the contract's (CT-9).
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { matchesFlow, type FlowTargeting, type FlowVisit } from '../../../core/contract/chatflow.ts';
import { publish, say } from '../../support/flows.ts';
import { chatDesk } from './chat-desk.ts';

const source = readFileSync(new URL('../../../plugins/chat/widget/54-targeting.js', import.meta.url), 'utf8');
const isMeant = runInNewContext(`${source}; isMeant`) as typeof matchesFlow;

const EVERYBODY: FlowTargeting = { pages: [], except: [], languages: [], visitors: 'all' };
const VISIT: FlowVisit = { page: 'https://shop.example/bikes/cargo?size=L#top', language: 'de-AT', returning: false };

const CASES: [Partial<FlowTargeting>, Partial<FlowVisit>, boolean][] = [
  [{}, {}, true],
  [{ visitors: 'new' }, {}, true],
  [{ visitors: 'returning' }, {}, false],
  [{ visitors: 'returning' }, { returning: true }, true],
  [{ visitors: 'new' }, { returning: true }, false],
  [{ languages: ['de'] }, {}, true],
  [{ languages: ['DE-at'] }, {}, true],
  [{ languages: ['d'] }, {}, false],
  [{ languages: ['en', 'fr'] }, {}, false],
  [{ pages: ['/bikes/*'] }, {}, true],
  [{ pages: ['/bikes/cargo'] }, {}, false],
  [{ pages: ['/bikes/cargo?size=L'] }, {}, true],
  [{ pages: ['*size=l'] }, {}, true],
  [{ pages: ['shop.example/*'] }, {}, true],
  [{ pages: ['https://shop.example/bikes/*'] }, {}, true],
  [{ pages: ['SHOP.example/BIKES/*'] }, {}, true],
  [{ pages: ['example/*'] }, {}, false],
  [{ pages: ['*example*cargo*'] }, {}, true],
  [{ pages: ['*cargo*example*'] }, {}, false],
  [{ pages: ['/*/cargo*'] }, {}, true],
  [{ pages: ['/'] }, { page: 'https://shop.example' }, true],
  [{ pages: ['shop.example/'] }, { page: 'https://shop.example' }, true],
  [{ pages: ['/a*a'] }, { page: 'https://shop.example/a' }, false],
  [{ pages: ['/*'], except: ['/bikes/*'] }, {}, false],
  [{ except: ['/checkout*'] }, {}, true],
  [{ pages: [''] }, {}, false],
  [{ pages: ['*'.repeat(40)] }, {}, true],
  [{ pages: ['/(bikes|trikes)/.*'] }, {}, false],
];

t.test('page and desk agree for whom a flow is meant', async (t) => {
  for (const [targeting, visit, expected] of CASES) {
    const asked = [
      { ...EVERYBODY, ...targeting },
      { ...VISIT, ...visit },
    ] as const;
    const name = JSON.stringify([targeting, visit]);
    t.equal(matchesFlow(...asked), expected, `desk: ${name}`);
    t.equal(isMeant(...asked), expected, `page: ${name}`);
  }
});

t.test('who is on the line is told of other flows; who comes with old ones gets the new ones (CT-9)', async (t) => {
  const chat = await chatDesk(t);
  const { chatflows } = chat.desk;
  const { visitor } = await chat.greeted();
  const flow = await publish(chat.desk, chat.accountId, [say('s1', 'Welcome to Radwerk!')]);
  const { offer } = await visitor.hears('offer');
  t.match(offer.flows, [{ id: flow.publicId, opening: [{ type: 'text', text: 'Welcome to Radwerk!' }] }]);
  const greeted = async (known: string | undefined) => (await chat.greeted({ hello: { offer: known } })).welcome;
  t.equal((await greeted(offer.offer)).offer, undefined, 'nothing is new');
  t.strictSame((await greeted('older')).offer, offer);
  t.equal((await greeted(undefined)).offer, undefined, 'a page that does not ask');
  const draft = await chatflows.saveDraft(flow.id, flow.revision, chat.eva, (before) => ({ ...before, patience: 60 }));
  t.ok(draft.ok);
  await chatflows.setActive(flow.id, false);
  const gone = await visitor.until((frame) => frame.offer?.flows.length === 0);
  t.not(gone.offer.offer, offer.offer);
  t.equal(visitor.heard.filter((frame) => 'offer' in frame).length, 2, 'a draft is nobody’s news');
});
