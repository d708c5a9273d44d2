// Chatflows without a desk: definitions, the interpreter by tables and by chance, answers, editing, for whom a flow is meant.
import t from 'tap';
import { understand } from '../../core/chatflows/answers.ts';
import { checkDefinition } from '../../core/chatflows/checking.ts';
import type { Facts } from '../../core/chatflows/conditions.ts';
import { allSteps, type AskStep, type FlowDefinition, type FlowStep } from '../../core/chatflows/definition.ts';
import { isOpen } from '../../core/kernel/hours.ts';
import { freshState, interpret, openingParts, type FlowState } from '../../core/chatflows/interpreter.ts';
import { programOf } from '../../core/chatflows/program.ts';
import { TEMPLATES, templateOf } from '../../core/chatflows/templates.ts';
import { fillIn } from '../../core/chatflows/texts.ts';
import { addStep, freeId, putStep, removeStep, shiftStep, slotOf } from '../../core/chatflows/tree.ts';
import { matchesFlow, type FlowTargeting } from '../../core/contract/chatflow.ts';
import { plan } from '../../core/contract/plan.ts';

const FACTS: Facts = { language: 'de-AT', hours: 'open', team: 'available', values: { firstName: 'Ada' } };

const say = (id: string, text: string): FlowStep => ({ id, kind: 'say', text, delay: 0 });
const ask = (id: string, name: string, more: Partial<AskStep> = {}): AskStep => ({
  ...{
    id,
    kind: 'ask',
    text: `${name}?`,
    answer: 'text',
    name,
    into: '',
    options: [],
    wrong: '',
    retries: 1,
    skip: '',
  },
  ...more,
});
const COLOURS = [
  { id: 'red', title: 'Red' },
  { id: 'blue', title: 'Sky blue' },
];
const flow = (...steps: FlowStep[]): FlowDefinition => ({ steps, person: ['human', 'a person'], patience: 30 });
const said = (text: string) => ({ text, chosen: null, files: [] });

/** Talks through a flow; gives what was said and done, one line each. */
function talk(definition: FlowDefinition, words: string[], facts = FACTS, shown = false) {
  let state = freshState(shown);
  const lines: string[] = [];
  for (const text of words) {
    const turn = interpret(definition, state, { kind: 'message', said: said(text) }, facts);
    state = turn.state;
    for (const action of turn.actions) {
      if (action.do === 'say')
        for (const part of action.parts)
          lines.push(
            part.type === 'text' ? part.text : `${part.prompt} [${part.options!.map((one) => one.title).join('|')}]`,
          );
      else if (action.do === 'keep') lines.push(`keep ${action.into}=${action.value}`);
      else if (action.do !== 'answer')
        lines.push(action.do === 'close' ? 'close' : `hand over ${action.to} ${action.why}`);
    }
  }
  return { lines, state };
}

t.test('a flow says, asks, branches, sets, assigns and ends (CT-10)', async (t) => {
  const order = flow(
    say('s1', 'Hello {{firstName|there}}'),
    ask('s2', 'colour', { answer: 'choice', options: COLOURS, into: 'ticket.colour' }),
    {
      ...{ id: 's3', kind: 'branch', match: 'all' },
      when: [{ of: 'answer', name: 'colour', is: 'is', value: 'red' }],
      yes: [{ id: 's4', kind: 'set', into: 'tag', value: '{{colour}} lover' }],
      no: [{ id: 's5', kind: 'close', text: 'No {{colour}} today' }],
    },
    { id: 's6', kind: 'assign', to: 'team:3' },
    { id: 's7', kind: 'hand over', somebody: 'One moment', nobody: 'We are away' },
  );
  t.same(talk(order, ['Hi', '1']).lines, [
    'Hello Ada',
    'colour? [Red|Sky blue]',
    'keep ticket.colour=Red',
    'keep tag=Red lover',
    'One moment',
    'hand over team:3 step',
  ]);
  t.same(talk(order, ['Hi', 'sky-BLUE!']).lines.slice(2), [
    'keep ticket.colour=Sky blue',
    'No Sky blue today',
    'close',
  ]);
  t.same(
    talk(order, ['2', 'anything'], FACTS, true).lines.at(0),
    'keep ticket.colour=Sky blue',
    'the opening was answered',
  );
  const away: Facts = { ...FACTS, team: 'away', values: {} };
  t.same(talk(order, ['Hi', 'Red'], away).lines.at(0), 'Hello there');
  t.match(talk(order, ['Hi', 'Red'], away).lines, /We are away/);
  t.same(openingParts(order), [
    { type: 'text', text: 'Hello there' },
    { type: 'choice', prompt: 'colour?', options: COLOURS },
  ]);
  t.same(
    talk(flow(say('s1', 'Thanks!')), ['Hi']).lines,
    ['Thanks!', 'hand over routing end'],
    'nobody is left alone at the end',
  );
  t.same(talk(flow(), ['Hi']).lines, ['hand over routing end']);
});

t.test('wrong answers are asked again, then people take over; so they do when asked for', async (t) => {
  const mail = flow(
    ask('s1', 'email', { answer: 'email', wrong: 'No address', into: 'contact.email', skip: 'Skip it' }),
  );
  t.same(talk(mail, ['Hi', 'ada at home', 'ADA@Example.org']).lines.slice(1), [
    'No address [Skip it]',
    'keep contact.email=ada@example.org',
    'hand over routing end',
  ]);
  t.same(talk(mail, ['Hi', 'x', 'y', 'z']).lines.slice(1), ['No address [Skip it]', 'hand over routing wrong']);
  t.same(talk(mail, ['Hi', 'skip it']).lines.slice(1), ['hand over routing end']);
  t.same(talk(mail, ['Hi', 'I want to talk to a human, please']).lines.slice(1), ['hand over routing asked']);
  const free = flow(ask('s1', 'story'));
  t.same(
    talk(free, ['Hi', 'A human ate my order']).lines.slice(1),
    ['hand over routing end'],
    'a story about humans is an answer',
  );
  t.same(talk(free, ['Hi', 'Human!']).lines.slice(1), ['hand over routing asked']);
  const silent = interpret(free, talk(free, ['Hi']).state, { kind: 'silence' }, FACTS);
  t.match(silent.actions, [{ do: 'hand over', why: 'silence', step: 's1' }]);
  t.same(interpret(free, silent.state, { kind: 'message', said: said('Hello?') }, FACTS).actions, [], 'over is over');
});

t.test('answers are understood by button, number and words', async (t) => {
  const choice = ask('s1', 'colour', { answer: 'choice', options: COLOURS });
  const cases: [AskStep, string, unknown][] = [
    [choice, '2.', { value: 'Sky blue', option: 'blue' }],
    [choice, '2. Sky blue', { value: 'Sky blue', option: 'blue' }],
    [choice, '3', 'wrong'],
    [choice, '<b>Red</b>', 'wrong'],
    [ask('s1', 'a', { answer: 'number' }), '1 250,50', { value: '1250.5', option: '' }],
    [ask('s1', 'a', { answer: 'number' }), '1e400', 'wrong'],
    [ask('s1', 'a', { answer: 'phone' }), 'call me: 0049 (0)30 123456', 'wrong'],
    [ask('s1', 'a', { answer: 'phone' }), '+49 (0)30 123 456', { value: '+4930123456', option: '' }],
    [ask('s1', 'a', { answer: 'phone' }), '030 123456', 'wrong'],
    [ask('s1', 'a', { answer: 'name' }), ' Ada   Lovelace ', { value: 'Ada Lovelace', option: '' }],
    [ask('s1', 'a', { answer: 'name' }), 'ada@example.org', 'wrong'],
    [ask('s1', 'a', { answer: 'email' }), 'it is <a@b.example>.', { value: 'a@b.example', option: '' }],
    [ask('s1', 'a'), '   ', 'wrong'],
  ];
  for (const [step, text, wanted] of cases) t.same(understand(step, said(text)), wanted, text);
  t.same(understand(choice, { text: '', chosen: { id: 'red', title: 'whatever' }, files: [] }), {
    value: 'Red',
    option: 'red',
  });
  t.same(understand(ask('s1', 'a'), { text: '', chosen: null, files: ['bill.pdf'] }), {
    value: 'bill.pdf',
    option: '',
  });
  const huge = understand(ask('s1', 'a'), said('x'.repeat(1_000_000)));
  t.equal(huge !== 'wrong' && huge !== 'skipped' && huge.value.length, 2000);
  t.equal(
    fillIn('{{a}} {{b|c}} {{{{a}}}}', { a: '{{b}}', b: '' }),
    '{{b}} c {{{{b}}}}',
    'values are words, never places',
  );
});

t.test('conditions look at language, hours, people and what is known', async (t) => {
  const when = (of: 'language' | 'hours' | 'team' | 'visitor', value: string, is: 'is' | 'is not' = 'is') =>
    talk(
      flow({
        id: 's1',
        kind: 'branch',
        match: 'all',
        when: [{ of, name: '', is, value }],
        yes: [say('s2', 'yes')],
        no: [],
      }),
      ['x'],
    ).lines[0] === 'yes';
  t.ok(when('language', 'de'));
  t.notOk(when('language', 'de', 'is not'));
  t.notOk(when('language', 'd'));
  t.ok(when('hours', 'open'));
  t.notOk(when('team', 'away'));
  t.ok(when('visitor', 'unknown'), 'a first name alone is no acquaintance');
  const week = { timeZone: 'Europe/Berlin', periods: [{ day: 5 as const, from: '22:00', to: '02:00' }] };
  t.ok(isOpen(week, new Date('2026-11-20T21:30:00Z')), 'Friday late');
  t.ok(isOpen(week, new Date('2026-11-21T00:30:00Z')), 'over midnight');
  t.notOk(isOpen(week, new Date('2026-11-21T01:30:00Z')));
  t.ok(isOpen({ ...week, timeZone: 'Nowhere/Land' }, new Date(0)));
});

t.test('a bad definition is refused with its step and a sentence', async (t) => {
  let deep: unknown = [say('end', 'x')];
  for (let n = 0; n < 9; n += 1)
    deep = [{ id: `b${n}`, kind: 'branch', when: [{ of: 'hours', value: 'open' }], yes: deep, no: [] }];
  const cases: [unknown, string, string][] = [
    [null, '', 'not_a_flow'],
    [{ steps: 'x' }, '', 'not_a_flow'],
    [{ steps: [null] }, '', 'no_step'],
    [{ steps: [{ id: '__proto__', kind: 'say', text: 'x' }] }, '', 'no_id'],
    [{ steps: [say('a', 'x'), say('a', 'y')] }, 'a', 'same_id'],
    [{ steps: [say('a', ' ')] }, 'a', 'no_text'],
    [{ steps: [say('a', 'x'.repeat(2001))] }, 'a', 'too_long'],
    [{ steps: [{ id: 'a', kind: 'run', code: 'x' }] }, 'a', 'unknown_kind'],
    [{ steps: [{ ...ask('a', 'x'), name: 'constructor()' }] }, 'a', 'bad_name'],
    [{ steps: [{ ...ask('a', 'x'), into: 'user.password' }] }, 'a', 'bad_place'],
    [{ steps: [ask('a', 'x', { answer: 'choice', options: [COLOURS[0]!] })] }, 'a', 'few_options'],
    [{ steps: [ask('a', 'x', { answer: 'choice', options: [COLOURS[0]!, COLOURS[0]!] })] }, 'a', 'same_option'],
    [{ steps: [{ id: 'b', kind: 'branch', when: [{ of: 'answer', name: 'x', value: '1' }] }] }, 'b', 'not_asked'],
    [{ steps: [{ id: 'b', kind: 'branch', when: [] }] }, 'b', 'no_condition'],
    [{ steps: [{ id: 'c', kind: 'close' }, say('d', 'x')] }, 'd', 'unreachable'],
    [{ steps: [{ id: 'c', kind: 'assign', to: 'user:x' }] }, 'c', 'nobody_chosen'],
    [{ steps: [{ id: 'c', kind: 'set', into: 'ticket.priority', value: 'asap' }] }, 'c', 'bad_priority'],
    [{ steps: Array.from({ length: 101 }, (_, n) => say(`s${n}`, 'x')) }, 's100', 'too_many'],
    [{ steps: deep }, 'b3', 'too_deep'],
    [{ steps: [], patience: 0 }, '', 'no_number'],
  ];
  for (const [given, step, code] of cases) {
    const checked = checkDefinition(given);
    t.match(checked, { ok: false, step, why: { code: `chatflow.${code}`, text: String } }, code);
  }
  for (const template of TEMPLATES) {
    const made = templateOf(template, (key) => `${key} text`);
    t.match(checkDefinition(made), { ok: true, definition: { steps: made.steps } }, template);
  }
});

/** Always the same chance. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

function randomSteps(roll: (sides: number) => number, depth: number, next: () => string, names: string[]): FlowStep[] {
  const steps: FlowStep[] = [];
  for (let count = roll(5); count > 0; count -= 1) {
    const id = next();
    const kind = roll(depth < 4 ? 6 : 4);
    if (kind === 0) steps.push(say(id, `say ${id}`));
    else if (kind === 1) {
      steps.push(
        ask(id, `n${id}`, roll(2) ? { answer: 'choice', options: COLOURS, retries: roll(3) } : { retries: roll(3) }),
      );
      names.push(`n${id}`);
    } else if (kind === 2) steps.push({ id, kind: 'set', into: 'tag', value: id });
    else if (kind === 3) steps.push({ id, kind: 'assign', to: `team:${1 + roll(9)}` });
    else {
      const name = names[roll(names.length)];
      const of = name && roll(2) ? 'answer' : 'hours';
      const when = [
        { of, name: of === 'answer' ? name! : '', is: 'is' as const, value: roll(2) ? 'open' : 'Red' },
      ] as const;
      const yes = randomSteps(roll, depth + 1, next, names);
      steps.push({
        id,
        kind: 'branch',
        match: 'any',
        when: [...when],
        yes,
        no: randomSteps(roll, depth + 1, next, names),
      });
    }
  }
  if (roll(6) === 0)
    steps.push(
      roll(2) ? { id: next(), kind: 'close', text: '' } : { id: next(), kind: 'hand over', somebody: '', nobody: '' },
    );
  return steps;
}

t.test(
  'whatever the flow and whatever is said: it ends, goes only forward, loses no turn, changes nothing it was given',
  async (t) => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const roll = dice(seed);
      let serial = 0;
      const given = flow(...randomSteps(roll, 1, () => `s${(serial += 1)}`, []));
      const checked = checkDefinition(given);
      if (!checked.ok) {
        if (!/too_many|unreachable/.test(checked.why.code)) t.fail(`seed ${seed}: ${checked.why.text}`);
        continue;
      }
      const { line } = programOf(checked.definition.steps);
      if (!line.every(({ next, otherwise }, at) => next > at && otherwise > at && next <= line.length))
        t.fail(`seed ${seed} leads back`);
      const frozen = JSON.stringify(checked.definition);
      let state: FlowState = freshState(roll(2) === 0);
      let turns = 0;
      const most = 2 + allSteps(checked.definition.steps).length * 4;
      while (state.end === null && turns <= most) {
        const before = JSON.stringify(state);
        const turn = interpret(
          checked.definition,
          state,
          { kind: 'message', said: said(['Red', '2', '', 'words'][roll(4)]!) },
          FACTS,
        );
        const answers = turn.actions.filter((one) => one.do === 'say' || one.do === 'hand over' || one.do === 'close');
        if (answers.length === 0) t.fail(`seed ${seed}: nothing came of a message`);
        if (JSON.stringify(state) !== before) t.fail(`seed ${seed}: the state was changed in place`);
        if ((turn.state.at === '') !== (turn.state.end !== null)) t.fail(`seed ${seed}: neither asking nor over`);
        state = turn.state;
        turns += 1;
      }
      if (state.end === null) t.fail(`seed ${seed} goes on for ever`);
      if (JSON.stringify(checked.definition) !== frozen) t.fail(`seed ${seed}: the definition was changed`);
    }
    t.pass('400 flows');
  },
);

t.test('steps are added, moved through branches and put elsewhere', async (t) => {
  const branch: FlowStep = {
    id: 'b',
    kind: 'branch',
    match: 'all',
    when: [{ of: 'hours', name: '', is: 'is', value: 'open' }],
    yes: [say('t', 'x')],
    no: [],
  };
  const steps = [say('a', 'x'), branch, say('z', 'x')];
  const order = (list: FlowStep[]) =>
    allSteps(list)
      .map(({ id }) => `${id}@${slotOf(list, id)!.parent}${slotOf(list, id)!.list}`)
      .join(' ');
  let moved = steps;
  const seen: string[] = [];
  for (let n = 0; n < 6; n += 1) seen.push(order((moved = shiftStep(moved, 'a', 'down'))));
  t.same(seen, [
    'b@steps a@byes t@byes z@steps',
    'b@steps t@byes a@byes z@steps',
    'b@steps t@byes a@bno z@steps',
    'b@steps t@byes a@steps z@steps',
    'b@steps t@byes z@steps a@steps',
    'b@steps t@byes z@steps a@steps',
  ]);
  for (let n = 0; n < 6; n += 1) moved = shiftStep(moved, 'a', 'up');
  t.same(order(moved), order(steps), 'and back');
  t.same(order(putStep(steps, 'z', { parent: 'b', list: 'no', index: 0 })), 'a@steps b@steps t@byes z@bno');
  t.same(order(putStep(steps, 'a', { parent: '', list: 'steps', index: 2 })), 'b@steps t@byes a@steps z@steps');
  t.equal(putStep(steps, 'b', { parent: 'b', list: 'yes', index: 0 }), steps, 'not into itself');
  t.same(order(removeStep(steps, 'b')), 'a@steps z@steps', 'with all that is inside');
  t.equal(freeId([say('s9', 'x')]), 's10');
  t.same(
    order(addStep(steps, { parent: 'b', list: 'yes', index: 9 }, say('n', 'x'))),
    'a@steps b@steps t@byes n@byes z@steps',
  );
});

t.test('a flow is meant for pages, languages and visitors (CT-9)', async (t) => {
  const ALL: FlowTargeting = { pages: [], except: [], languages: [], visitors: 'all' };
  const visit = { page: 'https://Shop.example/de/cart?step=2#top', language: 'de-AT', returning: false };
  const meant = (targeting: Partial<FlowTargeting>) => matchesFlow({ ...ALL, ...targeting }, visit);
  const yes = [
    {},
    { pages: ['/de/*'] },
    { pages: ['*/cart*'] },
    { pages: ['shop.example/*'] },
    { pages: ['https://shop.example/de/cart?step=2'] },
    { languages: ['en', 'de'] },
    { visitors: 'new' as const },
    { pages: ['/*'], except: ['/de/shop*'] },
  ];
  const no = [
    { pages: ['/de'] },
    { pages: ['/cart*'] },
    { pages: ['shop.example'] },
    { pages: ['evil.example/*shop.example/*'] },
    { languages: ['d'] },
    { visitors: 'returning' as const },
    { except: ['*cart*'] },
  ];
  for (const one of yes) t.equal(meant(one), true, JSON.stringify(one));
  for (const one of no) t.equal(meant(one), false, JSON.stringify(one));
  t.equal(matchesFlow({ ...ALL, pages: ['shop.example/*', '/'] }, { ...visit, page: 'https://shop.example' }), true);
  const hostile = { ...ALL, pages: [`/${'*a'.repeat(2000)}b`] };
  t.equal(matchesFlow(hostile, { ...visit, page: `https://x/${'a'.repeat(20_000)}` }), false);
});

t.test('a choice that cannot be pressed is numbered', async (t) => {
  const draft = {
    to: [{ address: { kind: 'handle' as const, value: 'a' } }],
    parts: [{ type: 'choice' as const, prompt: 'Which?', options: COLOURS }],
  };
  const able = {
    id: 'x',
    text: { level: 'carries' as const },
    choice: { level: 'carries' as const, maximum: 3, title: 10 },
  };
  t.match(plan(draft, able), { ok: true, messages: [{ parts: [{ type: 'choice' }] }], losses: [] });
  const numbered = {
    ok: true,
    messages: [{ parts: [{ type: 'text', text: 'Which?\n1. Red\n2. Sky blue' }] }],
    losses: [{ code: 'plan.choice_as_text' }],
  };
  t.match(plan(draft, { ...able, choice: undefined }), numbered);
  t.match(plan(draft, { ...able, choice: { ...able.choice, maximum: 1 } }), numbered);
  t.match(plan(draft, { ...able, choice: { ...able.choice, title: 4 } }), numbered);
});
