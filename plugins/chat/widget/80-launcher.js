// What stands on the page: the launcher with its count, the welcome as a prompt, the sound of something new.
const host = document.createElement('div');
const root = host.attachShadow({ mode: 'open' });
const badge = el('span', { class: 'badge', hidden: true });
const launcher = el(
  'button',
  { class: 'launcher', type: 'button', 'aria-expanded': 'false', onclick: () => setOpen(!view.open) },
  icon('chat'),
  config.launcher && el('span', {}, config.launcher),
  badge,
);
const promptPlace = el('div', { role: 'status' });

function setOpen(open) {
  view.open = open;
  view.parts.panel.hidden = !open;
  host.toggleAttribute('data-open', open);
  launcher.setAttribute('aria-expanded', String(open));
  promptPlace.replaceChildren();
  if (open) {
    connect();
    drawPanel();
    toEnd(true);
    (visitor.agreed ? view.parts.text : view.parts.gate.querySelector('button')).focus();
    sawAll();
  } else if (!fillsPage) launcher.focus();
  send({ open });
  drawLauncher();
  emit(open ? 'open' : 'close');
}

function drawLauncher() {
  badge.hidden = view.unread === 0;
  badge.textContent = view.unread > 9 ? '9+' : String(view.unread);
  const label = view.unread > 0 ? t('open_unread', { count: view.unread }) : t(view.open ? 'close' : 'open');
  launcher.setAttribute('aria-label', config.launcher ? `${config.launcher}. ${label}` : label);
  host.hidden = view.state.hidden && !view.open;
}

/** The newest message of the team was before the visitor's eyes. */
function sawAll() {
  const newest = [...chat.messages.values()].findLast(({ from }) => from !== 'visitor');
  if (!view.open || document.hidden || !newest) return;
  view.unread = 0;
  send({ seen: newest.id });
  drawLauncher();
}

function showPrompt() {
  const prompts = flow ? flow.prompts : config.prompt;
  if (!prompts || view.open || view.state.hidden || chat.messages.size > 0 || remembered('prompted') === 'yes') return;
  const [part] = openingParts();
  const name = flow?.name ?? view.agents[0]?.name ?? config.heading.name;
  const shown = (flow ? undefined : view.agents[0]?.face) ?? initials(name);
  const wave = () => {
    remember('prompted', 'yes');
    promptPlace.replaceChildren();
  };
  const words = el('button', { class: 'say', type: 'button', onclick: () => setOpen(true) }, el('small', {}, name), part.prompt ?? part.text);
  promptPlace.replaceChildren(el('div', { class: 'prompt' }, face({ name, face: shown }), words, tool('x', t('wave'), wave)));
}

function isLoud() {
  return config.sound && remembered('sound') !== 'off';
}

/** Two soft tones; browsers stay silent before the visitor has done anything on the page. */
function ring() {
  if (!isLoud() || !navigator.userActivation?.hasBeenActive) return;
  const audio = new AudioContext();
  for (const [at, tone] of [[0, 660], [0.12, 880]]) {
    const [wave, volume] = [audio.createOscillator(), audio.createGain()];
    wave.frequency.value = tone;
    volume.gain.setValueAtTime(0.06, audio.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.25);
    wave.connect(volume).connect(audio.destination);
    wave.start(audio.currentTime + at);
    wave.stop(audio.currentTime + at + 0.3);
  }
  setTimeout(() => audio.close(), 900);
}

/** Pages say by `color-scheme` whether they are dark; the device alone says it only of pages that follow it. */
function followScheme() {
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const [red, green, blue, alpha = 1] = (getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
  const isDark = alpha > 0.5 && red !== undefined ? red * 0.3 + green * 0.6 + blue * 0.1 < 100 : /^dark/.test(scheme);
  if (!fillsPage) host.dataset.scheme = isDark ? 'dark' : /dark/.test(scheme) ? '' : 'light';
}
