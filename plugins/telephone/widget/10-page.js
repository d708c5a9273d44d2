// The page as a telephone: what it asks the desk for, the microphone, what it says when something is wrong.
const PAGE = '/settings/channels/plugins/telephone/mine';
const WHYS = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'taken',
  AbortError: 'taken',
};
let texts = {};

async function askDesk(name) {
  const answer = await fetch(`${PAGE}/${name}`, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`The desk answers ${answer.status}`);
  return answer.json();
}

/** One for each account of the provider; none where this person is reached elsewhere by now. */
async function askForLines() {
  const given = await askDesk('lines.json');
  texts = given.texts;
  return given.lines;
}

/** For the SDK: gives the stream; what is wrong is said before it is thrown. */
async function microphone({ audio }) {
  try {
    const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    return await navigator.mediaDevices.getUserMedia({ audio: typeof audio === 'object' ? audio : wanted });
  } catch (error) {
    sayTrouble(WHYS[error.name] ?? 'failed');
    throw error;
  }
}

/** Said once, until it is something else. */
let trouble = '';

function sayTrouble(why) {
  if (trouble === why) return;
  trouble = why;
  if (!why) return;
  const link = Object.assign(document.createElement('a'), {
    href: PAGE,
    textContent: texts.mine,
    className: 'button small',
  });
  // Another document, so that the policy of the page is a new one as well.
  link.setAttribute('hx-boost', 'false');
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.append(Object.assign(document.createElement('span'), { textContent: texts[why] ?? why }), link);
  desk.apply(`<hx-partial hx-target="#toasts" hx-swap="beforeend">${toast.outerHTML}</hx-partial>`);
}
