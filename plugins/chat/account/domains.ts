// On which sites a chat may stand: the domains an administrator allowed, and the desk itself.

/** An entry is a domain (`example.com`, which includes those below it), with or without a port or `https://`. */
export function isAllowedOrigin(origin: string | undefined, domains: string[], publicUrl: string): boolean {
  if (domains.length === 0) return true;
  const site = origin === undefined ? null : URL.parse(origin);
  if (!site || !/^https?:$/.test(site.protocol)) return false;
  if (site.origin === new URL(publicUrl).origin) return true;
  return domains.some((entry) => matches(site, entry));
}

function matches(site: URL, entry: string): boolean {
  const bare = entry
    .trim()
    .toLowerCase()
    .replace(/^\*\./, '')
    .replace(/^(https?:\/\/)\*\./, '$1');
  const wanted = URL.parse(bare.includes('://') ? bare : `${site.protocol}//${bare}`);
  if (!wanted || wanted.hostname === '') return false;
  if (bare.includes('://') && wanted.protocol !== site.protocol) return false;
  if (wanted.port !== '' && wanted.port !== site.port) return false;
  return site.hostname === wanted.hostname || site.hostname.endsWith(`.${wanted.hostname}`);
}
