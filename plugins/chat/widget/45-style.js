// How the launcher looks, and what the panel shares with it (panel.css). `--w` is the site's colour, `--on` what can be read
// on it; light and dark follow the host page's scheme.
// Important inside wins over everything the page says about its own elements.
const STYLE = `
:host{all:initial!important;display:block!important;color-scheme:light dark!important;position:fixed!important;z-index:2147483000!important;inset:auto 20px 20px auto!important;
--paper:light-dark(#fff,#211f1d);--sunk:light-dark(#f4f1ec,#2e2b28);--line:light-dark(#e3ded6,#45413d);--ink:light-dark(#29241f,#f1ede7);--soft:light-dark(#5e564d,#c3bbb0)}
:host([data-side=left]){inset:auto auto 20px 20px!important}
:host([hidden]){display:none!important}
.place{color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;text-align:left;display:flex;flex-direction:column;align-items:flex-end}
:host([data-scheme=dark]){color-scheme:dark!important}:host([data-scheme=light]){color-scheme:light!important}
*{box-sizing:border-box;margin:0}
[hidden]{display:none!important}
button,input,textarea{font:inherit;color:inherit;letter-spacing:normal}
button{border:0;background:none;padding:0;cursor:pointer}
:focus-visible{outline:2px solid light-dark(#1d5fbf,#8fbcff);outline-offset:2px}
svg{width:1.4em;height:1.4em;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round;flex:none}
svg.i-more{stroke-width:3.2}
:host([data-side=left]) .place{align-items:flex-start}
.launcher{min-width:56px;height:56px;padding:0 16px;border-radius:28px;background:var(--w);color:var(--on);display:flex;align-items:center;justify-content:center;gap:8px;box-shadow:0 8px 24px -6px #0006;position:relative;font-weight:600}
.launcher svg{width:26px;height:26px}
.launcher:hover{filter:brightness(1.07)}
.badge{position:absolute;inset:-4px -4px auto auto;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#c02a1d;color:#fff;font-size:13px;font-weight:600;display:grid;place-items:center}
.prompt{max-width:min(290px,calc(100vw - 40px));padding:8px 4px 8px 14px;border-radius:16px 16px 5px 16px;background:var(--paper);box-shadow:0 0 0 1px var(--line),0 12px 32px -8px #0005;display:flex;gap:10px;align-items:flex-start;overflow-wrap:anywhere}
.prompt .face,.prompt .say{margin-block:6px}
:host([data-side=left]) .prompt{border-radius:16px 16px 16px 5px}
.prompt .say{flex:1;text-align:left;min-width:0;min-height:32px}.prompt small{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;color:var(--soft);font-size:12.5px}
.prompt{margin-bottom:12px}
.faces{display:flex}.faces>*+*{margin-left:-10px}
.face{width:34px;height:34px;border-radius:50%;object-fit:cover;background:light-dark(#e4e9e2,#3a423a);color:light-dark(#27402c,#d6e6d6);display:grid;place-items:center;font-size:13px;font-weight:600;flex:none;overflow:hidden}
.tool{width:44px;height:44px;border-radius:10px;display:grid;place-items:center;flex:none}
.tool:hover{background:#8882}
@media (prefers-reduced-motion:reduce){*{animation:none!important}}
@media (forced-colors:active){.launcher,.badge,.prompt,.face{border:1px solid}}
@media print{:host{display:none!important}}
`;
const PANEL_STYLE = `${config.desk}/channels/chat/panel.css?v=${config.style}`;
let dressed = null;

/** The panel's looks come when they are needed first: until then the site pays for none of it. */
function dress() {
  dressed ??= fetch(PANEL_STYLE)
    .then((response) => (response.ok ? response.text() : Promise.reject(response)))
    .then((text) => wear(text))
    // Without them it is plain, and works; tried again when it is opened again.
    .catch(() => (dressed = null));
  return dressed;
}

function wear(text, sheet = new CSSStyleSheet()) {
  sheet.replaceSync(text);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

const colours = new CSSStyleSheet();
const paint = () => wear(`:host{--w:${config.colour};--on:${config.ink}}`, colours);
