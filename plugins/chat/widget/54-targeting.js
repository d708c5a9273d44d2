// Whether a chatflow is meant for a visit: the rules of core/contract/chatflow.ts, for the page.
function isMeant({ pages, except, languages, visitors }, { page, language, returning }) {
  if (visitors !== 'all' && (visitors === 'returning') !== returning) return false;
  if (languages.length > 0 && !languages.some((one) => speaks(language, one))) return false;
  if (except.some((one) => isAddress(page, one))) return false;
  return pages.length === 0 || pages.some((one) => isAddress(page, one));
}

function speaks(language, wanted) {
  const [spoken, asked] = [language.toLowerCase(), wanted.toLowerCase()];
  return spoken === asked || spoken.startsWith(`${asked}-`);
}

function isAddress(page, pattern) {
  const whole = bare(page);
  const slash = whole.indexOf('/');
  const path = slash < 0 ? '/' : whole.slice(slash);
  return matches(pattern.startsWith('/') ? path : slash < 0 ? `${whole}/` : whole, bare(pattern));
}

function bare(address) {
  return address
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/#.*$/s, '')
    .toLowerCase();
}

function matches(text, pattern) {
  const [first, ...rest] = pattern.split('*');
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.pop();
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
