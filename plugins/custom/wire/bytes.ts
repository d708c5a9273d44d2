// Reading what strangers answer: never more of it than wanted.

/** Null when there is more, or it ends in the middle. */
export async function bytesOf(response: Response, most: number): Promise<Uint8Array | null> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(parts);
      size += value.byteLength;
      if (size > most) return null;
      parts.push(value);
    }
  } catch {
    return null;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
