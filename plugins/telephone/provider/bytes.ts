// Reading a file that a provider hands over: never more of it than wanted, whatever it says of its size.

export async function bytesOf(response: Response, most: number): Promise<Buffer | 'too many' | 'broken off'> {
  const reader = response.body?.getReader();
  if (!reader) return Buffer.alloc(0);
  const parts: Uint8Array[] = [];
  // Who says that it is too much is not read at all.
  let size = Number(response.headers.get('content-length')) > most ? most + 1 : 0;
  try {
    while (size <= most) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(parts);
      size += value.byteLength;
      parts.push(value);
    }
    return 'too many';
  } catch {
    return 'broken off';
  } finally {
    await reader.cancel().catch(() => {});
  }
}
