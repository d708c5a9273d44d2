// How it looks. `--w` is the site's colour, `--on` what can be read on it; light and dark follow the host page's scheme.
// Important inside wins over everything the page says about its own elements.
const STYLE = `
:host{all:initial!important;display:block!important;color-scheme:light dark!important;position:fixed!important;z-index:2147483000!important;inset:auto 20px 20px auto!important;--w:${config.colour};--on:${config.ink};
--paper:light-dark(#fff,#211f1d);--sunk:light-dark(#f4f1ec,#2e2b28);--line:light-dark(#e3ded6,#45413d);--ink:light-dark(#29241f,#f1ede7);--soft:light-dark(#5e564d,#c3bbb0)}
:host([data-side=left]){inset:auto auto 20px 20px!important}
:host([hidden]){display:none!important}
.place{color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;text-align:start;display:flex;flex-direction:column;align-items:flex-end}
:host([data-scheme=dark]){color-scheme:dark!important}:host([data-scheme=light]){color-scheme:light!important}
*{box-sizing:border-box;margin:0}
[hidden]{display:none!important}
button,input,textarea{font:inherit;color:inherit;letter-spacing:normal}
button{border:0;background:none;padding:0;cursor:pointer}
:focus-visible{outline:2px solid light-dark(#1d5fbf,#8fbcff);outline-offset:2px}
svg{inline-size:1.4em;block-size:1.4em;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round;flex:none}
svg.more{stroke-width:3.2}
:host([data-side=left]) .place{align-items:flex-start}
.launcher{min-inline-size:56px;block-size:56px;padding:0 16px;border-radius:28px;background:var(--w);color:var(--on);display:flex;align-items:center;justify-content:center;gap:8px;box-shadow:0 8px 24px -6px #0006;position:relative;font-weight:600}
.launcher:hover{filter:brightness(1.07)}
.badge{position:absolute;inset:-4px -4px auto auto;min-inline-size:22px;block-size:22px;padding:0 6px;border-radius:11px;background:#c02a1d;color:#fff;font-size:13px;font-weight:600;display:grid;place-items:center}
.prompt{max-inline-size:min(290px,calc(100vw - 40px));padding:8px 4px 8px 14px;border-radius:16px 16px 5px 16px;background:var(--paper);box-shadow:0 0 0 1px var(--line),0 12px 32px -8px #0005;display:flex;gap:10px;align-items:flex-start;overflow-wrap:anywhere}
.prompt .face,.prompt .say{margin-block:6px}
:host([data-side=left]) .prompt{border-radius:16px 16px 16px 5px}
.prompt .say{flex:1;text-align:start;min-inline-size:0;min-block-size:32px}.prompt small{display:block;color:var(--soft);font-size:12.5px}
.panel,.prompt{margin-block-end:12px}:host([data-page]) .panel{margin:0}
.panel{inline-size:min(380px,calc(100vw - 40px));block-size:min(620px,calc(100dvh - 110px));border-radius:18px;background:var(--paper);box-shadow:0 0 0 1px var(--line),0 18px 50px -12px #0007;overflow:clip;display:flex;flex-direction:column;position:relative;outline:0}
.head{background:var(--w);color:var(--on);padding:10px 8px 10px 16px;display:flex;gap:10px;align-items:center;min-block-size:64px}
.head h2{font-size:16px;font-weight:600;line-height:1.25}.head p{font-size:13px;opacity:.95}
.head h2,.head p,.prompt small,.who{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;overflow-wrap:anywhere}
.title{flex:1;min-inline-size:0}.head :focus-visible,.launcher:focus-visible{outline-color:var(--on);outline-offset:-4px}
.faces{display:flex}.faces>*+*{margin-inline-start:-10px}
.face{inline-size:34px;block-size:34px;border-radius:50%;object-fit:cover;background:light-dark(#e4e9e2,#3a423a);color:light-dark(#27402c,#d6e6d6);display:grid;place-items:center;font-size:13px;font-weight:600;flex:none;overflow:hidden}
.head .face{box-shadow:0 0 0 2px var(--w)}
.flow .face{inline-size:26px;block-size:26px;font-size:11px;align-self:flex-end}.row:has(.fate) .face{margin-block-end:22px}
.tool{inline-size:44px;block-size:44px;border-radius:10px;display:grid;place-items:center;flex:none}
.tool:hover{background:#8882}
.flow{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:14px;display:flex;flex-direction:column;gap:8px}
.row{display:flex;gap:8px;max-inline-size:88%;align-self:flex-start}.row.me{align-self:flex-end}
.stack{display:flex;flex-direction:column;gap:4px;min-inline-size:0}.log{gap:8px}.me .stack{align-items:flex-end}
.words{background:var(--sunk);border-radius:15px 15px 15px 4px;padding:8px 12px;overflow-wrap:anywhere;white-space:pre-wrap;align-self:flex-start;max-inline-size:100%}.me .words{align-self:flex-end}
.words ul,.words ol{padding-inline-start:20px}.words a{color:inherit}.words p+p{margin-block-start:6px}
.words code{font-family:ui-monospace,monospace;font-size:.92em}
.me .words{background:var(--w);color:var(--on);border-radius:15px 15px 4px 15px}
.said{font-size:12px;color:var(--soft)}.row.waiting .words{opacity:.75}
.day,.event{align-self:center;font-size:12.5px;color:var(--soft);text-align:center;overflow-wrap:anywhere}
.file{display:flex;gap:8px;align-items:center;padding:10px 12px;min-block-size:44px;border-radius:12px;box-shadow:inset 0 0 0 1px var(--line);text-decoration:none;color:inherit;overflow-wrap:anywhere}
.file small{color:var(--soft)}.shot{display:block}.shot img,video{max-inline-size:100%;max-block-size:240px;border-radius:12px;display:block}audio{max-inline-size:100%}
.quick{display:flex;flex-wrap:wrap;gap:6px}
.quick button{padding:8px 14px;border-radius:22px;min-block-size:44px;box-shadow:inset 0 0 0 1.5px var(--soft);font-size:14px;text-align:start;overflow-wrap:anywhere}
.quick button:hover{background:var(--sunk)}
.typing{display:flex;gap:4px;padding:6px 0}.typing i{inline-size:7px;block-size:7px;border-radius:50%;background:var(--soft);animation:nod 1.2s infinite}.typing i:nth-child(2){animation-delay:.15s}.typing i:nth-child(3){animation-delay:.3s}
@keyframes nod{40%{transform:translateY(-4px)}}
.card{display:grid;gap:10px;padding:14px;border-radius:14px;background:var(--sunk);overflow-wrap:anywhere}
.card label{font-size:13px;font-weight:600;display:grid;gap:4px}
.field{inline-size:100%;min-block-size:44px;padding:8px 12px;border-radius:10px;border:1px solid var(--soft);background:var(--paper);font-weight:400;font-size:16px}
.wrong{color:light-dark(#a3211a,#ffb4ab);font-size:13px}
.fill{min-block-size:44px;padding:8px 16px;border-radius:10px;background:var(--w);color:var(--on);font-weight:600}
.plain{min-block-size:44px;padding:8px 16px;border-radius:10px;box-shadow:inset 0 0 0 1px var(--soft)}
.stars{display:flex;gap:2px;margin-inline-start:-10px}.stars button{inline-size:44px;block-size:44px;display:grid;place-items:center;border-radius:10px;color:light-dark(#8a5a00,#f4bd4f)}.stars .on svg{fill:currentColor}
.lost{background:light-dark(#fff3d6,#4a3b16);padding:7px 14px;font-size:13px;text-align:center}
.tray:not(:empty){border-block-start:1px solid var(--line);padding:4px 4px 4px 14px;max-block-size:168px;overflow-y:auto}
.up{display:flex;align-items:center;gap:4px;font-size:13px}.up>div{flex:1;min-inline-size:0}.up span{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.up progress{inline-size:100%;block-size:6px;accent-color:var(--w);display:block}
.up .again{min-block-size:44px;padding:0 10px;font-weight:600;text-decoration:underline}
.write{border-block-start:1px solid var(--line);padding:6px;display:flex;align-items:flex-end;position:relative}
.write:focus-within{box-shadow:inset 0 2px var(--w)}
.write textarea{flex:1;min-inline-size:0;border:0;outline:0;background:none;resize:none;padding:10px 8px;max-block-size:130px;line-height:24px;font-size:16px;field-sizing:content}
.send{inline-size:44px;block-size:44px;border-radius:50%;background:var(--w);color:var(--on);display:grid;place-items:center;flex:none}.send:disabled{opacity:.45;cursor:default}
.menu,.emoji{position:absolute;background:var(--paper);color:var(--ink);box-shadow:0 0 0 1px var(--line),0 10px 30px -8px #0006;border-radius:12px;padding:6px;z-index:2}
.menu{inset:58px 8px auto auto;display:grid;min-inline-size:210px;max-inline-size:calc(100% - 16px)}.menu button{padding:10px 12px;border-radius:8px;text-align:start;min-block-size:44px}.menu button:hover,.emoji button:hover{background:var(--sunk)}
.emoji{inset:auto 8px calc(100% + 4px) 8px;display:grid;grid-template-columns:repeat(7,1fr)}.emoji button{font-size:20px;block-size:44px;border-radius:8px}
.note{padding:8px 14px;font-size:12.5px;color:var(--soft);border-block-start:1px solid var(--line);overflow-wrap:anywhere;max-block-size:30%;overflow-y:auto;flex:none}
.note a,.card a{color:inherit}
.over{outline:3px dashed var(--w);outline-offset:-8px}
:host([data-page]){position:static!important;block-size:100dvh!important}:host([data-page]) .place{block-size:100%;align-items:center}:host([data-page]) .panel{inline-size:100%;block-size:100%;border-radius:0;max-inline-size:720px}
@media (width<=480px){:host([data-open]:not([data-page])){inset:0!important;background:light-dark(#fff,#211f1d)!important}:host([data-open]) .launcher{display:none}.panel{position:absolute;inset:var(--top,0) 0 auto;inline-size:100%;block-size:var(--seen,100dvh);border-radius:0;box-shadow:none;padding-block-end:env(safe-area-inset-bottom)}.head{padding-block-start:calc(10px + env(safe-area-inset-top))}}
@media (height<=420px){.head{min-block-size:0;padding-block:4px}.head p{display:none}}
@media (prefers-reduced-motion:reduce){*{animation:none!important}}
@media (forced-colors:active){.launcher,.fill,.send,.words,.badge,.panel,.prompt,.menu,.emoji,.face{border:1px solid}.stars .on{background:Highlight}}
@media print{:host{display:none!important}}
`;
