// The visitor's chat, on somebody else's page: words in the page's language, moments in the visitor's zone, small tools.
const own = document.currentScript;
const PHONE = matchMedia('(width<=480px)');
/** The hosted page is nothing but the chat. */
const fillsPage = own?.dataset.page === 'chat';
const pageLanguage = document.documentElement.lang || navigator.language;
const language = /^de\b/i.test(pageLanguage) ? 'de' : 'en';

function t(key, values = {}) {
  const text = config.texts[language]?.[key] ?? config.texts.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The visitor's own way to write times, where it is one of the page's language. */
const region = navigator.languages?.find((one) => one.startsWith(language)) ?? language;
const clockOf = new Intl.DateTimeFormat(region, { hour: '2-digit', minute: '2-digit' });
const dayOf = new Intl.DateTimeFormat(region, { weekday: 'long', day: 'numeric', month: 'long' });
const returnOf = new Intl.DateTimeFormat(region, { weekday: 'long', hour: '2-digit', minute: '2-digit' });

/** `10 minutes`, `2 hours`, `1 day`, rounded up. */
function span(seconds) {
  const [unit, size] = seconds < 5400 ? ['minute', 60] : seconds < 129_600 ? ['hour', 3600] : ['day', 86_400];
  const style = { style: 'unit', unit, unitDisplay: 'long' };
  return new Intl.NumberFormat(language, style).format(Math.max(1, Math.ceil(seconds / size)));
}

function sizeOf(bytes) {
  const [unit, size] = bytes < 1e6 ? ['kilobyte', 1e3] : ['megabyte', 1e6];
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / size);
}

/** Lists of listeners by name: the page's own scripts hear of what happens here. */
const listeners = new Map();
function emit(name, detail) {
  for (const listener of listeners.get(name) ?? []) {
    try {
      listener(detail);
    } catch (error) {
      console.error(error);
    }
  }
}
