// The panel: who is there, what was said, what to write. Full screen on phones, a dialog for readers.
const view = { open: false, agreeing: false, state: config.state, agents: config.heading.people, parts: {}, unread: 0 };

function statusLine() {
  const { now, text, replyWithin, backAt } = view.state;
  if (text) return text;
  if (now === 'available') return replyWithin ? t('replies', { time: span(replyWithin) }) : t('available');
  if (backAt) return t('back', { time: returnOf.format(backAt) });
  return t(now === 'away' ? 'away' : 'closed');
}

function drawHead() {
  const { name } = config.heading;
  const shown = view.agents.length > 0 ? view.agents : [{ name, face: initials(name) }];
  const names = shown.map((one) => one.name);
  const title = config.heading.people.length > 1 && names.length > 1 ? listOf(names) : names[0] || name || config.title;
  view.parts.faces.replaceChildren(...(view.state.now === 'available' ? shown.slice(0, 3).map(face) : [icon('moon')]));
  view.parts.title.textContent = title;
  view.parts.line.textContent = statusLine();
}

function listOf(names) {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names.slice(0, 3));
}

function drawLine() {
  if (!view.parts.lost) return;
  view.parts.lost.hidden = !(view.open && (line.refused || (line.tries > 1 && !line.ready)));
  view.parts.lost.textContent = t(line.refused ? 'unavailable' : 'lost');
}

/** Everything that depends on consent, on who is asked for, on what was said. */
function drawPanel() {
  const { form, gate, log, after } = view.parts;
  drawHead();
  drawLine();
  const waits = !visitor.agreed || (needsEmail() && view.parts.text.value.trim() !== '');
  form.hidden = !visitor.agreed;
  gate.replaceChildren(...gateNodes(waits));
  for (const part of [log, after]) part.hidden = !visitor.agreed;
  if (visitor.agreed) drawMessages();
}

function gateNodes(waits) {
  if (!visitor.agreed) return [consentCard()];
  if (waits) return [emailCard(t('ask_before'), { named: true, then: () => submitText() })];
  return [];
}

function menu() {
  const items = el('div', { class: 'menu', role: 'group', 'aria-label': t('menu'), hidden: true });
  const item = (words, act) =>
    el('button', { type: 'button', onclick: () => { items.hidden = true; act(); } }, words);
  const draw = () =>
    items.replaceChildren(
      item(t(isLoud() ? 'sound_off' : 'sound_on'), () => remember('sound', isLoud() ? 'off' : 'on')),
      ...(chat.messages.size > 0 ? [item(t('transcript'), askTranscript)] : []),
      ...(chat.open ? [item(t('end'), () => send({ end: true }))] : []),
    );
  const toggle = () => {
    draw();
    items.hidden = !items.hidden;
    if (!items.hidden) items.firstElementChild.focus();
  };
  return { items, toggle };
}

function askTranscript() {
  const { email } = visitor.contact;
  if (email) return send({ transcript: { email } });
  const then = () => {
    view.parts.gate.replaceChildren();
    send({ transcript: { email: visitor.contact.email } });
  };
  view.parts.gate.replaceChildren(emailCard(t('transcript_to'), { then }));
  return view.parts.gate.querySelector('input').focus();
}

function buildPanel() {
  const faces = el('span', { class: 'faces', 'aria-hidden': 'true' });
  const title = el('h2', { id: 'title' });
  const status = el('p', { class: 'note', role: 'status', hidden: true });
  const about = el('p');
  const { items, toggle } = menu();
  const log = el('div', { role: 'log', 'aria-label': t('messages'), class: 'stack' });
  const after = el('div', { class: 'stack' });
  const gate = el('div');
  const flowNode = el('div', { class: 'flow', tabindex: 0 }, log, after, gate);
  const lostNode = el('p', { class: 'lost', role: 'status', hidden: true });
  const { form, text, sender } = writer();
  const close = fillsPage ? null : tool('x', t('close'), () => setOpen(false));
  const head = el('header', { class: 'head' }, faces, el('div', { class: 'who' }, title, about), tool('more', t('menu'), toggle), close);
  const implicit = config.consent?.kind === 'implicit' && el('p', { class: 'note' }, plainText(config.consent.text));
  const panel = el('section', { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', hidden: true }, head, items, lostNode, flowNode, status, implicit, form);
  view.parts = { panel, faces, title, line: about, log, after, gate, flow: flowNode, lost: lostNode, status, form, text, sender };
  for (const [name, over] of [['dragover', true], ['dragleave', false], ['drop', false]])
    panel.addEventListener(name, (event) => {
      event.preventDefault();
      flowNode.classList.toggle('over', over && config.uploads > 0);
      if (name === 'drop') uploads(event.dataTransfer.files);
    });
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || fillsPage) return;
    if (items.hidden) setOpen(false);
    items.hidden = true;
  });
  return panel;
}
