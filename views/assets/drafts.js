// What one types is kept: forms with data-draft post themselves while one writes.
{
  const WAIT = 800;
  const timers = new WeakMap();
  /** Savings under way, by their form. */
  const savings = new WeakMap();
  const forms = () => [...document.querySelectorAll('form[data-draft]')];

  function content(form) {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
    return data;
  }

  function save(form, leaving = false) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    form.dispatchEvent(new CustomEvent('desk:collect'));
    const saving = post(form, leaving).finally(() => savings.get(form) === saving && savings.delete(form));
    savings.set(form, saving);
    return saving;
  }

  // What the server did not take waits in this tab for the same person: through a sign-in, a reload, a stopped desk.
  const placeOf = (form) => {
    const person = desk.topics().find((topic) => topic.startsWith('user:'));
    return person && `unsaved ${person} ${form.dataset.draft} ${form.elements.mode?.value}`;
  };
  function put(form) {
    const place = placeOf(form);
    if (place) sessionStorage.setItem(place, content(form).toString());
  }
  function drop(form) {
    const place = placeOf(form);
    if (place) sessionStorage.removeItem(place);
  }
  const FIELDS = ['key', 'to', 'cc', 'bcc', 'subject', 'text', 'html'];
  const known = new WeakSet();

  /** When a composer is seen for the first time, before its editor stands. */
  function bringBack(form) {
    const kept = sessionStorage.getItem(placeOf(form) ?? '');
    if (known.has(form) || !kept) return void known.add(form);
    known.add(form);
    const words = new URLSearchParams(kept);
    for (const name of FIELDS) if (form.elements[name] && words.has(name)) form.elements[name].value = words.get(name);
    if (words.get('cc') || words.get('bcc')) form.querySelector('.copies')?.setAttribute('open', '');
    return later(form);
  }
  desk.whenChanged(() => forms().forEach(bringBack));

  async function post(form, leaving) {
    try {
      const headers = { 'x-csrf-token': desk.csrf() };
      const options = { method: 'POST', body: content(form), headers, keepalive: leaving };
      const response = await fetch(form.dataset.draft, options);
      if (response.ok) return saved(form, leaving ? '' : await response.text());
      put(form);
      if (response.status === 401) form.setAttribute('data-signed-out', '');
      if (response.status >= 500) later(form, 10_000);
    } catch {
      put(form);
      later(form, 10_000);
    }
    return undefined;
  }

  /** The line stays what it is, so that it is read aloud when its words change. */
  function showLosses(form, html) {
    const template = document.createElement('template');
    template.innerHTML = html;
    const [line, answer] = [form.querySelector('.losses'), template.content.querySelector('.losses')];
    if (line && answer && line.innerHTML !== answer.innerHTML) line.replaceChildren(...answer.childNodes);
  }

  function saved(form, html) {
    showLosses(form, html);
    form.removeAttribute('data-signed-out');
    drop(form);
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
  // Sent: nothing more to save under the old text, unless it was not taken.
  desk.on('submit', 'form[data-draft]', (_event, form) => {
    clearTimeout(timers.get(form));
    timers.delete(form);
    put(form);
  });
  document.addEventListener('htmx:before:response', ({ detail: { ctx } }) => {
    const form = ctx.sourceElement?.closest?.('form[data-draft]');
    if (form && ctx.response.status < 500 && ctx.response.status !== 401) drop(form);
  });

  // Sent without a line: it goes out when the line is back, unless one writes on. Its key makes it one message in any case.
  const waiting = new Map();
  function noLonger(form) {
    if (!waiting.delete(form)) return;
    const note = form.querySelector('[data-saved]');
    if (note) note.textContent = '';
  }
  const pressed = new WeakMap();
  desk.on('submit', 'form[data-draft]', ({ submitter }, form) => pressed.set(form, submitter), true);
  document.addEventListener('htmx:error', ({ detail: { ctx, error } }) => {
    const form = ctx?.sourceElement?.closest?.('form[data-draft]');
    const button = pressed.get(form);
    if (!form || ctx.response || !(error instanceof TypeError) || button?.hasAttribute('formaction')) return;
    waiting.set(form, button);
    const note = form.querySelector('[data-saved]');
    if (note) note.textContent = note.dataset.waiting;
  });
  desk.on('input', 'form[data-draft]', (_event, form) => noLonger(form));
  document.addEventListener('desk:online', () => {
    for (const [form, button] of waiting) {
      noLonger(form);
      if (form.isConnected) form.requestSubmit(form.contains(button) ? button : null);
    }
  });
  addEventListener('pagehide', () => {
    for (const form of forms()) {
      if (!timers.has(form)) continue;
      put(form);
      save(form, true);
    }
  });

  // Nothing is asked for before what was typed is kept: the answer is drawn with it.
  document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
    const open = forms().filter((form) => timers.has(form) || savings.has(form));
    if (open.length === 0) return;
    const ask = ctx.fetch;
    ctx.fetch = async (...request) => {
      await Promise.all(open.map((form) => (timers.has(form) ? save(form) : savings.get(form))));
      return ask(...request);
    };
  });

  /** The same composer drawn again, for another reason than itself: what stands in it stays as it is. */
  function stay(form, fragment) {
    const next = fragment?.querySelector?.(`form[id="${form.id}"]`);
    if (!next || next.elements.mode?.value !== form.elements.mode?.value) return;
    const [before, now] = [form.elements.key.value, next.elements.key.value];
    next.elements.key.setAttribute('value', before);
    for (const part of next.querySelectorAll(`[id$="-${now}"]`)) part.id = part.id.replace(now, before);
  }

  document.addEventListener('htmx:before:swap', ({ detail: { ctx, tasks } }) => {
    // What was taken back is the draft now.
    const isTakenBack = /\/sending\b/.test(ctx.request?.action ?? '');
    for (const form of forms()) {
      const isTyped = timers.has(form);
      if (isTakenBack || form.contains(ctx.sourceElement)) continue;
      if (isTyped || form.contains(document.activeElement))
        for (const { fragment } of tasks ?? []) stay(form, fragment);
      if (isTyped) save(form, true);
    }
  });
}
