// Elements, icons, fields: the small things every view is made of.
function el(tag, facts = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

const ICONS = {
  phone:
    'M6.5 4h3l1.500 4-2 1.500a11 11 0 0 0 5.500 5.500l1.500-2 4 1.500v3a2 2 0 0 1-2 2A15.500 15.500 0 0 1 4.500 6a2 2 0 0 1 2-2z',
  hangup: 'M3.5 15.5c0-2 3.500-5 8.500-5s8.500 3 8.500 5v1.800l-4.700-1v-2.600a13 13 0 0 0-7.600 0v2.600l-4.700 1z',
  mic: 'M12 3.500a3 3 0 0 1 3 3v4.500a3 3 0 0 1-6 0V6.500a3 3 0 0 1 3-3zM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3',
  micoff:
    'M9 9v2a3 3 0 0 0 4.500 2.600M15 10.500v-4a3 3 0 0 0-5.700-1.300M5.500 11.500a6.500 6.500 0 0 0 9.800 5.600M12 18v3M4 4l16 16',
  stop: 'M7 7h10v10H7z',
  x: 'm6 6 12 12M18 6 6 18',
};

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

const button = (key, sign, onclick, look = '') =>
  el('button', { type: 'button', class: look, onclick }, sign && icon(sign), t(key));
const round = (key, sign, onclick, look = '', facts = {}) =>
  el(
    'button',
    { type: 'button', class: `round ${look}`, title: t(key), 'aria-label': t(key), onclick, ...facts },
    icon(sign),
  );
const WRONG = {
  denied: 'caller.denied',
  missing: 'caller.missing',
  taken: 'caller.taken',
  insecure: 'caller.insecure',
  failed: 'caller.failed',
  too_fast: 'caller.too_fast',
  not_sent: 'caller.not_sent',
  too_short: 'caller.too_short',
  consent_required: 'caller.consent_required',
  name_required: 'caller.name_required',
};
const wrong = () => WRONG[state.why] && el('p', { class: 'wrong', role: 'alert' }, t(WRONG[state.why]));
const messageButton = () => config.longest > 0 && button('caller.leave', 'mic', record, 'second');
const again = () => button('caller.again', 'phone', () => show('idle'), 'second');
const clock = (since) => el('time', { 'data-since': since }, '0:00');

function fields() {
  const input = (name, key, type, required) => {
    const typed = ({ target }) => (state[name] = target.value.trim());
    const facts = { id: name, type, name, autocomplete: name, maxlength: 200, required, oninput: typed };
    const field = el('input', facts);
    field.value = state[name];
    return el('label', { for: name }, el('span', {}, t(key)), field);
  };
  if (config.askName === 'never') return [];
  return [
    input('name', 'caller.name', 'text', config.askName === 'required'),
    input('email', 'caller.email', 'email', false),
  ];
}

function consent() {
  if (!config.consentText) return null;
  const box = el('input', {
    type: 'checkbox',
    required: true,
    onchange: ({ target }) => (state.agreed = target.checked),
  });
  box.checked = state.agreed;
  return el('label', { class: 'consent' }, box, el('span', {}, config.consentText));
}

/** Asked before, and free: the call is the same without. */
function notice() {
  if (!config.recordingNotice) return null;
  const box = el('input', { type: 'checkbox', onchange: ({ target }) => (state.recordable = target.checked) });
  box.checked = state.recordable;
  return el('label', { class: 'consent' }, box, el('span', {}, config.recordingNotice));
}
