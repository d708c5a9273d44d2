// Elements, icons and styles: all of it inside a shadow root, so that neither page nor chat disturbs the other.
const ICONS = {
  chat: 'M4 6.5a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-4.5 3.5v-3.5H6a2 2 0 0 1-2-2z',
  x: 'm6 6 12 12M18 6 6 18',
  up: 'M12 19V5m-6 6 6-6 6 6',
  clip: 'm20 11.5-8.3 8.2a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7L9.5 17.3a1.7 1.7 0 0 1-2.4-2.4l7.6-7.5',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  file: 'M7 3.5h7l4 4v11a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-13a2 2 0 0 1 2-2zM14 3.5v4h4',
  smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 14.5c1.7 2.3 5.3 2.3 7 0M9 9.5h.01M15 9.5h.01',
  star: 'm12 4 2.5 5.2 5.6.7-4.1 3.9 1 5.6-5-2.8-5 2.8 1-5.6-4.1-3.9 5.6-.7z',
  phone: 'M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a2 2 0 0 1-2 2A15.5 15.5 0 0 1 4.5 6a2 2 0 0 1 2-2z',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
};
const SVG = 'http://www.w3.org/2000/svg';

/**
 * Exactly these children, in this order; what stays is not touched: readers are told of new ones alone, and nobody loses
 * what they are typing. Focus on something that goes, goes to the text.
 */
function arrange(parent, nodes) {
  const stays = new Set(nodes);
  const hadFocus = parent.contains(root.activeElement);
  for (const child of [...parent.childNodes]) if (!stays.has(child)) child.remove();
  for (const [index, node] of nodes.entries())
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  if (hadFocus && !root.activeElement) view.parts.text.focus();
}

/** Made once for as long as `stamp` is the same. */
const drawn = new Map();
function kept(key, stamp, make) {
  const known = drawn.get(key);
  if (known?.stamp === stamp) return known.node;
  const node = make();
  drawn.set(key, { stamp, node });
  return node;
}

/** `el('button', {class: 'send', onclick, 'aria-label': …}, child, 'text', …)`; null children are left out. */
function el(tag, facts = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `i-${name}`);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

function tool(name, label, onclick, facts = {}) {
  return el(
    'button',
    { class: 'tool', type: 'button', title: label, 'aria-label': label, onclick, ...facts },
    icon(name),
  );
}

/** A picture, or initials where there is none or the page forbids it. */
function face({ name, face: shown }) {
  if (!/^https?:/.test(shown)) return el('span', { class: 'face', 'aria-hidden': 'true' }, shown || initials(name));
  const picture = el('img', { class: 'face', src: shown, alt: '' });
  picture.addEventListener('error', () => picture.replaceWith(face({ name })));
  return picture;
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .map((word) => [...word][0])
    .slice(0, 2)
    .join('')
    .toUpperCase();
}

const TAGS = new Set(['b', 'strong', 'i', 'em', 'a', 'code', 'br', 'ul', 'ol', 'li', 'p']);

/**
 * The desk sends a small safe set of tags; of others the words are shown. Read here and not by the browser, which pages
 * with Trusted Types forbid.
 */
function richText(html) {
  const open = [document.createDocumentFragment()];
  for (const [, closes, tag, facts, words] of html.matchAll(/<(\/?)([a-z]\w*)([^>]*)>|([^<]+|<)/gi)) {
    const name = tag?.toLowerCase();
    if (words) open.at(-1).append(decoded(words));
    else if (closes) open.splice(innermost(open, name));
    else if (TAGS.has(name)) {
      const node = el(name);
      if (name === 'a') link(node, decoded(/href="([^"]*)"/i.exec(facts)?.[1] ?? ''));
      open.at(-1).append(node);
      if (name !== 'br') open.push(node);
    }
  }
  return open[0];
}

/** Where the element that ends is; behind all of them when none does. */
function innermost(open, name) {
  const at = open.findLastIndex((node) => node.localName === name);
  return at > 0 ? at : open.length;
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decoded(text) {
  return text.replace(/&(#?\w+);/g, (whole, name) => NAMED[name] ?? whole);
}

function link(anchor, address) {
  if (!/^(https?|mailto|tel):/i.test(address)) return;
  Object.assign(anchor, { href: address, target: '_blank', rel: 'noopener noreferrer nofollow' });
}

/** Addresses in plain words become links. */
function plainText(text) {
  const into = document.createDocumentFragment();
  for (const piece of text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)])/)) {
    const isLink = /^https?:\/\//.test(piece);
    const node = isLink ? el('a', {}, piece) : piece;
    if (isLink) link(node, piece);
    into.append(node);
  }
  return into;
}
