// Showing what stands, and the beginning.
function show(view) {
  if (view !== state.view && view !== 'idle') state.why = view === 'missed' || view === 'over' ? state.why : '';
  state.view = view;
  draw();
  if (config.embedded) parent.postMessage({ hubdesk: 'call', view, known: remembered('known') === 'yes' }, '*');
}

let drawn = '';
/** What somebody types stays: nothing is drawn twice. */
function draw() {
  const { view, why, call, standing, muted, weak, told, recorded } = state;
  const stamp = JSON.stringify([view, why, call, standing, muted, weak, told?.held, told?.peers, recorded?.id]);
  if (stamp === drawn) return;
  drawn = stamp;
  root.dataset.view = view;
  const head = el(
    'header',
    {},
    el('h1', {}, config.title),
    config.embedded && round('caller.close', 'x', () => parent.postMessage({ hubdesk: 'close' }, '*'), 'quiet'),
  );
  root.replaceChildren(head, ...VIEWS[view]().filter(Boolean));
  tick();
}

function tick() {
  for (const one of root.querySelectorAll('[data-since]')) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(one.dataset.since)) / 1000));
    one.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
}
setInterval(tick, 1000);

addEventListener('beforeunload', (event) => end && !config.embedded && event.preventDefault());
show(state.call ? 'ringing' : 'idle');
connect();
