// The style of the simulated side's page.

export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d9dde1, #3a4046); --back: light-dark(#f3f5f6, #16191c); --card: light-dark(#fff, #1f2428); --own: light-dark(#d9f3df, #1d4a31); --text: light-dark(#1b1f23, #e8eaec); --faint: light-dark(#5b656e, #a2abb3); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
header { padding: 12px 20px; border-bottom: 1px solid var(--line); background: var(--card); }
h1 { margin: 0; font-size: 18px; } h2 { margin: 0 0 8px; font-size: 15px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 8px 0 0; } dd { margin: 0; overflow-wrap: anywhere; }
main { display: grid; grid-template-columns: 200px minmax(0, 420px) 240px; gap: 20px; padding: 20px; align-items: start; }
nav a { display: block; padding: 8px 12px; border-radius: 8px; color: inherit; text-decoration: none; } nav small { display: block; color: var(--faint); }
nav a[aria-current] { background: var(--card); outline: 1px solid var(--line); }
.phone, .trouble { border: 1px solid var(--line); border-radius: 16px; background: var(--card); padding: 14px; }
.said { display: flex; flex-direction: column-reverse; gap: 8px; min-height: 260px; max-height: 60vh; overflow: auto; padding: 4px; }
.bubble { max-width: 85%; padding: 8px 12px; border-radius: 12px; background: var(--back); } .bubble.person { align-self: end; background: var(--own); }
.bubble p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; } .bubble small, .empty { color: var(--faint); } .bubble span { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 4px; }
textarea, select, input { width: 100%; margin-top: 4px; font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 8px; padding: 8px; }
button { min-height: 32px; font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 8px; padding: 4px 10px; cursor: pointer; } button.main { background: #1f6b45; border-color: #1f6b45; color: #fff; margin: 8px 0; }
:focus-visible { outline: 2px solid #2f81f7; outline-offset: 1px; } .files { display: flex; flex-wrap: wrap; gap: 4px; } .trouble label { display: block; margin-bottom: 8px; }
.login { display: block; max-width: 460px; margin: 24px auto; background: var(--card); border: 1px solid var(--line); border-radius: 16px; }
.login fieldset { border: 1px solid var(--line); border-radius: 8px; margin: 12px 0; } .login label { display: block; padding: 2px 0; } .login input { width: auto; }
.business { display: block; max-width: 900px; } .business table { border-collapse: collapse; width: 100%; } .business td, .business th { text-align: start; padding: 6px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
@media (max-width: 800px) { main { grid-template-columns: 1fr; padding: 12px; } nav { display: flex; overflow: auto; } }
`;
