// What the desk says, what the page may say to the chat, and the beginning.
const hears = {
  welcome({ token, messages, earlier, open, unread, state, rate, consent, contact, agents, offer }) {
    line.ready = true;
    line.tries = 0;
    if (view.agreeing || (visitor.agreed && config.consent?.kind === 'explicit' && !consent))
      send({ consent: { given: true } });
    view.agreeing = false;
    keepToken(token);
    if (visitor.told !== false) Object.assign(visitor.contact, contact);
    if (agents.length > 0) view.agents = agents;
    Object.assign(view, { state, unread: view.open ? 0 : unread });
    Object.assign(chat, { earlier, open, rate });
    takeHistory(messages);
    if (offer) hears.offer(offer);
    // An address that was given while there was no line.
    if (visitor.told === false) visitor.told = send({ contact: visitor.contact });
    for (const frame of unsent.values()) send({ say: frame });
    drawPanel(true);
    nextUpload();
    drawLauncher();
    sawAll();
    emit('ready', { contact: { ...visitor.contact } });
  },
  stored({ id, message }) {
    unsent.delete(id);
    keepUnsent();
    takeMessage(message);
    chat.open = true;
    chat.rate = false;
    drawMessages();
  },
  message(message) {
    const isNew = takeMessage(message);
    unsent.delete(message.id);
    keepUnsent();
    if (message.from !== 'visitor') chat.typing = false;
    drawMessages();
    if (!isNew || message.from === 'visitor') return;
    Object.assign(chat, { open: true, rate: false });
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
      if (reached && message.from === 'visitor' && !message.waiting)
        chat.messages.set(message.id, { ...message, status: 'read' });
    }
    drawMessages();
  },
  state(state) {
    view.state = state;
    drawPanel();
    drawLauncher();
    showPrompt();
    emit('availability', state.now);
  },
  // Saved while the page was open.
  settings(next) {
    if (view.agents === config.heading.people) view.agents = next.heading.people;
    Object.assign(config, next);
    view.state = config.state;
    host.dataset.side = config.position;
    paint();
    changeFlow();
    drawPanel(true);
    drawLauncher();
  },
  // Published, switched or ordered anew while the page was open.
  offer(next) {
    Object.assign(config, next);
    changeFlow();
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
    drawMessages(true);
  },
  contact(contact) {
    Object.assign(visitor.contact, contact);
    drawPanel();
    nextUpload();
  },
  consent({ given }) {
    if (!given) withdraw();
  },
  sent: ({ transcript }) => tell(t('transcript_sent', { email: transcript })),
  error({ code, id }) {
    if (wrongs[code]) wrongs[code](id);
    else if (id && code !== 'try_later') failMessage(id);
    drawMessages();
    if (config.texts.en[`wrong_${code}`]) tell(t(`wrong_${code}`));
    emit('error', { code });
  },
};

const sayAgain = () => [...unsent.values()].forEach((frame) => send({ say: frame }));
/** Codes after which something is to be done; what was said stays where it is until it is taken. */
const wrongs = {
  too_fast: (id) => id && setTimeout(sayAgain, 3000),
  // The settings have changed since this page was loaded.
  consent_required() {
    visitor.agreed = config.consent === null;
    if (config.consent) drawPanel();
  },
  email_required(id) {
    const { text } = unsent.get(id) ?? {};
    unsent.delete(id);
    keepUnsent();
    chat.messages.delete(id);
    view.asking = 'before';
    config.askEmail = 'before';
    if (text && !view.parts.text.value) view.parts.text.value = text;
    drawPanel();
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
    if (view.open) reconnect();
    else leaveLine();
    drawPanel();
  },
  /** The queue's own way in goes on working after the script has come. */
  push([name, ...rest]) {
    return api[name]?.(...rest);
  },
  on(name, listener) {
    if (!listeners.has(name)) listeners.set(name, new Set());
    listeners.get(name).add(listener);
    return () => listeners.get(name).delete(listener);
  },
};

function build() {
  wear(STYLE);
  paint();
  host.dataset.side = config.position;
  host.toggleAttribute('data-page', fillsPage);
  // The chat's own language and direction, whatever the page's are.
  const place = { class: 'place', lang: language, dir: 'ltr' };
  root.append(el('div', place, buildPanel(), promptPlace, fillsPage ? null : launcher));
  // Shortcuts of the page are not meant for what is written here.
  for (const name of ['keydown', 'keyup', 'keypress', 'paste', 'copy', 'cut'])
    root.addEventListener(name, (event) => event.stopPropagation());
  document.body.append(host);
  followScheme();
  for (const name of ['resize', 'scroll']) visualViewport?.addEventListener(name, fitScreen);
  matchMedia('(prefers-color-scheme:dark)').addEventListener('change', followScheme);
  drawLauncher();
}

function begin() {
  const queued = window.HubdeskChat;
  if (queued && !Array.isArray(queued)) return console.warn('Hubdesk chat: there is one on this page already.');
  window.HubdeskChat = api;
  build();
  readUnsent();
  view.parts.text.value = remembered('draft', 'sessionStorage') ?? '';
  fitText();
  for (const one of queued ?? []) api.push(one);
  // Who has been here before sees at once what was answered meanwhile.
  if (fillsPage || remembered('open', 'sessionStorage') === 'yes') setOpen(true, fillsPage);
  else if (visitor.token || unsent.size > 0) connect();
  if (!fillsPage) setTimeout(showPrompt, 1500);
  dispatchEvent(new CustomEvent('hubdesk:ready'));
  return undefined;
}

if (document.body) begin();
else addEventListener('DOMContentLoaded', begin);
