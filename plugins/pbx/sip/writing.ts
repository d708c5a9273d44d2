// Writing SIP messages that the desk or the simulated far side sends by itself.

export type Header = [name: string, value: string];

export function writeMessage(first: string, headers: Header[], body = ''): string {
  const lines = headers.map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}`);
  return [first, ...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

/** In quotes where it stands before an address. */
export function quoted(name: string): string {
  return name === '' ? '' : `"${name.replace(/[\\"]/g, '\\$&')}" `;
}
