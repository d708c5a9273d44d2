// Which chatflow opens for this visit, and what it shows before anybody wrote.
let flow = flowHere();
/** The one whose opening, or else the welcome, they answered since this page was loaded: that stays above. */
let begun = null;
const WELCOME = {};

function flowHere() {
  const visit = { page: location.href, language: pageLanguage, returning: isReturning };
  return config.flows.find(({ targeting }) => isMeant(targeting, visit)) ?? null;
}

/** On another page another flow may be meant, as long as nothing was said. */
function changeFlow() {
  const found = flowHere();
  const isSame = JSON.stringify(found) === JSON.stringify(flow);
  if (isSame || chat.messages.size > 0) return;
  flow = found;
  if (view.open) drawPanel();
  else showPrompt();
}

function openingParts() {
  const parts = (flow?.opening ?? []).filter(({ type }) => type === 'text' || type === 'choice');
  return parts.length > 0 ? parts : [{ type: 'text', text: config.welcome || t('welcome') }];
}

function openingChoices() {
  return openingParts().flatMap((part) => (part.type === 'choice' ? (part.options ?? []) : []));
}

/** Who speaks first: the flow's name, or the one who stands first above the chat. */
function opener() {
  const [who] = view.agents;
  const name = flow?.name || who?.name || config.heading.name;
  return { name, face: flow?.name ? undefined : who?.face };
}

/** The welcome stands above everything while the conversation is young. */
function openingNodes() {
  const said = [...chat.messages.values()];
  const isBegun = begun === (flow ?? WELCOME) && said[0]?.from === 'visitor';
  if (chat.earlier || (!isBegun && said.some(({ from }) => from !== 'visitor'))) return [];
  const who = opener();
  return openingParts().flatMap((part, index) => {
    const text = part.type === 'choice' ? part.prompt : part.text;
    if (!text) return [];
    const make = () => {
      const words = el('div', { class: 'words', dir: 'auto' }, plainText(text));
      return el('div', { class: 'row' }, face(who), el('div', { class: 'stack' }, words));
    };
    return [kept(`opening ${index}`, JSON.stringify([who, text]), make)];
  });
}
