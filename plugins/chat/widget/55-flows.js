// Which chatflow opens for this visit, and what it shows before anybody wrote. The rules are those of core/contract/chatflow.ts.
const flow = config.flows.find(({ targeting }) => isMeant(targeting)) ?? null;

function isMeant({ pages, except, languages, visitors }) {
  if (visitors !== 'all' && (visitors === 'returning') !== isReturning) return false;
  if (languages.length > 0 && !languages.some(isSpoken)) return false;
  return !except.some(isHere) && (pages.length === 0 || pages.some(isHere));
}

function isSpoken(wanted) {
  const [spoken, asked] = [pageLanguage.toLowerCase(), wanted.toLowerCase()];
  return spoken === asked || spoken.startsWith(`${asked}-`);
}

function isHere(pattern) {
  const whole = bare(location.href);
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
  const last = rest.pop();
  let at = text.startsWith(first) ? first.length : -1;
  for (const piece of rest) {
    const found = at < 0 ? -1 : text.indexOf(piece, at);
    at = found < 0 ? -1 : found + piece.length;
  }
  return at >= 0 && text.length - last.length >= at && text.endsWith(last);
}

function openingParts() {
  return flow?.opening?.length ? flow.opening : [{ type: 'text', text: config.welcome || t('welcome') }];
}

function openingChoices() {
  return openingParts().flatMap((part) => (part.type === 'choice' ? (part.options ?? []) : []));
}

/** The welcome stands above everything while the conversation is young. */
function openingNodes() {
  if (chat.earlier || [...chat.messages.values()].some(({ from }) => from !== 'visitor')) return [];
  const [who] = view.agents;
  const name = flow?.name ?? who?.name ?? config.heading.name;
  const shown = flow ? undefined : who?.face;
  return openingParts().flatMap((part) => {
    const text = part.type === 'choice' ? part.prompt : part.text;
    if (!text) return [];
    const words = el('div', { class: 'words' }, plainText(text));
    return [el('div', { class: 'row' }, face({ name, face: shown ?? initials(name) }), el('div', { class: 'stack' }, words))];
  });
}
