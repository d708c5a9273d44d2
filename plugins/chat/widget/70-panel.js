// The panel: who is there, what was said, what to write. Full screen on phones, a dialog for readers.
const view = {
  open: false,
  agreeing: false,
  asking: '',
  state: config.state,
  agents: config.heading.people,
  parts: {},
  unread: 0,
  seen: '',
};

function statusLine() {
  const { now, text, replyWithin, backAt } = view.state;
  if (text) return text;
  if (now === 'available') return replyWithin ? t('replies', { time: span(replyWithin) }) : t('available');
  if (backAt) return t('back', { time: returnOf.format(backAt) });
  if (now === 'away' && replyWithin) return `${t('away')}. ${t('replies', { time: span(replyWithin) })}`;
  return t(now === 'away' ? 'away' : 'closed');
}

function drawHead() {
  const { name } = config.heading;
  const shown = view.agents.length > 0 ? view.agents : [{ name, face: initials(name) }];
  const names = shown.map((one) => one.name);
  const title = config.heading.people.length > 1 && names.length > 1 ? listOf(names) : names[0] || name || config.title;
  const isHere = view.state.now === 'available';
  const faces = kept('faces', JSON.stringify([isHere, shown]), () =>
    el('span', { class: 'faces' }, ...(isHere ? shown.slice(0, 3).map(face) : [icon('moon')])),
  );
  arrange(view.parts.faces, [faces]);
  view.parts.title.textContent = title;
  view.parts.line.textContent = statusLine();
}

function listOf(names) {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names.slice(0, 3));
}

function drawLine() {
  const { lost } = view.parts;
  if (!lost) return;
  const words = line.refused ? t('unavailable') : line.tries > 1 && !line.ready ? t('lost') : '';
  lost.hidden = words === '';
  if (lost.textContent !== words) lost.textContent = words;
}

/** Everything that depends on consent, on who is asked for, on what was said. */
function drawPanel(quietly = false) {
  const { form, gate, log, after, tray: files, implicit, clip } = view.parts;
  drawHead();
  drawLine();
  arrange(gate, gateNodes());
  for (const part of [form, log, after, files]) part.hidden = !visitor.agreed;
  clip.hidden = !config.uploads;
  const says = config.consent?.kind === 'implicit' && chat.messages.size === 0;
  implicit.hidden = !says;
  if (says) implicit.replaceChildren(plainText(config.consent.text));
  drawMessages(quietly);
}

function gateNodes() {
  if (!visitor.agreed) return [kept('consent', '', consentCard)];
  const waits = needsEmail() && (view.asking === 'before' || view.parts.text.value.trim() !== '' || tray.length > 0);
  const goOn = () => {
    view.asking = '';
    submitText();
  };
  if (waits) return [kept('before', '', () => emailCard(t('ask_before'), { named: true, andThen: goOn }))];
  drawn.delete('before');
  if (view.asking === 'transcript')
    return [kept('transcript', '', () => emailCard(t('transcript_to'), { andThen: askTranscript }))];
  drawn.delete('transcript');
  return [];
}

/** A button and what it shows beside: closed by Escape, by a choice and by a click elsewhere. */
function popup(name, label, box, draw = () => {}) {
  const show = (on) => {
    if (on) draw();
    box.hidden = !on;
    button.setAttribute('aria-expanded', String(on));
    if (on) box.firstElementChild.focus();
  };
  const button = tool(name, label, () => show(box.hidden), { 'aria-expanded': 'false' });
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    show(false);
    button.focus();
  });
  root.addEventListener(
    'pointerdown',
    (event) => !box.hidden && !box.contains(event.target) && !button.contains(event.target) && show(false),
  );
  return { button, show };
}

function menu() {
  const box = el('div', { class: 'menu', role: 'group', 'aria-label': t('menu'), hidden: true });
  const item = (key, act) => {
    const choose = () => {
      opener.show(false);
      opener.button.focus();
      act();
    };
    return el('button', { type: 'button', onclick: choose }, t(key));
  };
  const online = (frame) => () => void (send(frame) || tell(t('lost')));
  const draw = () =>
    box.replaceChildren(
      ...[
        config.sound && item(isLoud() ? 'sound_off' : 'sound_on', () => remember('sound', isLoud() ? 'off' : 'on')),
        chat.messages.size > 0 && item('transcript', askTranscript),
        chat.open && item('end', online({ end: true })),
        config.consent && visitor.agreed && visitor.token && item('withdraw', online({ consent: { given: false } })),
        fillsPage ? null : item('close', () => setOpen(false)),
      ].filter(Boolean),
    );
  const opener = popup('more', t('menu'), box, draw);
  return { box, button: opener.button };
}

function askTranscript() {
  const { email } = visitor.contact;
  view.asking = email ? '' : 'transcript';
  if (email && !send({ transcript: { email } })) tell(t('lost'));
  drawPanel();
  if (!email) view.parts.gate.querySelector('input').focus();
  toEnd(true);
}

/** The bar above; `box` is the menu it opens. */
function buildHead() {
  const faces = el('span', { 'aria-hidden': 'true' });
  const title = el('h2', { id: 'title', dir: 'auto' });
  const about = el('p', { dir: 'auto' });
  const { box, button } = menu();
  const close = fillsPage ? null : tool('x', t('close'), () => setOpen(false));
  const call = config.call ? tool('phone', t('call'), showCall) : null;
  const head = el('header', { class: 'head' }, faces, el('div', { class: 'title' }, title, about), call, button, close);
  return { head, box, faces, title, line: about };
}

/** What was said, what is asked, in one scroll. */
function buildFlow() {
  const label = { 'aria-label': t('messages') };
  const log = el('div', {
    ...label,
    role: 'log',
    'aria-live': 'off',
    'aria-relevant': 'additions',
    class: 'stack log',
  });
  const after = el('div', { class: 'stack' });
  const gate = el('div');
  const shown = el('div', { ...label, class: 'flow', tabindex: 0, role: 'group' }, log, after, gate);
  return { flow: shown, log, after, gate };
}

function buildPanel() {
  const [above, talk, below] = [buildHead(), buildFlow(), writer()];
  const lostNode = el('p', { class: 'lost', role: 'status', hidden: true });
  const status = el('p', { class: 'note', role: 'status', hidden: true });
  const files = el('div', { class: 'tray' });
  const implicit = el('p', { class: 'note', dir: 'auto' });
  const facts = { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: -1, hidden: true };
  const parts = [above.head, above.box, lostNode, talk.flow, status, implicit, files, below.form];
  const panel = el('section', facts, ...parts);
  view.parts = { ...above, ...talk, ...below, panel, lost: lostNode, status, tray: files, implicit };
  takesFiles(panel, talk.flow);
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !fillsPage && !event.isComposing) setOpen(false);
  });
  return panel;
}

/** Files may be dropped anywhere on it; what is dropped beside does not leave the page either. */
function takesFiles(panel, shown) {
  for (const [name, over] of [
    ['dragover', true],
    ['dragleave', false],
    ['drop', false],
  ])
    panel.addEventListener(name, (event) => {
      event.preventDefault();
      shown.classList.toggle('over', over && config.uploads > 0 && visitor.agreed);
      if (name === 'drop') uploads(event.dataTransfer.files);
    });
}
