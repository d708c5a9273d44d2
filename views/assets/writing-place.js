// The composer before its editor is there: one writes at once, nothing is lost, and the editor takes over what stands there.
{
  const partsOf = (draft) => ({
    text: draft.querySelector('textarea[name=text]'),
    html: draft.querySelector('textarea[name=html]'),
    root: draft.querySelector('[data-editor]'),
  });
  const forms = () => document.querySelectorAll('form[data-composer]');
  let isComposing = false;
  /** Milliseconds without a key after which the editor may take over. */
  const QUIET = 150;
  let quietAt = 0;

  /** Only the editor may show what is styled already; an empty place looks the same without it. True when it is new. */
  function prepare(form) {
    const draft = form.querySelector('.draft');
    if (!draft) return false;
    const { text, html, root } = partsOf(draft);
    const isRich = form.hasAttribute('data-rich-way');
    const isFresh = isRich && root.hidden;
    text.placeholder = form.dataset.placeholder;
    root.dataset.placeholder = form.dataset.placeholder;
    for (const writer of [text, root]) writer.setAttribute('aria-label', form.dataset.label);
    if (isFresh && (text.value || html.value)) void bring(form);
    else {
      if (isFresh) root.setAttribute('data-empty', '');
      root.hidden = !isRich;
      text.hidden = isRich;
      form.querySelector('.styles')?.toggleAttribute('hidden', !isRich);
    }
    return isFresh;
  }

  async function bring(form) {
    if (desk.composer || !(await desk.fetchEditor(form.dataset.composer))) return;
    // A letter that is being put together would fall apart, and a key pressed just now would lose its place.
    if (isComposing) await new Promise((go) => document.addEventListener('compositionend', go, { once: true }));
    for (let rest; (rest = quietAt - performance.now()) > 0;) await new Promise((go) => setTimeout(go, rest));
    for (const one of forms()) desk.composer.setUp(one);
  }
  document.addEventListener('beforeinput', () => (quietAt = performance.now() + QUIET), true);
  document.addEventListener('compositionstart', () => (isComposing = true));
  document.addEventListener('compositionend', () => (isComposing = false));

  function focus(form) {
    const draft = form.querySelector('.draft');
    if (desk.composer) desk.composer.focus(form);
    else if (draft) draft.querySelector('.text:not([hidden])').focus();
  }

  let wanted = null;
  document.addEventListener('htmx:before:swap', () => {
    wanted ??= document.activeElement?.closest?.('.composer .draft')?.closest('form').id ?? null;
  });
  desk.on('click', '.composer button.way', (_event, way) => (wanted = way.form.id));
  desk.whenChanged(() => {
    for (const form of forms()) {
      const isFresh = desk.composer ? desk.composer.setUp(form) : prepare(form);
      const isElsewhere = !form.contains(document.activeElement) || document.activeElement.matches('.way');
      if (form.id === wanted && (isFresh || isElsewhere)) focus(form);
    }
    wanted = null;
  });

  for (const type of ['pointerover', 'focusin'])
    desk.on(type, 'form[data-composer]', (_event, form) => void bring(form));
  // The fields are what is kept and sent; until the editor holds the words they are filled from here.
  desk.on(
    'input',
    '.composer [data-editor]',
    (_event, root) => {
      if (desk.composer?.holds(root)) return;
      const { text, html } = partsOf(root.closest('.draft'));
      const isEmpty = root.textContent.trim() === '';
      text.value = isEmpty ? '' : root.innerText.replace(/\n$/, '').replaceAll('\u00a0', ' ');
      html.value = isEmpty ? '' : root.innerHTML;
      html.disabled = false;
      root.toggleAttribute('data-empty', isEmpty);
    },
    true,
  );
  desk.on('mousedown', '.composer [data-style]', (event) => event.preventDefault());
  desk.on('click', '.composer [data-style]', async (_event, button) => {
    if (desk.composer) return;
    await bring(button.form);
    if (desk.composer) button.click();
  });
  desk.on('keydown', '.composer', (event, form) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const send = form.querySelector('[data-send]:not([disabled])');
    if (send) form.requestSubmit(send);
  });
}
