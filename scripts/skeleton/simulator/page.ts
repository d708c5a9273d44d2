// The page of the simulated service: write as a customer, read what the desk answered.
import type { ServerResponse } from 'node:http';
import type { SkeletonFarSide } from './service.ts';

/** True when the request was for the page. */
export async function answerPage(
  far: SkeletonFarSide,
  place: string,
  body: string,
  response: ServerResponse,
): Promise<boolean> {
  if (place === 'POST /') {
    const form = new URLSearchParams(body);
    await far.write(form.get('from') || 'Ada', form.get('text') || 'Hello');
    response.writeHead(303, { location: '/' }).end();
    return true;
  }
  if (place !== 'GET /') return false;
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(far));
  return true;
}

function page(far: SkeletonFarSide): string {
  const written = far.written.map(({ from, text }) => `<li>${safe(from)}: ${safe(text)}</li>`).join('');
  const taken = far.taken.map(({ to, text }) => `<li>to ${safe(to)}: ${safe(text)}</li>`).join('');
  const desk = far.webhook ? `Calls ${safe(far.webhook)}` : 'No desk is connected yet.';
  return `<!doctype html><meta charset="utf-8"><title>Skeleton, simulated</title><style>body{font:1rem system-ui;max-width:40rem;margin:2rem auto}</style>
<h1>Skeleton, simulated</h1><p>Address <code>${far.url}</code>, token <code>${far.token}</code>. ${desk}</p>
<form method="post"><input name="from" value="Ada" aria-label="From"> <input name="text" value="Is anybody there?" aria-label="Text"> <button>Write</button></form>
<h2>Customers wrote</h2><ul>${written}</ul><h2>The desk answered</h2><ul>${taken}</ul>`;
}

const safe = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
