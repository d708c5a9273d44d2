// What browsers record, told from its bytes and not from what anybody says.

/** By its first bytes: what browsers record. */
export function soundOf(content: Buffer): string | null {
  if (content.subarray(0, 4).toString('hex') === '1a45dfa3') return 'audio/webm';
  if (content.subarray(0, 4).toString('latin1') === 'OggS') return 'audio/ogg';
  if (content.subarray(4, 8).toString('latin1') === 'ftyp') return 'audio/mp4';
  return null;
}
