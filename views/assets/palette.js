// The command palette (Ctrl or ⌘ K): what this page can do first, then whatever the server finds.
{
  const WAIT = 90;
  let timer = 0;
  let asked = new AbortController();
  /** What an own option presses. */
  const pressed = new WeakMap();
  // Typed and not answered yet: what is shown belongs to other words. `run`: Enter was pressed meanwhile.
  const waiting = { is: false, run: false };
  const parts = () => {
    const dialog = document.getElementById('palette');
    return dialog && { dialog, input: dialog.querySelector('input'), found: dialog.querySelector('[role=listbox]') };
  };
  const options = () => [...document.querySelectorAll('#palette [role=option]:not([aria-disabled])')];
  const chosen = () => options().find((option) => option.getAttribute('aria-selected') === 'true');

  function choose(option) {
    for (const one of options()) one.setAttribute('aria-selected', String(one === option));
    parts().input.setAttribute('aria-activedescendant', option?.id ?? '');
    option?.scrollIntoView({ block: 'nearest' });
  }

  function ownCommands(query) {
    const { found } = parts();
    const group = document.createElement('div');
    group.setAttribute('role', 'group');
    const words = query.trim().toLowerCase();
    const seen = new Set();
    for (const element of document.querySelectorAll('[data-key], [data-command]')) {
      const label = desk.labelOf(element);
      if (!label || seen.has(label) || !words || !label.toLowerCase().includes(words) || element.disabled) continue;
      seen.add(label);
      group.append(ownOption(element, label, seen.size));
    }
    if (group.childElementCount) {
      group.setAttribute('aria-label', found.dataset.here);
      group.prepend(
        Object.assign(document.createElement('h3'), { ariaHidden: 'true', textContent: found.dataset.here }),
      );
    }
    return group;
  }

  function ownOption(element, label, seen) {
    const option = document.createElement('div');
    option.setAttribute('role', 'option');
    option.id = `palette-own-${seen}`;
    option.dataset.press = element.dataset.key ?? '';
    pressed.set(option, element);
    const icon = element.querySelector('.icon')?.cloneNode(true);
    if (icon) option.append(icon);
    option.append(Object.assign(document.createElement('span'), { textContent: label }));
    const keys = Object.assign(document.createElement('span'), { className: 'key' });
    for (const key of element.dataset.key?.split(' ') ?? [])
      keys.append(Object.assign(document.createElement('kbd'), { textContent: key }));
    option.append(keys);
    return option;
  }

  async function ask() {
    const { input, found } = parts();
    asked.abort();
    asked = new AbortController();
    const address = `/palette?q=${encodeURIComponent(input.value)}&at=${encodeURIComponent(location.pathname)}`;
    let html = '';
    try {
      const response = await fetch(address, {
        signal: asked.signal,
        headers: { 'hx-request': 'true', accept: 'text/html' },
      });
      if (response.ok) html = await response.text();
    } catch (error) {
      if (error.name === 'AbortError') return;
    }
    const template = document.createElement('template');
    template.innerHTML = html;
    const own = ownCommands(input.value);
    found.replaceChildren(...(own.childElementCount ? [own] : []), template.content);
    choose(options()[0]);
    waiting.is = false;
    if (waiting.run && chosen()) run(chosen());
    waiting.run = false;
  }

  function run(option) {
    const { dialog } = parts();
    dialog.close();
    const { href, action, name, value } = option.dataset;
    if (pressed.has(option)) pressed.get(option).click();
    else if (href) desk.visit(href);
    else if (action) post(action, name, value);
  }

  function post(action, name, value) {
    const form = Object.assign(document.createElement('form'), { method: 'post', action });
    const fields = { _csrf: desk.csrf(), ...(name ? { [name]: value } : {}) };
    for (const [key, text] of Object.entries(fields)) {
      form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: key, value: text }));
    }
    document.body.append(form);
    htmx.process(form);
    form.requestSubmit();
    setTimeout(() => form.remove(), 5000);
  }

  desk.openPalette = () => {
    const all = parts();
    if (!all || all.dialog.open) return;
    all.input.value = '';
    Object.assign(waiting, { is: false, run: false });
    all.dialog.showModal();
    ask();
  };

  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      desk.openPalette();
    }
  });
  desk.on('input', '#palette input', () => {
    Object.assign(waiting, { is: true, run: false });
    choose(undefined);
    // What is on its way answers other words.
    asked.abort();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  desk.on('keydown', '#palette input', (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) {
      event.preventDefault();
      choose(all[(at + step + all.length) % all.length]);
    } else if (event.key === 'Enter' && (chosen() || waiting.is)) {
      event.preventDefault();
      if (chosen()) run(chosen());
      else waiting.run = true;
    }
  });
  desk.on('click', '#palette [role=option]:not([aria-disabled])', (_event, option) => run(option));
  desk.on('click', '[data-palette]', () => desk.openPalette());
}
