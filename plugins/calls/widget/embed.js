// On somebody else's page: a button, and the page from which people call in a frame once it is pressed.
{
  const language = /^de\b/i.test(document.documentElement.lang || navigator.language) ? 'de' : 'en';
  const texts = config.texts[language];
  const desk = new URL(config.page).origin;
  const KEY = `hubdesk_call ${config.page}`;
  const host = document.createElement('hubdesk-call');
  const root = host.attachShadow({ mode: 'open' });
  let frame = null;
  let open = false;

  function remembered(where, name) {
    try {
      return window[where].getItem(`${KEY} ${name}`) === 'yes';
    } catch {
      return false;
    }
  }

  function remember(where, name, on) {
    try {
      if (on) window[where].setItem(`${KEY} ${name}`, 'yes');
      else window[where].removeItem(`${KEY} ${name}`);
    } catch {
      // Private windows remember nothing.
    }
  }

  const style = new CSSStyleSheet();
  const side = config.position === 'left' ? 'left' : 'right';
  style.replaceSync(`
  :host { position: fixed; inset: auto; z-index: 2147483000; }
  button { position: fixed; bottom: 20px; ${side}: 20px; width: 56px; height: 56px; border: 0; border-radius: 50%; cursor: pointer;
    background: ${config.colour}; color: ${config.ink}; box-shadow: 0 4px 16px rgb(0 0 0 / 0.25); display: grid; place-items: center; }
  button:focus-visible { outline: 3px solid ${config.colour}; outline-offset: 3px; }
  svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
  iframe { position: fixed; bottom: 88px; ${side}: 20px; width: min(340px, calc(100vw - 40px)); height: min(440px, calc(100vh - 108px));
    border: 0; border-radius: 16px; background: Canvas; box-shadow: 0 12px 40px rgb(0 0 0 / 0.3); color-scheme: light dark; }
  iframe[hidden] { display: none; }
  @media (width <= 480px) { iframe { inset: auto 0 0; width: 100%; height: min(480px, 100%); border-radius: 16px 16px 0 0; } }
`);
  root.adoptedStyleSheets = [style];

  const SVG = 'http://www.w3.org/2000/svg';
  const button = document.createElement('button');
  button.type = 'button';
  button.addEventListener('click', () => setOpen(!open));
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute(
    'd',
    'M6.5 4h3l1.500 4-2 1.500a11 11 0 0 0 5.500 5.500l1.500-2 4 1.500v3a2 2 0 0 1-2 2A15.500 15.500 0 0 1 4.500 6a2 2 0 0 1 2-2z',
  );
  svg.append(path);
  button.append(svg);
  root.append(button);

  function load() {
    if (frame) return;
    frame = document.createElement('iframe');
    frame.src = `${config.page}?embed=1`;
    frame.allow = 'microphone; autoplay';
    frame.title = config.title;
    frame.hidden = true;
    root.append(frame);
  }

  function setOpen(on) {
    open = on;
    if (on) load();
    if (frame) frame.hidden = !on;
    button.setAttribute('aria-expanded', String(on));
    button.setAttribute('aria-label', on ? texts.close : `${config.title}. ${texts.open}`);
    button.title = on ? texts.close : texts.open;
    if (on) frame.focus();
  }

  addEventListener('message', ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== desk) return;
    if (data?.hubdesk === 'close') {
      setOpen(false);
      button.focus();
    }
    if (data?.hubdesk !== 'call') return;
    // A call goes on when the next page of the site is loaded; who has called can be called back.
    remember('sessionStorage', 'open', data.view === 'ringing' || data.view === 'talking');
    if (data.known) remember('localStorage', 'known', true);
    if (data.view === 'incoming' && !open) setOpen(true);
  });

  function begin() {
    if (document.querySelector('hubdesk-call')) return;
    setOpen(false);
    document.body.append(host);
    if (remembered('sessionStorage', 'open')) setOpen(true);
    else if (remembered('localStorage', 'known')) load();
  }

  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin);
}
