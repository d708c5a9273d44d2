// Reads the two stateful mail charsets that neither the platform nor iconv-lite know: ISO-2022-KR (RFC 1557) and HZ (RFC 1843).

/** ISO-2022-KR: SO switches to KS X 1001 in seven bits, SI back; with the high bit set that is EUC-KR. */
export function readIso2022Kr(bytes: Uint8Array): string {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === 0x0e || byte === 0x0f) shifted = byte === 0x0e;
    else if (byte === 0x1b && bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29) at += 3;
    else out[length++] = shifted && byte > 0x20 ? byte | 0x80 : byte;
  }
  return new TextDecoder('euc-kr').decode(out.subarray(0, length));
}

/** HZ: `~{` switches to GB 2312 in seven bits, `~}` back, `~~` is a tilde, `~` at a line end joins lines. */
export function readHz(bytes: Uint8Array): string {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    const next = bytes[at + 1];
    if (byte === 0x7e && (next === 0x7b || next === 0x7d)) {
      shifted = next === 0x7b;
      at++;
    } else if (byte === 0x7e && !shifted && (next === 0x7e || next === 0x0a)) {
      if (next === 0x7e) out[length++] = byte;
      at++;
    } else {
      if (byte === 0x0a) shifted = false;
      out[length++] = shifted && byte > 0x20 ? byte | 0x80 : byte;
    }
  }
  return new TextDecoder('gb18030').decode(out.subarray(0, length));
}
