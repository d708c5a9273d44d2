// What was said: merged by id from history, pushes and what waits here, and drawn so that nothing jumps.
const chat = { messages: new Map(), earlier: false, typing: false, open: false, rate: false, rated: 0 };

/** The desk's history is the truth; what it has not got yet stays behind it. */
function takeHistory(messages) {
  const overlap = messages.some(({ id }) => chat.messages.has(id));
  const kept = overlap ? [...chat.messages.values()].filter((one) => !one.waiting) : [];
  const fresh = new Set(messages.map(({ id }) => id));
  chat.messages = new Map();
  for (const one of [...kept.filter(({ id }) => !fresh.has(id)), ...messages]) chat.messages.set(one.id, one);
  for (const { id } of messages) unsent.delete(id);
  keepUnsent();
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

function forgetTalk() {
  chat.messages.clear();
  drawn.clear();
  Object.assign(chat, { earlier: false, typing: false, open: false, rate: false, rated: 0 });
}

function waitingMessage({ id, text, choice }) {
  return { id, at: Date.now(), from: 'visitor', text: text || choice?.title, files: [], waiting: true };
}

/** It will not be taken: said so where it stands. */
function failMessage(id) {
  const message = chat.messages.get(id);
  unsent.delete(id);
  keepUnsent();
  if (message) chat.messages.set(id, { ...message, failed: true });
}

/** `quietly`: what is shown is not news, and is not read out. */
function drawMessages(quietly = false) {
  const { flow, log } = view.parts;
  const atEnd = flow.scrollHeight - flow.scrollTop - flow.clientHeight < 60;
  const before = flow.scrollHeight - flow.scrollTop;
  if (quietly) {
    log.setAttribute('aria-live', 'off');
    setTimeout(() => log.setAttribute('aria-live', 'polite'), 500);
  }
  const all = [...chat.messages.values()];
  arrange(log, [...earlierNodes(), ...openingNodes(), ...all.flatMap(withDay)]);
  arrange(view.parts.after, afterNodes(all.at(-1) ?? null));
  flow.scrollTop = atEnd ? flow.scrollHeight : Math.max(0, flow.scrollHeight - before);
}

/** A line between days. What waits here has no moment of the desk's yet, and this machine's clock may be wrong. */
function withDay(message, index, all) {
  const last = all[index - 1];
  const day = dayOf.format(message.at);
  const isNewDay = last && !message.waiting && day !== dayOf.format(last.at);
  const mark = isNewDay && kept(`day ${day}`, day, () => el('p', { class: 'day' }, day));
  return mark ? [mark, nodeOf(message)] : [nodeOf(message)];
}

function earlierNodes() {
  const more = () => el('button', { class: 'plain', type: 'button', onclick: () => send({ more: {} }) }, t('earlier'));
  return chat.earlier ? [kept('earlier', '', more)] : [];
}

/** Drawn once, and again only when what was said has changed; what becomes of it is written into it. */
function nodeOf(message) {
  const { id, text, html, files, name, face, from, waiting } = message;
  const node = kept(`message ${id}`, JSON.stringify([text, html, files, name, face, from]), () => bubble(message));
  node.classList.toggle('waiting', Boolean(waiting));
  const fate = node.querySelector('.fate');
  const words = fateOf(message);
  if (fate.textContent !== words) fate.textContent = words;
  return node;
}

function bubble(message) {
  const mine = message.from === 'visitor';
  const words = message.html ? richText(message.html) : null;
  const text = words ?? (message.text ? plainText(message.text) : null);
  const who = mine ? t('you') : message.name || config.title;
  return el(
    'div',
    { class: `row${mine ? ' me' : ''}` },
    mine ? null : face({ name: who, face: message.face }),
    el(
      'div',
      { class: 'stack' },
      mine
        ? null
        : el('span', { class: 'said who', dir: 'auto' }, message.from === 'bot' ? t('bot', { name: who }) : who),
      text && el('div', { class: 'words', dir: 'auto' }, text),
      ...message.files.map(fileNode),
      el('span', { class: 'said fate' }),
    ),
  );
}

function fateOf({ from, status, waiting, failed, at }) {
  if (failed) return t('failed');
  if (waiting) return t('sending');
  const when = clockOf.format(at);
  return from === 'visitor' ? `${t(status === 'read' ? 'read' : 'sent')} ${when}` : when;
}

function fileNode({ kind, name, bytes, url }) {
  if (!url) return el('span', { class: 'file' }, icon('file'), name);
  const address = /^https?:/.test(url) ? url : config.desk + url;
  const outside = { href: address, target: '_blank', rel: 'noopener' };
  if (kind === 'image') {
    const picture = el('img', { src: address, alt: name, loading: 'lazy' });
    const shot = el('a', { class: 'shot', ...outside }, picture);
    // Pages that forbid foreign pictures get the link alone.
    picture.addEventListener('error', () =>
      shot.replaceWith(el('a', { class: 'file', ...outside }, icon('file'), name)),
    );
    picture.addEventListener('load', () => toEnd(false));
    return shot;
  }
  const sound = { src: address, controls: true, 'aria-label': name };
  if (kind === 'audio' || kind === 'voice') return el('audio', { ...sound, preload: 'none' });
  if (kind === 'video') return el('video', { ...sound, preload: 'metadata' });
  return el(
    'a',
    { class: 'file', ...outside },
    icon('file'),
    el('span', {}, name, ' ', el('small', {}, sizeOf(bytes))),
  );
}

/** Quick answers below the last message, and that somebody is typing. */
function afterNodes(last) {
  const choices = last?.choices ?? (last === null ? openingChoices() : []);
  const dots = () => el('span', { class: 'typing', role: 'img', 'aria-label': t('typing') }, el('i'), el('i'), el('i'));
  return [
    choices.length > 0 && kept('quick', JSON.stringify([last?.id, choices]), () => quickAnswers(choices)),
    chat.typing && kept('typing', '', dots),
    ...askingNodes(last),
  ].filter(Boolean);
}

function quickAnswers(choices) {
  const quick = choices.map(({ id, title }) =>
    el('button', { type: 'button', dir: 'auto', onclick: () => answer({ choice: { id, title }, text: title }) }, title),
  );
  return el('div', { class: 'quick', role: 'group', 'aria-label': t('answers') }, ...quick);
}

/** To the newest; without `always` only for who is there already. */
function toEnd(always) {
  const { flow } = view.parts;
  if (always || flow.scrollHeight - flow.scrollTop - flow.clientHeight < 320) flow.scrollTop = flow.scrollHeight;
}
