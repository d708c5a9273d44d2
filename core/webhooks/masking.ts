// What of a try is kept for people to look at: nothing by which somebody could sign or sign in.

const MASK = '********';
const SECRET = /signature|token|secret|passw|authori[sz]ation|cookie|api[_-]?key/i;
const JSON_SECRET =
  /("[^"\\]{0,60}(?:token|secret|passw|authorization|cookie|signature|api[_-]?key)[^"\\]{0,60}"\s*:\s*")(?:[^"\\]|\\.){1,10000}"/gi;
/** Headers and letters of each. */
const MOST = 40;
const LONGEST = 300;

export function maskedHeaders(headers: Iterable<[string, string]>): Record<string, string> {
  const kept = [...headers].slice(0, MOST);
  return Object.fromEntries(kept.map(([name, value]) => [name, SECRET.test(name) ? MASK : value.slice(0, LONGEST)]));
}

/** Receivers answer whatever they like, sometimes with what they were sent. */
export function maskedText(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, MASK);
  return masked.replace(JSON_SECRET, `$1${MASK}"`);
}

/** For lists: what stands behind the question mark is often a key. */
export function maskedAddress(address: string): string {
  const url = URL.parse(address);
  return url ? url.origin + url.pathname + (url.search ? '?…' : '') : '…';
}
