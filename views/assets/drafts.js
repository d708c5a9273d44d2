// What one types is kept: forms with data-draft post themselves while one writes.
{
  const WAIT = 800;
  const timers = new WeakMap();

  function content(form) {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
    return data;
  }

  async function save(form, leaving = false) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    form.dispatchEvent(new CustomEvent('desk:collect'));
    try {
      const headers = { 'x-csrf-token': desk.csrf() };
      const options = { method: 'POST', body: content(form), headers, keepalive: leaving };
      const response = await fetch(form.dataset.draft, options);
      if (response.ok) saved(form);
      else if (response.status >= 500) later(form, 10_000);
    } catch {
      later(form, 10_000);
    }
  }

  function saved(form) {
    const note = form.querySelector('[data-saved]');
    if (note && !timers.has(form)) note.textContent = note.dataset.saved;
  }

  function later(form, wait = WAIT) {
    clearTimeout(timers.get(form));
    timers.set(
      form,
      setTimeout(() => form.isConnected && save(form), wait),
    );
  }

  desk.on('input', 'form[data-draft]', (event, form) => {
    if (event.target.closest('[data-no-draft]')) return;
    const note = form.querySelector('[data-saved]');
    if (note) note.textContent = '';
    later(form);
    if (form.dataset.typing) desk.live.typing(form.dataset.typing, form.elements.mode?.value);
  });
  // Sent or left: nothing more to save under the old text, or the last chance to do so.
  desk.on('submit', 'form[data-draft]', (_event, form) => {
    clearTimeout(timers.get(form));
    timers.delete(form);
  });
  addEventListener('pagehide', () => {
    for (const form of document.querySelectorAll('form[data-draft]')) if (timers.has(form)) save(form, true);
  });
  document.addEventListener('htmx:before:swap', () => {
    for (const form of document.querySelectorAll('form[data-draft]')) if (timers.has(form)) save(form, true);
  });
}
