// The page as a telephone: what it asks the desk for, the microphone, and what it says on the card of a call.
const PAGE = '/settings/channels/plugins/pbx/mine';
const WHYS = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'taken',
  AbortError: 'taken',
};
let texts = {};

/** What this page may sign in with; a ticket is good for one line. */
async function askForLines() {
  const answer = await fetch(`${PAGE}/lines.json`, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`The desk answers ${answer.status}`);
  const given = await answer.json();
  texts = given.texts;
  return given.lines;
}

/** Gives the stream, or throws the name of what is wrong. */
async function microphone() {
  if (!navigator.mediaDevices?.getUserMedia || !window.RTCPeerConnection) throw new Error('insecure');
  try {
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw new Error(WHYS[error.name] ?? 'failed', { cause: error });
  }
}

const silence = (stream) => stream?.getTracks().forEach((track) => track.stop());

/** Browsers may refuse to play before somebody has touched the page. */
function play(audio) {
  audio.play().catch(() => addEventListener('pointerdown', () => void audio.play().catch(() => {}), { once: true }));
}

/** Servers for sound, with credentials that have not run out. */
async function freshServers(about) {
  const found = await askForLines().catch(() => []);
  const { iceServers } = found.find(({ account }) => account === about.account) ?? about;
  return (about.iceServers = iceServers);
}

/** Why nobody is signed in at the telephone system: said once, until it is something else. */
function sayTrouble(about, why) {
  if (about.trouble === why) return;
  about.trouble = why;
  const link = Object.assign(document.createElement('a'), {
    href: PAGE,
    textContent: texts.mine,
    className: 'button small',
  });
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.append(Object.assign(document.createElement('span'), { textContent: why }), link);
  desk.apply(`<hx-partial hx-target="#toasts" hx-swap="beforeend">${toast.outerHTML}</hx-partial>`);
}

/** What is wrong with calls, by their name; each redraw of the card takes away what was said on it. */
const wrongs = new Map();

function sayWrong(key, why) {
  if (why) wrongs.set(key, why);
  else if (wrongs.delete(key))
    for (const error of document.querySelectorAll('[data-call-phone] [data-call-error]')) error.hidden = true;
  showWrongs();
}

function showWrongs() {
  for (const card of document.querySelectorAll('[data-call-phone], [data-call-rings]')) {
    const error = card.querySelector('[data-call-error]');
    // The card of a ring does not say which call it is: nobody has more than one of which something is wrong.
    const why = card.dataset.callPhone ? wrongs.get(card.dataset.callPhone) : [...wrongs.values()][0];
    if (!error || !why) continue;
    error.textContent = texts[why] ?? why;
    error.hidden = false;
  }
}
