// The page of the simulated side: a phone for everybody, buttons to misbehave, what the desk is to be connected with.
import type { ServerResponse } from 'node:http';
import { fields, readJson, text } from '../graph/json.ts';
import { act, type Act } from './people.ts';
import type { Asked } from './answers.ts';
import { answerBusinessPage } from './business-page.ts';
import { safe } from './html.ts';
import { FILES } from './sample-files.ts';
import { STYLE } from './style.ts';
import { judgeTemplate } from './templates.ts';
import { personOf, SIMULATED, type Channel, type Mood, type Person, type Shown, type World } from './world.ts';

export async function answerPage(world: World, asked: Asked, response: ServerResponse): Promise<void> {
  if (asked.path === '/business') return answerBusinessPage(world, asked, response);
  const form = new URLSearchParams(asked.body.toString());
  if (asked.method === 'POST') {
    const back = await actedOn(world, asked.path, form);
    return void response.writeHead(303, { location: back }).end();
  }
  if (asked.path === '/style.css') return void response.writeHead(200, { 'content-type': 'text/css' }).end(STYLE);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(page(world, asked.query.get('phone') ?? ''));
}

async function actedOn(world: World, path: string, form: URLSearchParams): Promise<string> {
  if (path === '/mood') return changeMood(world, form);
  if (path === '/template') {
    await judgeTemplate(world, form.get('id') ?? '', form.get('status') ?? '');
    return `/?phone=${encodeURIComponent(form.get('phone') ?? '')}`;
  }
  return phoneActs(world, path, form);
}

const MOODS: Record<string, Mood> = {
  well: 'well',
  'Too many requests': { status: 429, code: 130429, message: 'Rate limit hit' },
  'Fails by itself': { status: 500, code: 131000, message: 'Something went wrong' },
  'Window is over': { status: 400, code: 131047, message: 'Re-engagement message' },
  'Token is dead': { status: 401, code: 190, message: 'Error validating access token' },
  'Line breaks before it is taken': 'cuts',
  'Takes it, then the line breaks': 'loses the answer',
};

function changeMood(world: World, form: URLSearchParams): string {
  world.mood = MOODS[form.get('mood') ?? 'well'] ?? 'well';
  const times = Number(form.get('times'));
  world.manner = { ...world.manner, times: times >= 1 && times <= 5 ? times : 1 };
  return `/?phone=${encodeURIComponent(form.get('phone') ?? '')}`;
}

async function phoneActs(world: World, path: string, form: URLSearchParams): Promise<string> {
  const [, channel = 'whatsapp', id = ''] = path.split('/').filter(Boolean);
  const person = personOf(world, channel as Channel, id);
  if (form.get('at')) person.at = form.get('at')!;
  const deed = deedOf(form);
  if (deed) await act(world, person, deed);
  return `/?phone=${channel}/${id}`;
}

function deedOf(form: URLSearchParams): Act | null {
  const words = form.get('words') ?? '';
  const of = form.get('of') ?? '';
  const pressed = fields(readJson(form.get('press') ?? ''));
  if (text(pressed.title) !== '') return { do: 'press', id: text(pressed.id), title: text(pressed.title), of };
  const kind = form.get('do') ?? 'text';
  if (kind === 'text') return words.trim() === '' ? null : { do: 'text', words };
  if (kind === 'location') return { do: 'location', latitude: 52.52, longitude: 13.405, name: words || 'Berlin' };
  if (kind === 'react') return { do: 'react', to: of, emoji: '👍' };
  if (kind === 'read' || kind === 'take back') return { do: kind, of };
  const file = FILES[kind];
  return file ? { do: 'file', type: file.as, file, words } : null;
}

function page(world: World, wanted: string): string {
  const [channel, id] = wanted.split('/');
  const person = world.people.find((one) => one.channel === channel && one.id === id) ?? world.people[0]!;
  const people = world.people.map((one) => link(one, one === person)).join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Meta, simulated</title><link rel="stylesheet" href="/style.css">
<header><h1>Meta, simulated</h1><p><a href="/business">Businesses, numbers and tokens</a></p>${keys(world)}</header>
<main><nav aria-label="Phones">${people}</nav>${phone(world, person)}${trouble(world, person)}${templates(world, person)}</main></html>`;
}

function link({ channel, id, name }: Person, isOpen: boolean): string {
  return `<a href="/?phone=${channel}/${safe(id)}"${isOpen ? ' aria-current="page"' : ''}><b>${safe(name || id)}</b><small>${channel === 'whatsapp' ? 'WhatsApp' : 'Messenger'}</small></a>`;
}

function keys({ url, desk, token, appSecret }: World): string {
  const { phoneNumberId, businessAccountId, pageId, pageToken, appId } = SIMULATED;
  const rows = {
    Graph: url,
    Desk: desk,
    'Phone number ID': phoneNumberId,
    'Business account ID': businessAccountId,
    Token: token,
    'Page ID': pageId,
    'Page token': pageToken,
    'App ID': appId,
    'App secret': appSecret,
  };
  return `<details><summary>What the desk is connected with</summary><dl>${Object.entries(rows)
    .map(([name, value]) => `<dt>${name}</dt><dd><code>${safe(value)}</code></dd>`)
    .join('')}</dl></details>`;
}

function phone(world: World, person: Person): string {
  const said = world.said.filter((one) => one.person === person.id);
  const bubbles =
    said
      .toReversed()
      .map((one) => bubble(one, person))
      .join('') || '<p class="empty">Nothing was said yet.</p>';
  const files = Object.entries(FILES)
    .map(([name, { title }]) => `<button name="do" value="${name}">${title}</button>`)
    .join('');
  return `<section class="phone" aria-label="Phone of ${safe(person.name || person.id)}"><h2>${safe(person.name || person.id)}</h2>
<div class="said">${bubbles}</div><form method="post" action="/phone/${person.channel}/${safe(person.id)}">
${writesTo(world, person)}<textarea name="words" rows="2" aria-label="Words" autofocus></textarea><button name="do" value="text" class="main">Send</button>
<span class="files">${files}<button name="do" value="location">Location</button></span></form></section>`;
}

/** Where there are several numbers or pages to write to. */
function writesTo(world: World, { channel, at }: Person): string {
  const numbers = world.businesses.flatMap(({ accounts }) => accounts.flatMap((account) => account.numbers));
  const places =
    channel === 'whatsapp'
      ? numbers
          .filter(({ isRegistered }) => isRegistered)
          .map(({ id, displayNumber }) => ({ id, name: `+${displayNumber}` }))
      : world.pages;
  const options = places.map(
    ({ id, name }) => `<option value="${safe(id)}"${id === at ? ' selected' : ''}>${safe(name)}</option>`,
  );
  return `<label>To <select name="at">${options.join('')}</select></label>`;
}

function bubble({ id, from, type, words, content, status, read, reaction }: Shown, person: Person): string {
  const shown = words || type;
  const acts =
    from === 'desk'
      ? `${buttonsOf(content)}<button name="do" value="read">Read</button><button name="do" value="react">👍</button>`
      : '<button name="do" value="take back">Take back</button>';
  return `<form class="bubble ${from}" method="post" action="/phone/${person.channel}/${safe(person.id)}"><input type="hidden" name="of" value="${safe(id)}">
<p>${safe(shown)}</p><small>${safe(type)}${status ? `, ${safe(status)}` : ''}${read ? ', read' : ''}${reaction ? ` ${safe(reaction)}` : ''}</small><span>${acts}</span></form>`;
}

/** Buttons and quick replies of the desk's question. */
function buttonsOf(content: object): string {
  const json = JSON.stringify(content);
  const found = [
    ...json.matchAll(/"(?:id|payload)":"([^"]*)","title":"([^"]*)"|"title":"([^"]*)","payload":"([^"]*)"/g),
  ];
  return found
    .map(([, id, title, other, payload]) => ({ id: id ?? payload ?? '', title: title ?? other ?? '' }))
    .map((one) => `<button name="press" value="${safe(JSON.stringify(one))}">${safe(one.title)}</button>`)
    .join('');
}

function trouble(world: World, person: Person): string {
  const now = JSON.stringify(world.mood);
  const moods = Object.entries(MOODS)
    .map(([name, mood]) => `<option${JSON.stringify(mood) === now ? ' selected' : ''}>${name}</option>`)
    .join('');
  return `<form class="trouble" method="post" action="/mood"><h2>Misbehaviour</h2><input type="hidden" name="phone" value="${person.channel}/${safe(person.id)}">
<label>Sending <select name="mood">${moods}</select></label><label>Webhooks come <input name="times" type="number" min="1" max="5" value="${world.manner.times}"> times</label><button>Set</button></form>`;
}

const STANDINGS = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED'];

function templates(world: World, person: Person): string {
  const lines = world.templates.map(({ id, name, language, status }) => {
    const options = STANDINGS.map((one) => `<option${one === status ? ' selected' : ''}>${one}</option>`).join('');
    return `<form method="post" action="/template"><input type="hidden" name="phone" value="${person.channel}/${safe(person.id)}">
<input type="hidden" name="id" value="${safe(id)}"><label>${safe(name)} (${safe(language)}) <select name="status">${options}</select></label><button>Set</button></form>`;
  });
  return `<details class="trouble"><summary>Templates</summary>${lines.join('')}</details>`;
}
