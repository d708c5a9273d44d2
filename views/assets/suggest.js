// While one writes: @ offers colleagues in comments, / offers snippets anywhere.
{
  const WAIT = 120;
  const TOKEN = /(?:^|\s)([@/])([\p{L}\p{N}._-]{0,30})$/u;
  let open = null;
  let timer = 0;
  let asked = new AbortController();

  function box() {
    let element = document.getElementById('suggestions');
    if (!element) {
      element = Object.assign(document.createElement('div'), { id: 'suggestions', className: 'menu suggestions' });
      element.setAttribute('role', 'listbox');
      document.body.append(element);
    }
    return element;
  }
  const options = () => [...box().querySelectorAll('[role=option]')];
  const chosen = () => options().find((option) => option.getAttribute('aria-selected') === 'true');

  function close() {
    if (!open) return;
    open.writer.removeAttribute('aria-activedescendant');
    open.writer.removeAttribute('aria-controls');
    open = null;
    box().remove();
  }

  function choose(option) {
    for (const one of options()) one.setAttribute('aria-selected', String(one === option));
    open.writer.setAttribute('aria-activedescendant', option?.id ?? '');
    option?.scrollIntoView({ block: 'nearest' });
  }

  function caretText(writer) {
    if (writer instanceof HTMLTextAreaElement) return writer.value.slice(0, writer.selectionStart);
    const selection = getSelection();
    const node = selection?.focusNode;
    if (!node || node.nodeType !== Node.TEXT_NODE || !writer.contains(node)) return '';
    return node.textContent.slice(0, selection.focusOffset);
  }

  function look(writer, form) {
    const token = TOKEN.exec(caretText(writer));
    const comment = form.elements.mode?.value === 'comment';
    const address = token && (token[1] === '/' ? form.dataset.snippets : comment ? form.dataset.mentions : '');
    clearTimeout(timer);
    if (!address) return close();
    timer = setTimeout(() => ask(writer, form, address, token), WAIT);
    return undefined;
  }

  async function ask(writer, form, address, token) {
    asked.abort();
    asked = new AbortController();
    const query = `${address}?q=${encodeURIComponent(token[2])}&conversation=${form.dataset.typing}`;
    const headers = { 'hx-request': 'true', accept: 'text/html' };
    const response = await fetch(query, { signal: asked.signal, headers }).catch(() => null);
    const html = response?.ok ? await response.text() : '';
    if (!html.includes('role="option"') || !writer.isConnected) return close();
    open = { writer, form, length: token[2].length + 1 };
    box().innerHTML = html;
    place(writer);
    writer.setAttribute('aria-controls', 'suggestions');
    choose(options()[0]);
    return undefined;
  }

  function place(writer) {
    const caret = writer instanceof HTMLTextAreaElement ? writer.getBoundingClientRect() : caretRect(writer);
    const { style } = box();
    style.insetInlineStart = `${Math.min(caret.left, innerWidth - 260)}px`;
    style.insetBlockEnd = `${innerHeight - caret.top + 6}px`;
  }

  function caretRect(writer) {
    const rect = getSelection().getRangeAt(0).getBoundingClientRect();
    return rect.top ? rect : writer.getBoundingClientRect();
  }

  function take(option) {
    const { writer, length } = open;
    const { text, html, used } = option.dataset;
    close();
    if (used) void fetch(used, { method: 'POST', headers: { 'x-csrf-token': desk.csrf() } }).catch(() => {});
    if (writer instanceof HTMLTextAreaElement) {
      writer.setRangeText(text, writer.selectionStart - length, writer.selectionStart, 'end');
      writer.dispatchEvent(new Event('input', { bubbles: true }));
    } else desk.editorOf(writer).replaceBefore(length, html || text);
  }

  desk.on('input', '.composer .text', (_event, writer) => look(writer, writer.closest('form')));
  desk.on(
    'keydown',
    '.composer .text',
    (event) => {
      if (!open) return;
      const all = options();
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
      else if (event.key === 'Enter' || event.key === 'Tab') take(chosen());
      else if (event.key === 'Escape') close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  desk.on('mousedown', '#suggestions [role=option]', (event, option) => {
    event.preventDefault();
    take(option);
  });
  desk.on('focusout', '.composer .text', () => setTimeout(close, 150));
}
