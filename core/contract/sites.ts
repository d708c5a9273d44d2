// On whose pages something of the desk may stand: sites as administrators write them, and as a policy names them. Pure.

const ENTRY = /^(https?:\/\/)?(?:\*\.)?([^\s/?#@:*]{1,253}(?::\d{1,5})?)\/?$/;

/** Of a host in a policy (CSP 3, `host-source`): everything else would end the source, or the header. */
const HOST = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*(:\d+)?$/;

/**
 * A site as it is stored: `example.com`, with a port or `https://` where that was written. It includes those below it.
 * Names in other scripts become what browsers make of them (UTS 46). Null for what is no site.
 */
export function siteOf(entry: string): string | null {
  const [, scheme = '', written = ''] = ENTRY.exec(entry.trim().toLowerCase()) ?? [];
  const host = URL.parse(`${scheme || 'https://'}${written}`)?.host ?? '';
  return HOST.test(host) ? scheme + host : null;
}

/** Sources for `frame-ancestors`: each site and those below it, and the desk; everybody when none is named. */
export function ancestorsOf(entries: string[]): string {
  if (entries.length === 0) return '*';
  const sites = entries.map(siteOf).filter((site) => site !== null);
  return ["'self'", ...sites.flatMap((site) => [site, site.replace(/^(https?:\/\/)?/, '$1*.')])].join(' ');
}
