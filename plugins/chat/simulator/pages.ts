// The shop's pages: believable, in two languages, light and dark, with the one line that brings the chat.
export interface Embedded {
  /** Origin of the desk. */
  desk: string;
  /** Public id of the account. */
  id: string;
}

interface Words {
  lang: string;
  lead: string;
  text: string;
  bikes: [name: string, about: string, price: string][];
  search: string;
  pages: [home: string, bikes: string, service: string];
  foot: string;
}

const ENGLISH: Words = {
  lang: 'en',
  lead: 'Bicycles that carry you through the week',
  text: 'Built in our workshop by the river, looked after for as long as you ride them.',
  bikes: [
    ['Brompton G Line', 'Folds in twenty seconds, rides on gravel.', '€3,490'],
    ['Load 75', 'Two children, a crate of water, no hurry.', '€7,190'],
    ['Stadtrad', 'Three gears, one bell, for ever.', '€890'],
  ],
  search: 'Search the shop',
  pages: ['Home', 'Bicycles', 'Service'],
  foot: 'Radwerk, Uferstraße 7. Open Tuesday to Saturday, 10 to 18.',
};

const GERMAN: Words = {
  lang: 'de',
  lead: 'Fahrräder, die durch die Woche tragen',
  text: 'In unserer Werkstatt am Fluss gebaut und gepflegt, solange Sie damit fahren.',
  bikes: [
    ['Brompton G Line', 'In zwanzig Sekunden gefaltet, auch auf Schotter.', '3.490 €'],
    ['Load 75', 'Zwei Kinder, eine Kiste Wasser, keine Eile.', '7.190 €'],
    ['Stadtrad', 'Drei Gänge, eine Klingel, für immer.', '890 €'],
  ],
  search: 'Im Laden suchen',
  pages: ['Start', 'Fahrräder', 'Service'],
  foot: 'Radwerk, Uferstraße 7. Dienstag bis Samstag, 10 bis 18 Uhr.',
};

export function shopPage(path: string, { desk, id }: Embedded): string {
  const words = path.startsWith('/demo/de') ? GERMAN : ENGLISH;
  const look = path.startsWith('/demo/dark') ? ' class="dark"' : '';
  const query = `?desk=${encodeURIComponent(desk)}&amp;id=${id}`;
  const [home, bikes, service] = words.pages;
  return `<!doctype html>
<html lang="${words.lang}"${look}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Radwerk: ${words.lead}</title>

<link rel="stylesheet" href="/shop.css">
<script src="${desk}/channels/chat/widget.js?id=${id}" async></script>
<script src="/shop.js" defer></script>
</head>
<body>
<header><a class="name" href="/demo${query}">Radwerk</a>
<nav aria-label="Radwerk"><a href="/demo${query}">${home}</a> <a data-soft href="/demo/bikes${query}">${bikes}</a> <a href="/demo/de${query}" lang="de">Deutsch</a></nav>
<label>${words.search} <input type="search" id="search"></label></header>
<main>
<h1>${words.lead}</h1>
<p>${words.text}</p>
<ul>${words.bikes.map(([name, about, price]) => `<li><h2>${name}</h2><p>${about}</p><p>${price}</p></li>`).join('')}</ul>
<h2>${service}</h2>
</main>
<footer>${words.foot}</footer>
</body>
</html>
`;
}

/** Where the chat is, when the command line did not say. */
export function askingPage(): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Which chat?</title><link rel="stylesheet" href="/shop.css"></head>
<body><main><h1>Which chat shall this shop carry?</h1>
<p>Both stand in the line on the tab “Tracking code” of a website chat.</p>
<form action="/demo"><label>Address of the desk <input name="desk" type="url" required placeholder="http://localhost:8080"></label>
<label>Id of the chat <input name="id" required pattern="[A-Za-z0-9_\\-]+"></label>
<button>Open the shop</button></form></main></body></html>
`;
}
