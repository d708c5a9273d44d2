// What stands on the page: the launcher with its count, the welcome as a prompt, the sound of something new.
const host = document.createElement('hubdesk-chat');
const root = host.attachShadow({ mode: 'open' });
const badge = el('span', { class: 'badge', hidden: true });
const sign = el('span', { class: 'faces' }, icon('chat'));
const words = el('span');
const launcher = el(
  'button',
  {
    class: 'launcher',
    type: 'button',
    'aria-expanded': 'false',
    'aria-haspopup': 'dialog',
    onclick: () => setOpen(!view.open),
  },
  sign,
  words,
  badge,
);
launcher.addEventListener('pointerenter', dress, { once: true });
const promptPlace = el('div', { role: 'status' });

/** `takesFocus`: somebody has asked for it just now. */
function setOpen(open, takesFocus = true) {
  view.wanted = open;
  if (open) void dress().then(() => view.wanted && show(true, takesFocus));
  else show(false);
}

function show(open, takesFocus) {
  if (open === view.open) return;
  const hadFocus = root.activeElement !== null;
  view.open = open;
  remember('open', open ? 'yes' : null, 'sessionStorage');
  const { panel, text, gate } = view.parts;
  panel.hidden = !open;
  panel.setAttribute('aria-modal', String(PHONE.matches));
  host.toggleAttribute('data-open', open);
  launcher.setAttribute('aria-expanded', String(open));
  promptPlace.replaceChildren();
  if (open) {
    followScheme();
    fitScreen();
    connect();
    drawPanel(true);
    toEnd(true);
    // With a finger the keyboard would cover what there is to read.
    const first = matchMedia('(pointer:coarse)').matches ? panel : visitor.agreed ? text : gate.querySelector('button');
    if (takesFocus) first.focus();
    sawAll();
  } else if (hadFocus) launcher.focus();
  send({ open });
  drawLauncher();
  emit(open ? 'open' : 'close');
}

function drawLauncher() {
  const count = view.unread > 9 ? '9+' : String(view.unread);
  badge.hidden = view.unread === 0;
  badge.textContent = count;
  words.textContent = config.launcher;
  words.hidden = !config.launcher;
  arrange(sign, [kept('sign', view.open, () => icon(view.open ? 'x' : 'chat'))]);
  const label = view.unread > 0 ? t('open_unread', { count: view.unread }) : t(view.open ? 'close' : 'open');
  launcher.setAttribute('aria-label', config.launcher ? `${config.launcher}. ${label}` : label);
  host.hidden = view.state.hidden && !view.open;
  if (own?.dataset.title !== 'count') return;
  const title = document.title.replace(/^\(\d\+?\) /, '');
  document.title = view.unread > 0 ? `(${count}) ${title}` : title;
}

/** The newest message of the team was before the visitor's eyes. */
function sawAll() {
  const newest = [...chat.messages.values()].findLast(({ from }) => from !== 'visitor');
  if (!view.open || document.hidden || !newest) return;
  view.unread = 0;
  if (view.seen !== newest.id && send({ seen: newest.id })) view.seen = newest.id;
  drawLauncher();
}

function showPrompt() {
  const prompts = flow ? flow.prompts : config.prompt;
  if (!prompts || view.open || view.state.hidden || chat.messages.size > 0 || remembered('prompted') === 'yes')
    return promptPlace.replaceChildren();
  const [part] = openingParts();
  const who = opener();
  const wave = () => {
    remember('prompted', 'yes');
    promptPlace.replaceChildren();
    launcher.focus();
  };
  const text = part.prompt ?? part.text ?? '';
  const words = el(
    'button',
    { class: 'say', type: 'button', dir: 'auto', onclick: () => setOpen(true) },
    el('small', {}, who.name),
    text,
  );
  return promptPlace.replaceChildren(el('div', { class: 'prompt' }, face(who), words, tool('x', t('wave'), wave)));
}

function isLoud() {
  return config.sound && remembered('sound') !== 'off';
}

/** Two soft tones; browsers stay silent before the visitor has done anything on the page. */
function ring() {
  if (!isLoud() || !navigator.userActivation?.hasBeenActive || !window.AudioContext) return;
  const audio = new AudioContext();
  for (const [at, tone] of [
    [0, 660],
    [0.12, 880],
  ]) {
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

/** Pages say by `color-scheme` whether they are dark, or by their background. */
function followScheme() {
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const [red, green, blue, alpha = 1] = (getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? []).map(
    Number,
  );
  const isDark =
    alpha > 0.5 && red !== undefined ? red * 0.3 + green * 0.6 + blue * 0.1 < 100 : scheme.startsWith('dark');
  if (!fillsPage) host.dataset.scheme = isDark ? 'dark' : /dark/.test(scheme) ? '' : 'light';
}

/** On phones the keyboard takes its part of the screen: the chat has what is left of it. */
function fitScreen() {
  const { height, offsetTop } = visualViewport ?? { height: innerHeight, offsetTop: 0 };
  view.parts.panel.style.setProperty('--seen', `${height}px`);
  view.parts.panel.style.setProperty('--top', `${offsetTop}px`);
}
