// One window of a browser is the telephone: the next takes over when it is closed, and none is when somebody has signed out.
const MARK = '[data-script^="/channels/telephone/phone.js"]';
/** Milliseconds until a desk that did not answer is asked again. */
const AGAIN = 5000;
const phones = [];
let isMarked = false;
/** Ends it, with the name of why where that is to be said. */
let stop = () => {};

async function start() {
  if (!isMarked) return undefined;
  const lines = await askForLines().catch(() => null);
  if (lines === null) return new Promise((go) => setTimeout(go, AGAIN)).then(start);
  if (lines.length === 0) return undefined;
  if (!Device.isSupported) return sayTrouble('insecure');
  const over = new Promise((go) => (stop = go));
  // The page is older than the choice to be reached in it: only a new one may sign in.
  const refused = ({ blockedURI }) => lines.some(({ host }) => blockedURI.includes(`//${host}`)) && stop('reload');
  document.addEventListener('securitypolicyviolation', refused);
  for (const line of lines) phones.push(new Phone(line, left));
  // Whoever has just chosen it is asked now and not when a customer waits.
  if (location.pathname === PAGE)
    await microphone({})
      .then((stream) => stream.getTracks().forEach((track) => track.stop()))
      .catch(() => {});
  const why = await over;
  document.removeEventListener('securitypolicyviolation', refused);
  for (const phone of phones.splice(0)) phone.end();
  return sayTrouble(why ?? '');
}

/** It is not to be rung in a browser any more. */
function left(phone) {
  phone.end();
  phones.splice(phones.indexOf(phone), 1);
  if (phones.length === 0) stop();
}

function begin() {
  const work = () => start().catch((error) => console.error(error));
  if (navigator.locks) void navigator.locks.request('hubdesk-telephone', work);
  else void work();
}

const followCards = () => phones.forEach((phone) => phone.mute());
// Muted, or hung up, while the desk does not answer.
document.addEventListener('desk:hushed', followCards);

desk.whenChanged(() => {
  followCards();
  const isHere = document.querySelector(MARK) !== null;
  if (isHere === isMarked) return;
  isMarked = isHere;
  if (isHere) begin();
  else stop();
});

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-call-key]') : null;
  const key = button?.closest('[data-call-phone]')?.dataset.callPhone;
  if (key) for (const phone of phones) phone.press(key, button.dataset.callKey);
});

addEventListener('beforeunload', (event) => {
  if (phones.some((phone) => phone.isTalking())) event.preventDefault();
});
