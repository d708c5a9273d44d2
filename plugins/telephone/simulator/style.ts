// The style of the simulated provider's page.

export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d9dde1, #3a4046); --back: light-dark(#f3f5f6, #16191c); --card: light-dark(#fff, #1f2428); --text: light-dark(#1b1f23, #e8eaec); --faint: light-dark(#5b656e, #a2abb3); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
header { padding: 12px 20px; border-bottom: 1px solid var(--line); background: var(--card); }
h1 { margin: 0; font-size: 18px; } h2 { margin: 0 0 8px; font-size: 15px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 8px 0 0; } dd { margin: 0; overflow-wrap: anywhere; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); gap: 16px; padding: 16px; align-items: start; }
.card { border: 1px solid var(--line); border-radius: 12px; background: var(--card); padding: 14px; }
.call { border-top: 1px solid var(--line); padding: 8px 0; } .call small { display: block; } .faint, small { color: var(--faint); }
label { display: block; margin-bottom: 8px; }
input:not([type]), select { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 8px; padding: 6px; max-width: 100%; }
button { min-height: 32px; font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 8px; padding: 4px 10px; margin: 2px; cursor: pointer; } button.main { background: #1f6b45; border-color: #1f6b45; color: #fff; }
:focus-visible { outline: 2px solid #2f81f7; outline-offset: 1px; }
`;
