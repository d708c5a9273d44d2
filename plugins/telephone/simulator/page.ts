// The page of the simulated provider: telephones to call the desk from and to be called at, and buttons to misbehave.
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { answers, dials, hangsUp, presses, refuses, speaks, waits } from './people.ts';
import { STYLE } from './style.ts';
import { release } from './webhooks.ts';
import { callOf, isOver, later, SIMULATED, type Mood, type SimulatedCall, type World } from './world.ts';

interface Asked {
  method: string;
  url: URL;
  body: string;
}

export async function answerPage(world: World, { method, url, body }: Asked, response: ServerResponse): Promise<void> {
  if (method === 'POST') {
    await act(world, url.pathname, new URLSearchParams(body));
    return void response.writeHead(303, { location: '/' }).end();
  }
  if (url.pathname === '/style.css') return void response.writeHead(200, { 'content-type': 'text/css' }).end(STYLE);
  if (url.pathname === '/sound.js')
    return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(await readFile(SOUND));
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(url.pathname === '/sound' ? soundPage() : page(world));
}

const SOUND = fileURLToPath(new URL('./sound.js', import.meta.url));

function soundPage(): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>With sound, simulated</title><link rel="stylesheet" href="/style.css"><header><h1>With sound</h1></header>
<main><section class="card"><p>Whoever of the team is rung in the browser talks with this page, and hears each other.</p>
<button class="main">Open the microphone</button><output>The microphone is closed.</output></section></main><script src="/sound.js"></script></html>`;
}

const MOODS: Record<string, Mood> = {
  well: 'well',
  'Too many requests': { status: 429, code: 20429, message: 'Too Many Requests' },
  'Fails by itself': { status: 500, code: 20500, message: 'Internal Server Error' },
  'Puts nobody on hold': { status: 503, code: 20503, message: 'Service Unavailable', only: '/Participants/' },
  'Line breaks': 'cuts',
};

async function act(world: World, path: string, form: URLSearchParams): Promise<void> {
  const call = callOf(world, form.get('call') ?? '');
  if (path === '/mood') {
    world.mood = MOODS[form.get('mood') ?? 'well'] ?? 'well';
    world.times = form.get('twice') ? 2 : 1;
    if (form.get('holds')) world.holds = true;
    else await release(world, (held) => held.toReversed());
  } else if (path === '/dial') {
    later(world, () => dials(world, form.get('from') ?? '', form.get('to') ?? ''));
  } else if (call) await actOn(world, call, form);
}

async function actOn(world: World, call: SimulatedCall, form: URLSearchParams): Promise<void> {
  const what = form.get('do');
  if (what === 'answer') await answers(world, call);
  if (what === 'refuse') await refuses(world, call);
  if (what === 'hang up') await hangsUp(world, call);
  if (what === 'wait') await waits(world, call);
  if (what === 'speak') await speaks(world, call, form.get('words') ?? '');
  if (what === 'press') await presses(world, call, form.get('key') ?? '1');
}

function page(world: World): string {
  const open = world.calls.filter((one) => !isOver(one)).toReversed();
  const over = world.calls
    .filter(isOver)
    .slice(-10)
    .toReversed()
    .map(({ from, to, status }) => `<li>${safe(from)} → ${safe(to)}: ${status}</li>`)
    .join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><title>Telephones, simulated</title><link rel="stylesheet" href="/style.css">
<header><h1>Telephones, simulated</h1><p><a href="/sound" target="_blank">A telephone with sound</a> for browsers of the team</p>${keys(world)}</header><main>${dialler(world)}
<section class="card"><h2>Calls</h2>${open.map(card).join('') || '<p class="faint">Nobody is on the telephone.</p>'}</section>
${trouble(world)}<section class="card"><h2>Over</h2><ul>${over}</ul><h2>Faults of the desk</h2><ul>${world.faults.map((one) => `<li>${safe(one)}</li>`).join('')}</ul></section></main></html>`;
}

function keys({ url, desk, authToken }: World): string {
  const rows = { API: url, Desk: desk, 'Account SID': SIMULATED.accountSid, 'Auth token': authToken };
  return `<dl>${Object.entries(rows)
    .map(([name, value]) => `<dt>${name}</dt><dd><code>${safe(value)}</code></dd>`)
    .join('')}</dl>`;
}

function dialler({ numbers }: World): string {
  const options = numbers
    .map(({ number, name }) => `<option value="${number}">${number} ${safe(name)}</option>`)
    .join('');
  return `<form class="card" method="post" action="/dial"><h2>Phone in</h2>
<label>Own number (empty: withheld) <input name="from" value="+4915112345678"></label><label>Number <select name="to">${options}</select></label><button class="main">Call</button></form>`;
}

function card(call: SimulatedCall): string {
  const button = (what: string) => `<button name="do" value="${what}">${what}</button>`;
  const acts: Record<string, string> = {
    answer: button('answer') + button('refuse') + button('wait'),
    key: `<input name="key" value="1" size="2" aria-label="Key">${button('press')}${button('wait')}`,
    message: `<input name="words" value="Please call me back." aria-label="Words">${button('speak')}`,
    time: button('wait'),
    'other end': button('wait'),
  };
  const waitsFor = call.waits?.for ?? 'nothing';
  return `<form class="call" method="post" action="/act"><input type="hidden" name="call" value="${call.sid}">
<b>${safe(call.from || 'withheld')} → ${safe(call.to)}</b><small>${call.status}, waits for ${waitsFor}${call.held ? ', on hold' : ''}${call.muted ? ', muted' : ''}</small>
<p>${call.heard.slice(-3).map(safe).join('<br>')}</p>${acts[waitsFor] ?? ''}${button('hang up')}</form>`;
}

function trouble(world: World): string {
  const now = JSON.stringify(world.mood);
  const moods = Object.entries(MOODS)
    .map(([name, mood]) => `<option${JSON.stringify(mood) === now ? ' selected' : ''}>${name}</option>`)
    .join('');
  return `<form class="card" method="post" action="/mood"><h2>Misbehaviour</h2><label>Requests <select name="mood">${moods}</select></label>
<label><input type="checkbox" name="twice"${world.times > 1 ? ' checked' : ''}> Callbacks come twice</label>
<label><input type="checkbox" name="holds"${world.holds ? ' checked' : ''}> Callbacks wait, then come in the wrong order</label><button>Set</button></form>`;
}

const safe = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
