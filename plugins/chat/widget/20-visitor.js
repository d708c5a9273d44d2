// Who the visitor is to the desk: a token in a cookie of the page's own site, and what this browser remembers besides.
const COOKIE = `hubdesk_chat_${config.id}`;
const needsConsent = config.consent?.kind === 'explicit';
/** What the browser would not keep, or may not keep yet. */
const memory = new Map();

function remembered(name, where = 'localStorage') {
  try {
    return memory.get(name) ?? window[where].getItem(`${COOKIE}_${name}`);
  } catch {
    return null;
  }
}

/** `where`: `sessionStorage` is of this tab alone. Nothing leaves the memory before the visitor has agreed (PR-1). */
function remember(name, value, where = 'localStorage') {
  if (value === null) memory.delete(name);
  else memory.set(name, value);
  if (!visitor.agreed && value !== null) return;
  try {
    if (value === null) window[where].removeItem(`${COOKIE}_${name}`);
    else window[where].setItem(`${COOKIE}_${name}`, value);
  } catch {
    // Private windows remember nothing.
  }
}

function cookieToken() {
  try {
    const found = document.cookie.split('; ').find((one) => one.startsWith(`${COOKIE}=`));
    if (found) return decodeURIComponent(found.slice(COOKIE.length + 1));
  } catch {
    // A frame without cookies, or a cookie somebody has spoilt.
  }
  return remembered('token');
}

function writeCookie(value, seconds) {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  try {
    document.cookie = `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`;
  } catch {
    // The storage has it.
  }
}

const visitor = {
  token: cookieToken(),
  contact: {},
  /** With explicit consent nothing is asked of the desk and nothing kept before it is given (PR-1). */
  agreed: !needsConsent || remembered('agreed') === 'yes',
  identity: null,
};
const isReturning = visitor.token !== null;

function keepToken(token) {
  // Somebody else now: what the one before said is not theirs to see.
  if (visitor.token && visitor.token !== token) forgetTalk();
  visitor.token = token;
  if (!visitor.agreed) return;
  writeCookie(encodeURIComponent(token), 31_536_000);
  remember('token', token);
}

function forgetToken() {
  Object.assign(visitor, { token: null, contact: {} });
  writeCookie('', 0);
  remember('token', null);
  unsent.clear();
  keepUnsent();
  forgetTalk();
}

/** Another tab has become somebody, or has forgotten them: this one as well. */
addEventListener('storage', ({ key, newValue }) => {
  if (key !== `${COOKIE}_token` || newValue === visitor.token || !visitor.agreed) return;
  if (newValue && chat.messages.size > 0) return;
  memory.delete('token');
  forgetTalk();
  visitor.token = newValue;
  if (newValue) reconnect();
  else leaveLine();
});
