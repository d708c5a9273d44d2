// What was said: merged by id from history, pushes and what waits here, and drawn so that nothing jumps.
const chat = { messages: new Map(), drawn: new Map(), earlier: false, typing: false, open: false, rate: false, rated: 0 };

/** The desk's history is the truth; what it has not got yet stays behind it. */
function takeHistory(messages) {
  const overlap = messages.some(({ id }) => chat.messages.has(id));
  const kept = overlap ? [...chat.messages.values()].filter((one) => !one.waiting) : [];
  const fresh = new Set(messages.map(({ id }) => id));
  chat.messages = new Map();
  for (const one of [...kept.filter(({ id }) => !fresh.has(id)), ...messages]) chat.messages.set(one.id, one);
  for (const { id } of messages) unsent.delete(id);
  for (const frame of unsent.values()) chat.messages.set(frame.id, waitingMessage(frame));
}

function takeOlder({ messages, earlier }) {
  chat.earlier = earlier;
  const known = chat.messages;
  chat.messages = new Map(messages.map((one) => [one.id, one]));
  for (const [id, one] of known) chat.messages.set(id, one);
}

/** What arrives stands behind what has arrived, and before what still waits. */
function takeMessage(message) {
  const waiting = [...chat.messages.values()].filter((one) => one.waiting && one.id !== message.id);
  const known = chat.messages.has(message.id) && !chat.messages.get(message.id).waiting;
  if (!known) for (const one of [message, ...waiting]) chat.messages.delete(one.id);
  chat.messages.set(message.id, message);
  if (!known) for (const one of waiting) chat.messages.set(one.id, one);
  return !known;
}

function waitingMessage({ id, text, choice }) {
  return { id, at: Date.now(), from: 'visitor', text: text || choice?.title, files: [], waiting: true };
}

function drawMessages() {
  const { flow } = view.parts;
  const atEnd = flow.scrollHeight - flow.scrollTop - flow.clientHeight < 60;
  const before = flow.scrollHeight - flow.scrollTop;
  const nodes = [];
  let day = '';
  let last = null;
  for (const message of chat.messages.values()) {
    const today = dayOf.format(message.at);
    if (today !== day && day !== '') nodes.push(el('p', { class: 'day' }, today));
    day = today;
    last = message;
    nodes.push(nodeOf(message));
  }
  const older = chat.earlier ? [el('button', { class: 'plain', type: 'button', onclick: () => send({ more: {} }) }, t('earlier'))] : [];
  view.parts.log.replaceChildren(...older, ...openingNodes(), ...nodes);
  view.parts.after.replaceChildren(...afterNodes(last));
  flow.scrollTop = atEnd ? flow.scrollHeight : Math.max(0, flow.scrollHeight - before);
}

/** Drawn once, and again only when something about it has changed: screen readers are told of new ones alone. */
function nodeOf(message) {
  const stamp = JSON.stringify(message);
  const known = chat.drawn.get(message.id);
  if (known?.stamp === stamp) return known.node;
  const node = bubble(message);
  chat.drawn.set(message.id, { stamp, node });
  return node;
}

function bubble(message) {
  const mine = message.from === 'visitor';
  const words = message.html ? richText(message.html) : null;
  const text = words ?? (message.text ? plainText(message.text) : null);
  const who = mine ? t('you') : (message.name ?? config.title);
  return el(
    'div',
    { class: `row${mine ? ' me' : ''}${message.waiting ? ' waiting' : ''}` },
    mine ? null : face({ name: who, face: message.face }),
    el(
      'div',
      { class: 'stack' },
      el('span', { class: 'said', hidden: mine }, message.from === 'bot' ? t('bot', { name: who }) : who),
      text && el('div', { class: 'words' }, text),
      ...message.files.map(fileNode),
      el('span', { class: 'said' }, fateOf(message)),
    ),
  );
}

function fateOf({ from, status, waiting, at }) {
  const when = clockOf.format(at);
  if (from !== 'visitor') return when;
  return waiting ? t('sending') : `${status === 'read' ? t('read') : t('sent')} ${when}`;
}

function fileNode({ kind, name, bytes, url }) {
  if (!url) return el('span', { class: 'file' }, icon('file'), name);
  const address = /^https?:/.test(url) ? url : config.desk + url;
  const outside = { href: address, target: '_blank', rel: 'noopener' };
  if (kind === 'image') {
    const picture = el('img', { src: address, alt: name, loading: 'lazy' });
    const shot = el('a', { class: 'shot', ...outside }, picture);
    // Pages that forbid foreign pictures get the link alone.
    picture.addEventListener('error', () => shot.replaceWith(el('a', { class: 'file', ...outside }, icon('file'), name)));
    picture.addEventListener('load', () => toEnd(false));
    return shot;
  }
  if (kind === 'audio' || kind === 'voice') return el('audio', { src: address, controls: true, preload: 'none' });
  if (kind === 'video') return el('video', { src: address, controls: true, preload: 'metadata' });
  return el('a', { class: 'file', ...outside }, icon('file'), el('span', {}, name, ' ', el('small', {}, sizeOf(bytes))));
}

/** Quick answers below the last message, and that somebody is typing. */
function afterNodes(last) {
  const choices = last?.choices ?? (last === null ? openingChoices() : []);
  const quick = choices.map((choice) =>
    el('button', { type: 'button', onclick: () => answer({ choice, text: choice.title }) }, choice.title),
  );
  const dots = el('span', { class: 'typing', role: 'img', 'aria-label': t('typing') }, el('i'), el('i'), el('i'));
  return [
    quick.length > 0 && el('div', { class: 'quick', role: 'group', 'aria-label': t('answers') }, ...quick),
    chat.typing && dots,
    ...askingNodes(last),
  ].filter(Boolean);
}

/** To the newest; without `always` only for who is there already. */
function toEnd(always) {
  const { flow } = view.parts;
  if (always || flow.scrollHeight - flow.scrollTop - flow.clientHeight < 320) flow.scrollTop = flow.scrollHeight;
}
