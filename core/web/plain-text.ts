// Plain text as HTML: paragraphs, line breaks and links, everything else escaped.

const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'`]{2,2000}/gi;
const TRAILING = new Set('.,;:!?)]}\'"»“”');

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ESCAPES[character]!);
}

/** The address if it leads somewhere harmless (web, mail, telephone, this desk), else `#`. */
export function safeAddress(address: unknown): string {
  const text = String(address ?? '').trim();
  // Browsers skip control characters inside a scheme, so they are taken out before looking at it.
  const bare = text.replace(/[\u0000-\u0020\u007f-\u009f]/g, '');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(bare)?.[1]?.toLowerCase();
  if (!scheme)
    return text === '' || bare.startsWith('//') || bare.startsWith('\\') || bare.startsWith('/\\') ? '#' : text;
  return ['http', 'https', 'mailto', 'tel', 'sip', 'geo'].includes(scheme) ? text : '#';
}

/** Paragraphs at empty lines, `<br>` at line ends, web addresses as links that tell the far side nothing. */
export function textToHtml(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .trim()
    .split(/\n[ \t]*\n\s*/)
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${paragraph.split('\n').map(linked).join('<br>')}</p>`)
    .join('');
}

function linked(line: string): string {
  let html = '';
  let done = 0;
  for (const match of line.matchAll(ADDRESS)) {
    const address = withoutTrailing(match[0]);
    const target = /^www\./i.test(address) ? `https://${address}` : address;
    html += escapeHtml(line.slice(done, match.index));
    html += `<a href="${escapeHtml(target)}" target="_blank" rel="noopener noreferrer nofollow">${escapeHtml(address)}</a>`;
    done = match.index + address.length;
  }
  return html + escapeHtml(line.slice(done));
}

function withoutTrailing(address: string): string {
  let end = address.length;
  while (end > 0 && TRAILING.has(address[end - 1]!)) end--;
  return address.slice(0, end);
}
