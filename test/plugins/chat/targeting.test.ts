// The widget decides in the browser which chatflow is meant: by the same rules as the contract's (CT-9).
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { matchesFlow, type FlowTargeting, type FlowVisit } from '../../../core/contract/chatflow.ts';

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
