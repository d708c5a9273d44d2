// What word processors put on the clipboard becomes plain styles: headings bold, their lists real, their wrappers gone.
{
  const FOREIGN = /<h[1-6][\s>]|<table|mso-|docs-internal|font-weight|font-style|line-through|<o:p/i;
  const BULLET = /^\s*(?:[·•▪o§\-–]|\d{1,3}[.)])[\s\u00a0]+/u;
  const styleOf = (element) => element.getAttribute('data-styled') ?? '';

  function wrap(element, tag) {
    const outer = element.ownerDocument.createElement(tag);
    outer.append(...element.childNodes);
    element.append(outer);
  }

  function rename(element, tag) {
    const other = element.ownerDocument.createElement(tag);
    other.append(...element.childNodes);
    element.replaceWith(other);
    return other;
  }

  /**
   * Styles that are meant become tags; a bold that is not bold, as one editor wraps everything in, goes. What another
   * editor says of other scripts alone (`mso-bidi-font-weight`) is no style of these words.
   */
  function styles(root) {
    for (const element of root.querySelectorAll('[data-styled]')) {
      const style = styleOf(element);
      if (/^(B|STRONG)$/.test(element.tagName)) {
        if (/(^|;)\s*font-weight:\s*(normal|400)/i.test(style)) element.replaceWith(...element.childNodes);
        continue;
      }
      if (!/^(SPAN|FONT)$/.test(element.tagName) || !element.textContent.trim()) continue;
      if (/(^|;)\s*font-weight:\s*(bold|[6-9]00)/i.test(style)) wrap(element, 'b');
      if (/(^|;)\s*font-style:\s*italic/i.test(style)) wrap(element, 'i');
      if (/text-decoration[^;]*line-through/i.test(style)) wrap(element, 's');
    }
  }

  /** Paragraphs that only look like a list, one after the other, become one. */
  function lists(root) {
    for (const line of root.querySelectorAll('p')) {
      if (!/mso-list:\s*(?!none|ignore)/i.test(styleOf(line)) || !BULLET.test(line.textContent)) continue;
      const tag = /^\s*\d/.test(line.textContent) ? 'ol' : 'ul';
      const before = line.previousElementSibling;
      const list = before?.localName === tag && before.dataset.made ? before : root.ownerDocument.createElement(tag);
      list.dataset.made = 'yes';
      if (list !== before) line.before(list);
      const item = rename(line, 'li');
      cutStart(item);
      list.append(item);
    }
  }

  /** The drawn bullet stands in the text. */
  function cutStart(item) {
    let left = BULLET.exec(item.textContent)[0].length;
    const walker = item.ownerDocument.createTreeWalker(item, NodeFilter.SHOW_TEXT);
    while (left > 0 && walker.nextNode()) {
      const { data } = walker.currentNode;
      walker.currentNode.data = data.slice(left);
      left -= Math.min(left, data.length);
    }
  }

  /** A table has no place in an answer: a line for each row. */
  function tables(root) {
    for (const row of root.querySelectorAll('tr')) {
      const words = [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim());
      const line = root.ownerDocument.createElement('div');
      line.textContent = words.join(' \u00b7 ');
      row.replaceWith(line);
    }
  }

  desk.tidied = (html) => {
    if (!FOREIGN.test(html)) return html;
    // Under another name, styles can be read without being styles.
    const named = html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ' data-styled='));
    const root = new DOMParser().parseFromString(named.replace(/<style[\s\S]*?<\/style>/gi, ''), 'text/html').body;
    for (const heading of root.querySelectorAll('h1, h2, h3, h4, h5, h6')) wrap(rename(heading, 'div'), 'b');
    styles(root);
    lists(root);
    tables(root);
    return root.innerHTML;
  };
}
