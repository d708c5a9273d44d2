// In which of their browsers somebody has taken a call, or begun one: there it is heard, and no microphone opens elsewhere.
const TOOK = 'hubdesk-telephone-took';
/** Milliseconds from the press to the ring; calling out, it rings here first. */
const SOON = 60_000;
const TAKES = /\/calls(\/[\w-]+\/acceptance)?$/;
let took = 0;

document.addEventListener(
  'submit',
  ({ target }) => {
    const address = target.getAttribute?.('action') ?? '';
    if (target.method !== 'post' || !TAKES.test(new URL(address, location.href).pathname)) return;
    took = Date.now();
    try {
      localStorage.setItem(TOOK, String(took));
    } catch {
      // Then only this window knows.
    }
  },
  true,
);

function tookHere() {
  let last = took;
  try {
    last = Math.max(last, Number(localStorage.getItem(TOOK) ?? 0));
  } catch {
    // As above.
  }
  return Date.now() - last < SOON;
}
