// Which browser on which system a sign-in came from, in a few words.

const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/\S+ .{0,40}\bSafari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** `Firefox, Windows`; what is unknown is left out, and a program is called by its first word. */
export function deviceOf(userAgent: string): string {
  const text = userAgent.slice(0, 300);
  const named = [BROWSERS, SYSTEMS].map((list) => list.find(([mark]) => mark.test(text))?.[1]).filter(Boolean);
  return named.join(', ') || text.split(/[\s/]/)[0] || '?';
}
