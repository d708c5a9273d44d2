// Decides which addresses a link or an image of a mail may have.

const allowed = new Set(['http:', 'https:', 'mailto:', 'tel:', 'sms:']);
const longest = 8192;

/** The address in the form a browser would use; null if it is no absolute address of a harmless kind. */
export function safeLink(address: string): string | null {
  const text = address.slice(0, longest).trim();
  try {
    const url = new URL(text.startsWith('//') ? `https:${text}` : text);
    return allowed.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
