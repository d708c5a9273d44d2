// Hostile mail HTML in a real browser: after cleaning, nothing runs and nothing is loaded.
import t from 'tap';
import { judgeHtml, type HtmlCase } from '../bench/mail-html.ts';
import { openBrowser } from './browser.ts';

const tracker = 'https://tracker.example/pixel.gif';
const cases: HtmlCase[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  `<img src="${tracker}"><img srcset="${tracker} 2x"><td background="${tracker}">`,
  `<p style="background:url(${tracker})">x</p><style>@import "${tracker}";</style>`,
  `<p style="background-image:u\\72l(${tracker})">x</p>`,
  '<body onload=alert(1)><svg onload=alert(1)><svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe><iframe src="javascript:alert(1)"></iframe>',
  `<link rel="stylesheet" href="${tracker}"><link rel="preload" as="image" href="${tracker}">`,
  `<meta http-equiv="refresh" content="0;url=${tracker}"><base href="https://tracker.example/"><img src="pixel.gif">`,
  `<object data="${tracker}"></object><embed src="${tracker}"><video poster="${tracker}" src="${tracker}"></video>`,
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  '<xmp><p title="</xmp><svg/onload=alert(1)>">',
  '<template><img src=x onerror=alert(1)></template><title><img src=x onerror=alert(1)></title>',
  '<a href="javascript:alert(1)" autofocus onfocus=alert(1) tabindex=1>x</a><input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>x</details><marquee onstart=alert(1)>x</marquee>',
  '<!--><img src=x onerror=alert(1)>--><![CDATA[<img src=x onerror=alert(1)>]]><?x <img src=x onerror=alert(1)>?>',
  "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>\">",
  `<image src="${tracker}"><picture><source srcset="${tracker}"><img src="x"></picture>`,
  '<hx-partial hx-target="body"><img src=x onerror=alert(1)></hx-partial><p hx-get="/x" hx-trigger="load">x</p>',
  '<p title="&quot;><img src=x onerror=alert(1)>">x</p><p title=`onmouseover=alert(1)>x',
  '<<script>alert(1)//<</script><scr<script>ipt>alert(1)</scr</script>ipt>',
].map((input, index) => ({ id: `case ${index + 1}`, input }));

t.test('nothing of a hostile mail runs or loads', async (t) => {
  const browser = await openBrowser(t);
  browser.expectTrouble(/./);
  const outcome = await judgeHtml(await browser.newPage(), cases);
  t.same(outcome, { cases: cases.length, dangerous: [], executed: [], requested: [] });
  const unclean = await judgeHtml(await browser.newPage(), cases.slice(0, 3), (html) => html);
  t.match(unclean, { executed: ['case 1', 'case 2'] }, 'the check notices script');
  t.ok(unclean.requested.includes('case 3'), 'and requests');
});
