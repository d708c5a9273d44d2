// Shows hostile HTML, sanitised, to a real browser and counts what still runs or loads.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { sanitiseHtml } from '../../plugins/email/reading/sanitise.ts';

export interface HtmlCase {
  id: string;
  input: string;
}

export interface HtmlOutcome {
  cases: number;
  /** Cases with an element, attribute or address in the parsed result that must not be there. */
  dangerous: string[];
  /** Cases in which script ran. */
  executed: string[];
  /** Cases that asked the network for something. */
  requested: string[];
}

/** The cases of every `xss*.jsonl` of a corpus folder: one JSON object with `id` and `input` a line. */
export function hostileCases(corpus: string): HtmlCase[] {
  return readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)xss[^/]*\.jsonl$/.test(path))
    .flatMap((path) => readFileSync(join(corpus, path), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as HtmlCase);
}

/** Runs in the page, as text because the sources are checked without the types of a browser: what must not be in a result. */
const FORBIDDEN = `(html) => {
  const elements = 'script,iframe,object,embed,base,meta,link,svg,math,template,title,form,style,hx-partial';
  const document = new DOMParser().parseFromString(html, 'text/html');
  const found = [...document.querySelectorAll(elements)].map((one) => one.tagName);
  for (const element of document.body.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      const address = value.replace(/[\\u0000-\\u0020]/g, '').toLowerCase();
      const acts = /^on|^(data-)?hx-|^(id|class|srcdoc|formaction|action|background|srcset|ping)$/.test(name);
      if (acts || /^(javascript|vbscript|data:text\\/html)/.test(address)) found.push(element.tagName + ' ' + name);
    }
  }
  return found;
}`;

/** Runs in every page before anything else: calls that hostile HTML makes to show that it can. */
const HOOKS = `for (const name of ['alert', 'print', 'confirm', 'prompt', 'open']) window[name] = () => window.executed();`;

/** Waits until the page has been drawn, so that images have had their chance to load or to fail. */
const DRAWN = `new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 5)))`;

/**
 * Shows each case as a page of its own, with `alert` and its like hooked and the network watched.
 * @param clean turns the input into what is shown; to see that the check itself works, hand in the input unchanged
 */
export async function judgeHtml(
  page: Page,
  cases: HtmlCase[],
  clean = (html: string): string => sanitiseHtml(html).html,
): Promise<HtmlOutcome> {
  const outcome: HtmlOutcome = { cases: cases.length, dangerous: [], executed: [], requested: [] };
  let present = '';
  await page.exposeFunction('executed', () => void outcome.executed.push(present));
  await page.addInitScript(HOOKS);
  await page.route('**/*', (route) => {
    if (route.request().url() !== 'http://mail.localhost/') outcome.requested.push(present);
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><body></body>' });
  });
  for (const { id, input } of cases) {
    present = id;
    const html = clean(input);
    await page.goto('http://mail.localhost/');
    const found = await page.evaluate<string[]>(`(${FORBIDDEN})(${JSON.stringify(html)})`);
    if (found.length > 0) outcome.dangerous.push(id);
    await page.setContent(`<!doctype html><body>${html}</body>`, { waitUntil: 'load' });
    await page.evaluate(DRAWN);
  }
  return outcome;
}
