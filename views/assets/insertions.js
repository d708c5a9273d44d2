// What is chosen in the insert menu stands at the caret; a file of it is attached. Emoji are fetched when they are wanted.
{
  const options = () => [...document.querySelectorAll('.library-pick .insert-option')];
  const chosen = () => options().find((option) => option.getAttribute('aria-selected') === 'true');

  function choose(option) {
    for (const one of options()) one.setAttribute('aria-selected', String(one === option));
    document.querySelector('.library-pick input[type=search]')?.setAttribute('aria-activedescendant', option?.id ?? '');
    option?.scrollIntoView({ block: 'nearest' });
  }

  /** Of a text field where no editor stands over it. */
  function intoField(field, text) {
    field.focus();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  desk.insertAtCaret = (form, text, html) => {
    const root = form.querySelector('[data-editor]');
    if (root.hidden) intoField(form.querySelector('textarea[name=text]'), text);
    else desk.editorOf(root).insert(html);
  };

  async function insert(form, option) {
    const pick = option.closest('.library-pick');
    const body = new URLSearchParams({ entry: option.value, mode: pick.dataset.mode });
    const headers = { 'x-csrf-token': desk.csrf(), 'hx-request': 'true', accept: 'text/html' };
    const response = await fetch(`${pick.dataset.insert}?place=caret`, { method: 'POST', body, headers });
    if (!response.ok) return false;
    const template = document.createElement('template');
    template.innerHTML = await response.text();
    const { text, html } = template.content.querySelector('[data-insertion]').dataset;
    const file = template.content.querySelector('li');
    pick.closest('dialog')?.close();
    if (text || html) desk.insertAtCaret(form, text, html);
    if (file) {
      const list = form.querySelector('.attached');
      list.append(file);
      list.dispatchEvent(new Event('input', { bubbles: true }));
    }
    return true;
  }

  desk.on('click', '.library-pick .insert-option', async (event, option) => {
    const form = document.querySelector('.composer');
    // Without its editor the desk puts it into the draft.
    if (!form?.querySelector('.draft') || !desk.composer || option.dataset.plain) return;
    event.preventDefault();
    if (await insert(form, option).catch(() => false)) return;
    option.dataset.plain = 'yes';
    option.click();
  });
  desk.on('keydown', '.library-pick input[type=search]', (event) => {
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    else if (event.key === 'Enter') chosen()?.click();
    else return;
    event.preventDefault();
  });

  let fetching = null;
  const fetchEmoji = (src) =>
    (fetching ??= new Promise((done) => {
      const script = Object.assign(document.createElement('script'), { src, onload: () => done(true) });
      script.onerror = () => {
        fetching = null;
        script.remove();
        done(false);
      };
      document.head.append(script);
    }));
  desk.on('mousedown', '.composer [data-emoji]', (event) => event.preventDefault());
  desk.on('click', '.composer [data-emoji]', async (_event, button) => {
    if (await fetchEmoji(button.dataset.emoji)) desk.openEmoji(button);
  });
}
