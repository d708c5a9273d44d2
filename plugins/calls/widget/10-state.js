// The page from which people call: what it was set up with, what this browser remembers, how things stand.
const config = JSON.parse(document.body.dataset.config);
const root = document.getElementById('call');
const t = (key, values = {}) =>
  (config.texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const GONE = new Set([4400, 4403]);
const memory = new Map();

const remembered = (name, where = 'localStorage') => {
  try {
    return memory.get(name) ?? window[where].getItem(`hubdesk_calls_${config.id}_${name}`);
  } catch {
    return memory.get(name) ?? null;
  }
};
const remember = (name, value, where = 'localStorage') => {
  memory.set(name, value);
  try {
    if (value === null) window[where].removeItem(`hubdesk_calls_${config.id}_${name}`);
    else window[where].setItem(`hubdesk_calls_${config.id}_${name}`, value);
  } catch {
    // Private windows remember nothing.
  }
};

const state = {
  view: 'idle',
  why: '',
  standing: 'available',
  call: remembered('call', 'sessionStorage') ?? '',
  ring: null,
  told: null,
  muted: false,
  weak: false,
  name: remembered('name') ?? '',
  email: '',
  agreed: false,
  recordable: false,
  recorded: null,
};
const line = { socket: null, tries: 0, timer: 0, quiet: 0, beat: 60_000, refused: false, ready: false, isBack: false };
let iceServers = [];
let end = null;
let silence = null;
let heard = 0;
