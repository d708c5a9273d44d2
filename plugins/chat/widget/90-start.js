// What the desk says, what the page may say to the chat, and the beginning.
const hears = {
  welcome({ token, messages, earlier, open, unread, state, rate, consent, contact, agents }) {
    line.ready = true;
    line.tries = 0;
    if (view.agreeing || (visitor.agreed && config.consent?.kind === 'explicit' && !consent)) send({ consent: { given: true } });
    view.agreeing = false;
    keepToken(token);
    Object.assign(visitor.contact, contact);
    if (agents.length > 0) view.agents = agents;
    Object.assign(view, { state, unread: view.open ? 0 : unread });
    Object.assign(chat, { earlier, open, rate });
    takeHistory(messages);
    for (const frame of unsent.values()) send({ say: frame });
    drawPanel();
    drawLauncher();
    sawAll();
    emit('ready', { contact: { ...visitor.contact } });
  },
  stored({ id, message }) {
    unsent.delete(id);
    takeMessage(message);
    chat.open = true;
    chat.rate = false;
    drawMessages();
  },
  message(message) {
    const isNew = takeMessage(message);
    unsent.delete(message.id);
    chat.typing = false;
    drawMessages();
    if (!isNew || message.from === 'visitor') return;
    chat.open = true;
    if (!view.open || document.hidden) {
      view.unread += 1;
      ring();
    }
    promptPlace.replaceChildren();
    sawAll();
    drawLauncher();
    emit('message', { from: message.from, text: message.text });
  },
  changed(message) {
    chat.messages.set(message.id, message);
    drawMessages();
  },
  gone(id) {
    chat.messages.delete(id);
    drawMessages();
  },
  typing({ on }) {
    chat.typing = on;
    drawMessages();
    toEnd(false);
  },
  read({ upTo }) {
    let reached = false;
    for (const message of [...chat.messages.values()].reverse()) {
      reached ||= message.id === upTo;
      if (reached && message.from === 'visitor' && !message.waiting) chat.messages.set(message.id, { ...message, status: 'read' });
    }
    drawMessages();
  },
  state(state) {
    view.state = state;
    drawHead();
    drawLauncher();
    emit('availability', state.now);
  },
  closed({ rate }) {
    Object.assign(chat, { open: false, rate, rated: 0 });
    drawMessages();
    toEnd(false);
  },
  rated(score) {
    Object.assign(chat, { rate: false, rated: score });
    drawMessages();
  },
  older(page) {
    takeOlder(page);
    drawMessages();
  },
  contact(contact) {
    Object.assign(visitor.contact, contact);
    drawMessages();
  },
  sent: ({ transcript }) => tell(t('transcript_sent', { email: transcript })),
  error({ code, id }) {
    if (code === 'email_required') return drawPanel();
    if (id && code !== 'too_fast' && code !== 'try_later') unsent.delete(id);
    if (code === 'too_fast') setTimeout(() => [...unsent.values()].forEach((frame) => send({ say: frame })), 3000);
    if (config.texts.en[`wrong_${code}`]) tell(t(`wrong_${code}`));
    emit('error', { code });
  },
};

/** What the page's own scripts may do (docs/channels/chat.md). */
const api = {
  open: () => setOpen(true),
  close: () => setOpen(false),
  /** `{id, name?, email?, hash}` or `{jwt}`, signed by the site's server. */
  identify(identity) {
    visitor.identity = identity;
    if (line.socket || visitor.token) reconnect();
  },
  logout() {
    visitor.identity = null;
    forgetToken();
    chat.messages.clear();
    reconnect();
  },
  on(name, listener) {
    if (!listeners.has(name)) listeners.set(name, new Set());
    listeners.get(name).add(listener);
    return () => listeners.get(name).delete(listener);
  },
};

function begin() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  host.dataset.side = config.position;
  host.toggleAttribute('data-page', fillsPage);
  followScheme();
  root.append(el('div', { class: 'place' }, buildPanel(), promptPlace, fillsPage ? null : launcher));
  for (const name of ['keydown', 'keyup', 'keypress']) root.addEventListener(name, (event) => event.stopPropagation());
  document.body.append(host);
  visualViewport?.addEventListener('resize', () => view.parts.panel.style.setProperty('--seen', `${visualViewport.height}px`));
  document.addEventListener('visibilitychange', sawAll);
  drawLauncher();
  const queued = Array.isArray(window.HubdeskChat) ? window.HubdeskChat : [];
  window.HubdeskChat = api;
  for (const [name, ...rest] of queued) api[name]?.(...rest);
  if (fillsPage) setOpen(true);
  // Who has been here before sees at once what was answered meanwhile.
  else if (visitor.token) connect();
  if (!fillsPage) setTimeout(showPrompt, 1500);
  dispatchEvent(new CustomEvent('hubdesk:ready'));
}

if (window.HubdeskChat && !Array.isArray(window.HubdeskChat)) console.warn('Hubdesk chat: there is one on this page already.');
else if (document.body) begin();
else addEventListener('DOMContentLoaded', begin);
