// The composer's editor stands over a textarea that works without it; both hold the same words.
{
  const editors = new WeakMap();
  const STYLES = {
    bold: ['B', 'bold', 'removeBold', 'b'],
    italic: ['I', 'italic', 'removeItalic', 'i'],
    strike: ['S', 'strikethrough', 'removeStrikethrough', 'Shift-7'],
    code: ['CODE', 'code', 'removeCode', 'd'],
    list: ['UL', 'makeUnorderedList', 'removeList', 'Shift-8'],
    quote: ['BLOCKQUOTE', 'increaseQuoteLevel', 'removeQuote', ']'],
    link: ['A', 'makeLink', 'removeLink', ''],
  };
  const TAGS = 'a b strong i em u s del strike code pre ul ol li blockquote div p br span img'.split(' ');
  const CLEAN = {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href', 'class', 'data-user', 'src', 'alt'],
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  };

  // Styles are dropped in any case; read as such, each would be told as a breach of the page's policy.
  const withoutStyles = (html) => html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ' dropped='));

  /** What may stand in the editor: few tags, our own pictures, no classes but a mention's and that of what is to be filled in. */
  function clean(html) {
    const fragment = DOMPurify.sanitize(withoutStyles(desk.tidied(html)), CLEAN);
    for (const image of fragment.querySelectorAll('img')) {
      if (!image.getAttribute('src')?.startsWith('/attachments/')) image.remove();
    }
    for (const part of fragment.querySelectorAll('[class]'))
      if (!['mention', 'unfilled'].includes(part.className)) part.removeAttribute('class');
    return document.importNode(fragment, true);
  }

  const partsOf = (draft) => ({
    text: draft.querySelector('textarea[name=text]'),
    html: draft.querySelector('textarea[name=html]'),
    root: draft.querySelector('[data-editor]'),
  });

  /** Whoever asks for it by a button or a file wants it now. */
  function editorOf(draft) {
    if (!editors.has(draft)) setUp(draft.closest('form'));
    return editors.get(draft);
  }

  function make(draft) {
    const { text, html, root } = partsOf(draft);
    root.hidden = false;
    // Without script only the plain words are sent: nobody could change the others.
    html.disabled = false;
    const caret = caretIn(root);
    const isInField = document.activeElement === text;
    // The browser itself let one write there, with its own bold and italic.
    const typed = root.textContent === '' ? '' : root.innerHTML;
    const pending = caret && ['bold', 'italic'].filter((style) => document.queryCommandState(style));
    const editor = new Squire(root, {
      blockTag: 'DIV',
      sanitizeToDOMFragment: clean,
      didError: (error) => console.error(error),
    });
    // It came when one was there already: it counts as entered, else it would set no caret.
    if (caret) root.dispatchEvent(new FocusEvent('focus'));
    editor.setHTML(typed || html.value || plainToHtml(text.value));
    editor.addEventListener('input', () => {
      const before = html.value;
      collect(draft);
      // The editor also says so when it was only filled.
      if (html.value === before) return;
      html.dispatchEvent(new Event('input', { bubbles: true }));
    });
    for (const type of ['pathChange', 'select', 'cursor']) editor.addEventListener(type, () => showStyles(draft));
    editors.set(draft, editor);
    if (caret) putCaret(editor, root, caret, pending);
    else if (isInField) editor.focus().moveCursorToEnd();
    if (typed) queueMicrotask(() => html.dispatchEvent(new Event('input', { bubbles: true })));
    return editor;
  }

  /** Where one was writing before the editor stood: letters before the caret, and whether any follow. */
  function caretIn(root) {
    const selection = getSelection();
    if (document.activeElement !== root || !selection.rangeCount || !root.contains(selection.focusNode)) return null;
    const range = document.createRange();
    range.selectNodeContents(root);
    range.setEnd(selection.focusNode, selection.focusOffset);
    const before = lettersOf(range.toString());
    return { before, isLast: before === lettersOf(root.textContent) };
  }
  const lettersOf = (text) => text.replace(/[\n\u200b]/g, '').length;

  function putCaret(editor, root, caret, styles) {
    editor.focus();
    if (caret.isLast) editor.moveCursorToEnd();
    else editor.setSelection(rangeAt(root, caret.before));
    for (const style of styles) if (!editor.hasFormat(STYLES[style][0])) editor[style]();
  }

  function rangeAt(root, before) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    let left = before;
    while (walker.nextNode() && left > walker.currentNode.length) left -= walker.currentNode.length;
    const range = document.createRange();
    range.setStart(walker.currentNode, Math.min(left, walker.currentNode.length ?? 0));
    return range;
  }

  function plainToHtml(text) {
    const line = document.createElement('div');
    return text
      .split('\n')
      .map((words) => {
        line.textContent = words;
        return `<div>${line.innerHTML || '<br>'}</div>`;
      })
      .join('');
  }

  function collect(draft) {
    const { text, html, root } = partsOf(draft);
    if (root.hidden) return;
    const words = root.innerText.replace(/\u200b/g, '').replace(/\n{3,}/g, '\n\n');
    const empty = !words.trim() && !root.querySelector('img');
    text.value = empty ? '' : words.trimEnd();
    html.value = empty ? '' : editors.get(draft).getHTML();
    root.toggleAttribute('data-empty', empty);
    hideFilesInText(draft);
  }

  // A picture that stands in the text is no attachment beside it; taken out of the text, it is one again.
  function hideFilesInText(draft) {
    const { root } = partsOf(draft);
    const shown = new Set([...root.querySelectorAll('img')].map((image) => image.getAttribute('src')));
    for (const thumb of draft.querySelectorAll('.attached .thumb img')) {
      thumb.closest('li').hidden = !root.hidden && shown.has(thumb.getAttribute('src'));
    }
  }

  // The way may carry styles or not: the same words in the editor or in the plain field.
  function setUp(form) {
    const draft = form.querySelector('.draft');
    if (!draft) return false;
    const fresh = !editors.has(draft);
    const editor = editors.get(draft) ?? make(draft);
    const { text, html, root } = partsOf(draft);
    const rich = form.hasAttribute('data-rich-way');
    if (rich && root.hidden) editor.setHTML(plainToHtml(text.value));
    if (!rich && !root.hidden) collect(draft);
    if (!rich) html.value = '';
    root.hidden = !rich;
    text.hidden = rich;
    for (const writer of [text, root]) writer.setAttribute('aria-label', form.dataset.label);
    text.placeholder = form.dataset.placeholder;
    root.dataset.placeholder = form.dataset.placeholder;
    form.querySelector('.styles')?.toggleAttribute('hidden', !rich);
    if (rich) limitKeys(form, editor);
    collect(draft);
    return fresh;
  }

  function limitKeys(form, editor) {
    for (const button of form.querySelectorAll('[data-style]:disabled')) {
      const key = STYLES[button.dataset.style]?.[3];
      if (key) editor.setKeyHandler(`Ctrl-${key}`, (_editor, event) => event.preventDefault());
    }
  }

  function showStyles(draft) {
    const editor = editors.get(draft);
    for (const button of draft.closest('form').querySelectorAll('[data-style]')) {
      button.setAttribute('aria-pressed', String(editor.hasFormat(STYLES[button.dataset.style][0])));
    }
  }

  function focus(form) {
    const draft = form.querySelector('.draft');
    if (!draft) return;
    const { text, root } = partsOf(draft);
    if (root.hidden) text.focus();
    else editorOf(draft).focus().moveCursorToEnd();
  }

  function askAddress(button) {
    const form = button.form.querySelector('.link-form');
    const place = button.getBoundingClientRect();
    form.style.insetInlineStart = `${place.left}px`;
    form.style.insetBlockEnd = `${innerHeight - place.top + 6}px`;
    form.togglePopover();
    form.querySelector('input').focus();
  }

  desk.on('click', '.composer [data-style]', (_event, button) => {
    const editor = editorOf(button.form.querySelector('.draft'));
    const [tag, add, remove] = STYLES[button.dataset.style];
    if (editor.hasFormat(tag)) editor[remove]();
    else if (add !== 'makeLink') editor[add]();
    else return askAddress(button);
    return editor.focus();
  });
  desk.on('click', '.composer [data-link-set]', (_event, button) => {
    const field = button.form.querySelector('[data-link-address]');
    const address = /^(https?:|mailto:|tel:)/i.test(field.value) ? field.value : `https://${field.value}`;
    if (field.value) editorOf(button.form.querySelector('.draft')).focus().makeLink(address);
    field.value = '';
    button.closest('[popover]').hidePopover();
  });
  desk.on('keydown', '.composer [data-link-address]', (event, field) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    field.closest('[popover]').querySelector('[data-link-set]').click();
  });
  /** For the writing place, which calls it when a composer is shown or its editor has come. */
  desk.composer = { setUp, focus, holds: (root) => editors.has(root.closest('.draft')) };

  desk.editorOf = (root) => {
    const editor = editorOf(root.closest('.draft'));
    return {
      /** Replaces what stands before the caret, `length` characters of one text node. */
      replaceBefore(length, html) {
        const { focusNode, focusOffset } = getSelection();
        const range = document.createRange();
        range.setStart(focusNode, Math.max(0, focusOffset - length));
        range.setEnd(focusNode, focusOffset);
        editor.setSelection(range).insertHTML(`${html}\u00a0`);
        editor.focus();
      },
      /** At the caret, also when one has been elsewhere meanwhile. */
      insert(html) {
        editor.focus().insertHTML(html);
        collect(root.closest('.draft'));
      },
      /** A picture of this desk at the caret. */
      insertPicture(address, name) {
        editor.insertImage(address, { alt: name });
        collect(root.closest('.draft'));
      },
    };
  };
}
