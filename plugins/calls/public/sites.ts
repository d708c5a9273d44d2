// On which sites the button may stand: the domains an administrator allowed, and the desk itself.

/** Entries nobody could ever match, for the form. */
export function isDomain(entry: string): boolean {
  const bare = entry.trim().replace(/^(https?:\/\/)?(\*\.)?/, '');
  return /^[^\s/?#@:*]{1,253}(:\d{1,5})?\/?$/.test(bare) && URL.canParse(`https://${bare}`);
}

/** Sources of a policy: each domain and those below it; everything when none is named. */
export function ancestorsOf(domains: string[]): string {
  const bare = domains.map((one) => one.replace(/^(https?:\/\/)?\*\./, '$1').replace(/\/$/, ''));
  const around = bare.flatMap((one) => (one.includes('://') ? [one] : [one, `*.${one}`]));
  return around.length > 0 ? ["'self'", ...around].join(' ') : '*';
}
