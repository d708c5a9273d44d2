// Keys press real buttons and links: whatever carries data-key="e" or data-key="g i". j and k walk through lists.
{
  const PAUSE = 1200;
  const WALKED = '.row > a, .hit h3 a, [data-walk]';
  let before = { key: '', at: 0 };

  function nameOf(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (WAYS[key] && isWalking()) return WAYS[key];
    return event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key;
  }

  // Entries of closed menus can be pressed; what is hidden for this width or state cannot.
  function find(name) {
    return [...document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].find((element) => {
      const menu = element.closest('.menu');
      return !element.disabled && (menu ? menu.parentElement : element).checkVisibility?.();
    });
  }

  function press(element) {
    if (element.matches('.draft')) element.querySelector('.text:not([hidden])').focus();
    else if (element.matches('textarea, input:not([type=checkbox], [type=radio])')) {
      element.focus();
      if (element.type === 'search') element.select();
    } else {
      element.click();
      if (element.matches('summary') && element.parentElement.open) {
        desk.menuItems(element.parentElement)[0]?.focus();
      }
    }
  }

  function walk(step) {
    const all = [...document.querySelectorAll(WALKED)];
    if (!all.length) return;
    const open = document.querySelector('.row.on > a');
    const at = all.indexOf(document.activeElement);
    const from = at >= 0 ? at : all.indexOf(open);
    const next = all[Math.max(0, Math.min(all.length - 1, from + step))];
    next.focus();
    (next.closest('.row') ?? next).scrollIntoView({ block: 'nearest' });
    desk.fetchScript(document.getElementById('rows')?.dataset.ahead);
    desk.walked?.(next, step);
  }

  // Arrows scroll, unless one is walking already.
  const isWalking = () => document.activeElement.matches?.(WALKED);
  const WAYS = { ArrowDown: 'j', ArrowUp: 'k' };

  const own = {
    j: () => walk(1),
    k: () => walk(-1),
    o: () => isWalking() && document.activeElement.click(),
    x: () => document.activeElement.closest?.('.row, tr')?.querySelector('.pick input, .row-pick input')?.click(),
    '/': () => desk.visit('/search'),
    '?': showKeys,
  };

  function showKeys() {
    const dialog = document.getElementById('keys');
    if (!dialog) return;
    const list = dialog.querySelector('[data-found]');
    const known = new Set();
    list.replaceChildren();
    for (const element of document.querySelectorAll('[data-key]')) {
      const name = element.dataset.key;
      if (known.has(name) || !find(name)) continue;
      known.add(name);
      const keys = document.createElement('dt');
      for (const one of name.split(/ |\+/))
        keys.append(Object.assign(document.createElement('kbd'), { textContent: one }));
      list.append(keys, Object.assign(document.createElement('dd'), { textContent: desk.labelOf(element) }));
    }
    dialog.showModal();
  }

  /** What a button or link is called, without its key in brackets. */
  desk.labelOf = (element) =>
    (element.dataset.label || element.title || element.getAttribute('aria-label') || element.textContent)
      .replace(/\s*\([^)]*\)\s*$/, '')
      .trim();

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === 'Escape' && desk.isWriting(event.target) && !event.target.closest('dialog')) {
      // A field for searching would be emptied, and no longer say what is shown.
      event.preventDefault();
      event.target.blur();
    }
    if (desk.isWriting(event.target) || document.querySelector('dialog[open]')) return;
    const name = nameOf(event);
    const follows = Date.now() - before.at < PAUSE ? find(`${before.key} ${name}`) : undefined;
    const found = follows ?? find(name);
    before = { key: name, at: Date.now() };
    if (!found && !own[name]) return;
    event.preventDefault();
    if (found) press(found);
    else own[name]();
  });

  desk.on('click', '[data-keys-help]', showKeys);
}
