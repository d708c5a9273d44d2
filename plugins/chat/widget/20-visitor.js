// Who the visitor is to the desk: a token in a cookie of the page's own site, and what this browser remembers besides.
const COOKIE = `hubdesk_chat_${config.id}`;

function remembered(name) {
  try {
    return localStorage.getItem(`${COOKIE}_${name}`);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(`${COOKIE}_${name}`);
    else localStorage.setItem(`${COOKIE}_${name}`, value);
  } catch {
    // Private windows remember nothing.
  }
}

function cookieToken() {
  const found = document.cookie.split('; ').find((one) => one.startsWith(`${COOKIE}=`));
  return found ? decodeURIComponent(found.slice(COOKIE.length + 1)) : remembered('token');
}

const visitor = {
  token: cookieToken(),
  contact: {},
  /** With explicit consent nothing is asked of the desk and nothing kept before it is given (PR-1). */
  agreed: config.consent?.kind !== 'explicit' || remembered('agreed') === 'yes',
  identity: null,
};
const isReturning = visitor.token !== null;

function keepToken(token) {
  visitor.token = token;
  if (!visitor.agreed) return;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${COOKIE}=${encodeURIComponent(token)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  remember('token', token);
}

function forgetToken() {
  visitor.token = null;
  document.cookie = `${COOKIE}=; Path=/; Max-Age=0; SameSite=Lax`;
  remember('token', null);
}
