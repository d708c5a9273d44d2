// A workshop's web site on loopback, another origin than the desk, under the policy that the tab "Link and button" asks for.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Site {
  address: string;
  close(): Promise<void>;
}

interface Carried {
  /** Origin of the desk. */
  desk: string;
  /** Public id of the account. */
  id: string;
}

interface Words {
  lang: string;
  title: string;
  pages: [home: string, repairs: string];
  texts: [home: string, repairs: string];
}

const ENGLISH: Words = {
  lang: 'en',
  title: 'Radwerk, the workshop by the river',
  pages: ['Home', 'Repairs'],
  texts: [
    'Call us before you come: somebody is at the bench from ten to six.',
    'A flat tyre is mended while you wait.',
  ],
};

const GERMAN: Words = {
  lang: 'de',
  title: 'Radwerk, die Werkstatt am Fluss',
  pages: ['Start', 'Reparaturen'],
  texts: [
    'Rufen Sie an, bevor Sie kommen: Von zehn bis sechs ist jemand da.',
    'Auf einen geflickten Reifen warten Sie.',
  ],
};

const STYLE = `:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 44rem; padding: 1.5rem; font: 17px/1.6 Georgia, serif; }
a { color: inherit; }
`;

/** Null unless both are what they should be: they go into a page and a header. */
export function readSite(desk: string, id: string): Carried | null {
  const url = URL.parse(desk);
  return url && /^https?:$/.test(url.protocol) && /^[\w-]{1,64}$/.test(id) ? { desk: url.origin, id } : null;
}

/** Port 0 takes any. */
export async function startSite({ desk, id, port = 0 }: Carried & { port?: number }): Promise<Site> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/style.css') return send(response, 'text/css', STYLE);
    const [, language, page] = /^\/(de)?\/?(repairs)?$/.exec(pathname) ?? [];
    response.setHeader('content-security-policy', policy(desk));
    response.setHeader('permissions-policy', `microphone=(self "${desk}")`);
    return send(response, 'text/html', sitePage({ desk, id }, language ? GERMAN : ENGLISH, page ? 1 : 0));
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** What the tab tells sites with a policy to add, and nothing more; script sinks are locked as well. */
function policy(desk: string): string {
  return [
    "default-src 'none'",
    `script-src ${desk}`,
    `frame-src ${desk}`,
    "style-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Careless on purpose: the line stands in its head, where there is no body yet, and once more at its end. */
function sitePage({ desk, id }: Carried, { lang, title, pages, texts }: Words, at: 0 | 1): string {
  const home = lang === 'de' ? '/de/' : '/';
  const line = `src="${desk}/channels/calls/embed.js?id=${id}"`;
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<script ${line}></script>
</head>
<body>
<nav aria-label="Radwerk"><a href="${home}">${pages[0]}</a> <a href="${home}repairs">${pages[1]}</a></nav>
<main><h1>${title}</h1><p>${texts[at]}</p></main>
<script ${line} async></script>
</body>
</html>
`;
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(body);
}
