// One window of a browser is the telephone: the next takes over when it is closed.
const phones = [];

async function start() {
  const lines = await askForLines();
  if (lines.length === 0) return undefined;
  if (!Device.isSupported) return sayTrouble('insecure');
  let refused = () => {};
  const isRefused = new Promise((go) => (refused = go));
  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
    // The page is older than the choice to be reached in it: only a new one may sign in.
    if (lines.some(({ host }) => blockedURI.includes(`//${host}`))) refused();
  });
  for (const line of lines) phones.push(new Phone(line));
  await isRefused;
  for (const phone of phones.splice(0)) phone.end();
  return sayTrouble('reload');
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-call-key]') : null;
  const key = button?.closest('[data-call-phone]')?.dataset.callPhone;
  if (key) for (const phone of phones) phone.press(key, button.dataset.callKey);
});

addEventListener('beforeunload', (event) => {
  if (phones.some(({ calls }) => calls.size > 0)) event.preventDefault();
});

if (navigator.locks) navigator.locks.request('hubdesk-telephone', start).catch((error) => console.error(error));
else void start();
