// The page of the simulated telephone system: people outside who call and are called, and buttons to misbehave.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dials, hangsUp, picksUp, refuses, writes } from './people.ts';
import { isOpen, SIMULATED, type Mood, type SimulatedCall, type World } from './world.ts';

const MOODS: Mood[] = [
  'well',
  'out of order',
  'forbids',
  'knows nobody',
  'silent',
  'busy',
  'twice',
  'does not pass on',
];

const ACTS = new Map<string, (world: World, call: SimulatedCall) => void>([
  ['pick up', picksUp],
  ['refuse', (world, call) => refuses(world, call)],
  ['hang up', hangsUp],
]);

export async function answerPage(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', world.url);
  if (request.method !== 'POST')
    return pathname === '/' ? send(response, 200, draw(world)) : send(response, 404, 'Nothing is here.');
  // Other pages of the browser have no business here.
  if (request.headers.origin && request.headers.origin !== world.url) return send(response, 403, 'Not from here.');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  act(world, pathname, new URLSearchParams(Buffer.concat(chunks).toString()));
  response.writeHead(303, { location: '/' }).end();
  return undefined;
}

function send(response: ServerResponse, status: number, text: string): void {
  const type = status === 200 ? 'text/html' : 'text/plain';
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(text);
}

function act(world: World, path: string, form: URLSearchParams): void {
  const text = (name: string) => form.get(name) ?? '';
  const call = world.calls.find(({ key }) => key === text('call'));
  const to = text('to') === 'all' ? [...world.extensions.keys()] : [text('to')];
  if (path === '/dial') dials(world, { from: text('from').trim(), name: text('name').trim(), to });
  if (path === '/write') writes(world, text('from').trim(), text('words'), to);
  if (path === '/mood') world.mood = MOODS.find((one) => one === text('mood')) ?? 'well';
  if (path === '/drop') for (const line of world.lines) line.drop();
  if (path === '/act' && call) ACTS.get(text('do'))?.(world, call);
}

function draw(world: World): string {
  const open = world.calls.filter(isOpen);
  const over = world.calls.filter((one) => !isOpen(one)).slice(-8);
  const extensions = [...world.extensions.keys()].map((one) => `<option>${one}</option>`).join('');
  const to = `<select name="to"><option value="all">everybody</option>${extensions}</select>`;
  const moods = MOODS.map((one) => `<option${one === world.mood ? ' selected' : ''}>${one}</option>`).join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="4"><title>A telephone system, simulated</title>
<h1>A telephone system, simulated</h1><p>Address <code>${world.address}</code>, domain <code>${world.domain}</code>, extensions ${SIMULATED.extensions.map(([user, password]) => `<code>${user}</code> / <code>${password}</code>`).join(', ')}</p>
<p>Signed in: ${signedIn(world) || 'nobody'}</p>
<form method="post" action="/dial"><h2>Phone in</h2><label>From <input name="from" value="+4915112345678"></label> <label>Name <input name="name"></label> <label>To ${to}</label> <button>Call</button></form>
<form method="post" action="/write"><h2>Write</h2><label>From <input name="from" value="+4915112345678"></label> <input name="words" value="Is my bicycle ready?" aria-label="Words"> <label>To ${to}</label> <button>Send</button></form>
<h2>Calls</h2>${open.map(card).join('') || '<p>Nobody is on the telephone.</p>'}
<form method="post" action="/mood"><h2>Misbehaviour</h2><select name="mood" aria-label="Mood">${moods}</select> <button>Set</button></form>
<form method="post" action="/drop"><button>Drop all lines</button></form>
<h2>Over</h2><ul>${over.map((one) => `<li>${title(one)}</li>`).join('')}</ul><h2>Faults of the desk</h2><ul>${world.faults.map((one) => `<li>${safe(one)}</li>`).join('')}</ul></html>`;
}

function signedIn({ lines }: World): string {
  return [...lines].flatMap(({ registered }) => [...registered.keys()]).join(', ');
}

function title({ number, name, legs, keys }: SimulatedCall): string {
  const ends = legs
    .map(({ extension, state, held }) => `${safe(extension)} ${state}${held ? ' (held)' : ''}`)
    .join(', ');
  return `<b>${safe(name || number || 'inside')}</b> ${ends} ${keys ? `keys ${safe(keys)}` : ''}`;
}

function card(call: SimulatedCall): string {
  const acts = [...ACTS.keys()].map((one) => `<button name="do" value="${one}">${one}</button>`).join(' ');
  return `<form method="post" action="/act"><input type="hidden" name="call" value="${safe(call.key)}"><p>${title(call)} ${acts}</p></form>`;
}

const safe = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
