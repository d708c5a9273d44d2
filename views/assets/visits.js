// Signing in at a far side happens in a window of its own; this page goes on when that window has come back.
{
  const line = 'BroadcastChannel' in window ? new BroadcastChannel('hubdesk-visit') : null;

  desk.on('click', 'a[data-popup]', (event, link) => {
    const opened = window.open(link.href, 'hubdesk-visit', 'popup,width=620,height=780');
    // Blocked: the link works as a link.
    if (!opened) return;
    event.preventDefault();
    line?.addEventListener('message', ({ data }) => data === link.dataset.popup && desk.visit(data), { once: true });
  });

  const returned = document.querySelector('[data-returned]');
  if (returned && line) {
    line.postMessage(returned.dataset.returned);
    window.close();
  }
}
