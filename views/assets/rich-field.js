// A field with styled text, such as a signature: an editor over the textarea that works without it.
{
  const editors = new WeakMap();
  const MARKS = {
    bold: ['B', 'bold', 'removeBold'],
    italic: ['I', 'italic', 'removeItalic'],
    list: ['UL', 'makeUnorderedList', 'removeList'],
    link: ['A', 'makeLink', 'removeLink'],
  };
  const CLEAN = {
    ALLOWED_TAGS: 'a b strong i em u s ul ol li p div br span small'.split(' '),
    ALLOWED_ATTR: ['href'],
    RETURN_DOM_FRAGMENT: true,
  };
  const HAS_TAGS = /<(a|b|strong|i|em|u|s|ul|ol|li|p|div|br|span|small|table|img|font|hr)\b[^@<]*>/i;

  const partsOf = (place) => ({
    area: place.querySelector('textarea'),
    root: place.querySelector('[contenteditable]'),
    tools: place.querySelector('[role=toolbar]'),
    link: place.querySelector('[data-mark-address]'),
  });

  /** What was written without the editor is plain lines. */
  function htmlOf(text) {
    if (HAS_TAGS.test(text)) return text;
    const line = document.createElement('div');
    return text
      .split('\n')
      .map((words) => {
        line.textContent = words;
        return `<div>${line.innerHTML || '<br>'}</div>`;
      })
      .join('');
  }

  function setUp(place) {
    const { area, tools, root: before } = partsOf(place);
    if (before && editors.has(before)) return;
    const root = Object.assign(document.createElement('div'), { className: 'textarea' });
    root.setAttribute('role', 'textbox');
    root.setAttribute('aria-multiline', 'true');
    root.setAttribute('aria-label', area.labels[0]?.textContent.trim() ?? '');
    for (const name of ['aria-describedby', 'aria-invalid'])
      if (area.hasAttribute(name)) root.setAttribute(name, area.getAttribute(name));
    area.before(root);
    const editor = new Squire(root, {
      blockTag: 'DIV',
      sanitizeToDOMFragment: (html) => document.importNode(DOMPurify.sanitize(html, CLEAN), true),
      didError: (error) => console.error(error),
    });
    editors.set(root, editor);
    editor.setHTML(htmlOf(area.value));
    editor.addEventListener('input', () => {
      const isEmpty = root.innerText.replace(/\u200b/g, '').trim() === '';
      const html = isEmpty ? '' : editor.getHTML();
      if (html === area.value) return;
      area.value = html;
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
    for (const type of ['pathChange', 'select', 'cursor']) editor.addEventListener(type, () => showMarks(place));
    area.hidden = true;
    tools.hidden = false;
  }

  function showMarks(place) {
    const editor = editors.get(partsOf(place).root);
    for (const button of place.querySelectorAll('[data-mark]'))
      button.setAttribute('aria-pressed', String(editor.hasFormat(MARKS[button.dataset.mark][0])));
  }

  desk.whenChanged(() => {
    for (const place of document.querySelectorAll('[data-rich-field]')) setUp(place);
  });
  desk.on('mousedown', '[data-mark]', (event) => event.preventDefault());
  desk.on('click', '[data-mark]', (_event, button) => {
    const place = button.closest('[data-rich-field]');
    const { root, link } = partsOf(place);
    const editor = editors.get(root);
    const [tag, add, remove] = MARKS[button.dataset.mark];
    if (editor.hasFormat(tag)) editor[remove]();
    else if (add !== 'makeLink') editor[add]();
    else {
      link.hidden = !link.hidden;
      return link.hidden ? editor.focus() : link.querySelector('input').focus();
    }
    return editor.focus();
  });
  desk.on('click', '[data-mark-link]', (_event, button) => {
    const { root, link } = partsOf(button.closest('[data-rich-field]'));
    const field = link.querySelector('input');
    const address = field.value.trim();
    link.hidden = true;
    field.value = '';
    const editor = editors.get(root).focus();
    if (address) editor.makeLink(/^(https?:|mailto:|tel:)/i.test(address) ? address : `https://${address}`);
  });
  desk.on('keydown', '[data-mark-address] input', (event, field) => {
    if (event.key !== 'Enter') return;
    // The form is not sent by it.
    event.preventDefault();
    field.parentElement.querySelector('[data-mark-link]').click();
  });
  // The label leads to the textarea, which is hidden.
  desk.on('click', 'label', (_event, label) => {
    const root = label.htmlFor && document.getElementById(label.htmlFor)?.previousElementSibling;
    if (root && editors.has(root)) editors.get(root).focus();
  });

  /** Writes into the editor that stands over the textarea; false when there is none. */
  desk.insertIntoEditor = (area, words) => {
    const root = area.previousElementSibling;
    if (!root || !editors.has(root)) return false;
    editors.get(root).focus().insertPlainText(words);
    return true;
  };
}
