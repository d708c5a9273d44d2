// How much a sound becomes when it is decoded, counted from its packets: what a stranger sends as a few kilobytes may
// unpack to days, whatever length it claims, and would take the page with it.
{
  const text = (bytes, at, length = 4) => String.fromCharCode(...bytes.subarray(at, at + length));
  const number = (bytes, at, length = 4) => bytes.subarray(at, at + length).reduce((sum, byte) => sum * 256 + byte, 0);

  /** Samples of a packet of Opus, for each channel (RFC 6716, 3.1 and 3.2). */
  function ofOpus(bytes, at) {
    const config = bytes[at] >> 3;
    const frame =
      config < 12
        ? [480, 960, 1920, 2880][config % 4]
        : config < 16
          ? [480, 960][config % 2]
          : [120, 240, 480, 960][config % 4];
    return frame * ([1, 2, 2][bytes[at] & 3] ?? bytes[at + 1] & 63);
  }

  /** One stream of Opus (RFC 3533, RFC 7845). Pages are looked for everywhere, as decoders do after a broken one. */
  function ofOgg(bytes) {
    if (text(bytes, 28, 8) !== 'OpusHead') return Infinity;
    let samples = 0;
    for (let page = 0; page >= 0; page = bytes.indexOf(0x4f, page + 1)) {
      if (text(bytes, page) !== 'OggS') continue;
      if (text(bytes, page + 14) !== text(bytes, 14)) return Infinity;
      const sizes = bytes.subarray(page + 27, page + 27 + bytes[page + 26]);
      let at = page + 27 + sizes.length;
      let begins = (bytes[page + 5] & 1) === 0;
      for (const size of sizes) {
        if (begins) samples += ofOpus(bytes, at);
        begins = size < 255;
        at += size;
      }
    }
    return samples * bytes[37];
  }

  const SEGMENT = 0x18538067;
  const TRACK = 0xae;
  /** Cluster, Tracks, BlockGroup, SeekHead, Seek. */
  const AROUND = new Set([SEGMENT, TRACK, 0x1f43b675, 0x1654ae6b, 0xa0, 0x114d9b74, 0x4dbb]);
  const CODEC = 0x86;
  const CODEC_HEAD = 0x63a2;
  const SEEK_POSITION = 0x53ac;
  const BLOCKS = new Set([0xa1, 0xa3]);
  /** Packed in a way of its own. */
  const ENCODINGS = 0x6d80;

  /** A number of EBML (RFC 8794, 4), `Infinity` where it says that nobody knows; `keeps` its length's mark, as names do. */
  function ebml(bytes, at, keeps) {
    const length = Math.clz32(bytes[at]) - 23;
    if (length > 8) return { next: at, value: NaN };
    const next = at + length;
    if (keeps) return { next, value: number(bytes, at, length) };
    const first = bytes[at] & (255 >> length);
    const isUnknown = first === 255 >> length && bytes.subarray(at + 1, next).every((byte) => byte === 255);
    return { next, value: isUnknown ? Infinity : first * 256 ** (length - 1) + number(bytes, at + 1, length - 1) };
  }

  /** One track of Opus, as browsers record it (RFC 9559). Whatever is out of the ordinary is not counted. */
  function ofWebm(bytes) {
    const ends = [bytes.length];
    const [found, sought] = [new Set(), []];
    let [samples, channels, tracks, origin] = [0, 0, 0, 0];
    for (let at = 0; at < bytes.length;) {
      while (at >= ends.at(-1)) ends.pop();
      const name = ebml(bytes, at, true);
      const { next: start, value: size } = ebml(bytes, name.next, false);
      const isAround = AROUND.has(name.value);
      const isWhole = start + size <= ends.at(-1);
      if (name.value === ENCODINGS || !(isWhole || (isAround && size === Infinity))) return Infinity;
      found.add(at);
      if (name.value === SEGMENT) origin = start;
      if (name.value === SEEK_POSITION) sought.push(origin + number(bytes, start, size));
      if (name.value === TRACK) tracks += 1;
      if (name.value === CODEC && text(bytes, start, size) !== 'A_OPUS') return Infinity;
      if (name.value === CODEC_HEAD) channels = bytes[start + 9];
      if (BLOCKS.has(name.value)) {
        const head = ebml(bytes, start, false).next + 2;
        if (bytes[head] & 6) return Infinity;
        samples += ofOpus(bytes, head + 1);
      }
      if (isAround && isWhole) ends.push(start + size);
      at = isAround ? start : start + size;
    }
    const isPlain = tracks === 1 && channels > 0 && sought.every((place) => found.has(place));
    return isPlain ? samples * channels : Infinity;
  }

  /** Telephone and PCM, a byte a sample or more. */
  function ofWave(bytes) {
    const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 46 || text(bytes, 8, 8) !== 'WAVEfmt ') return Infinity;
    const kind = head.getUint16(20, true);
    const isPlain = [1, 3, 6, 7].includes(kind === 0xfffe ? head.getUint16(44, true) : kind);
    return isPlain && head.getUint32(24, true) >= 3000 ? bytes.length : Infinity;
  }

  /** Everything that may begin a frame of MP3 or of AAC without a container. */
  function ofFrames(bytes) {
    let samples = 0;
    for (let at = bytes.indexOf(255); at >= 0; at = bytes.indexOf(255, at + 1)) {
      const [kind, rate] = [bytes[at + 1], bytes[at + 2]];
      if (kind >= 0xf0 && (kind & 6) === 0) samples += 4096 * ((bytes[at + 6] & 3) + 1);
      else if (kind >= 0xe0 && (kind & 6) > 0 && rate < 0xf0 && (rate & 12) < 12)
        samples += (kind & 8 ? 1152 : 576) * (bytes[at + 3] < 0xc0 ? 2 : 1);
    }
    return samples;
  }

  const BOXES = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'moof', 'traf']);
  /** What leads to parts elsewhere, or packs them. */
  const ODD_BOXES = new Set(['cmov', 'sidx', 'mfra', 'stz2']);

  /** Whether the only kind of sample is AAC: `mp4a` whose `esds` says so (ISO 14496-1, 7.2.6; ISO 14496-14, 5.6). */
  function isAac(bytes, at) {
    const isOne = number(bytes, at + 4) === 1 && text(bytes, at + 12) === 'mp4a' && text(bytes, at + 48) === 'esds';
    let next = at + 56;
    const enters = (tag) => {
      if (bytes[next] !== tag) return false;
      next += 1;
      while (bytes[next] & 128) next += 1;
      next += 1;
      return true;
    };
    if (!isOne || !enters(3) || bytes[next + 2] > 31) return false;
    next += 3;
    return enters(4) && bytes[next] === 0x40;
  }

  /** AAC in MP4 (ISO 14496-12), counted as if each sample of it were the longest there is. */
  function ofMp4(bytes) {
    const ends = [bytes.length];
    let packets = 0;
    for (let at = 0; at < bytes.length;) {
      while (at >= ends.at(-1)) ends.pop();
      const [size, name] = [number(bytes, at), text(bytes, at + 4)];
      if (size < 8 || at + size > ends.at(-1) || ODD_BOXES.has(name)) return Infinity;
      if (name === 'stsd' && !isAac(bytes, at + 8)) return Infinity;
      if (name === 'stsz') packets += number(bytes, at + 16);
      if (name === 'trun') packets += number(bytes, at + 12);
      if (BOXES.has(name)) ends.push(at + size);
      at += BOXES.has(name) ? 8 : size;
    }
    return packets * 4096;
  }

  /** At most so many, of all channels together, at the sound's own rate; `Infinity` for what cannot be counted. */
  desk.samplesOf = (bytes) => {
    if (text(bytes, 4) === 'ftyp') return ofMp4(bytes);
    const tag = text(bytes, 0, 3) === 'ID3' ? 10 + bytes.subarray(6, 10).reduce((sum, byte) => sum * 128 + byte, 0) : 0;
    // A name of a box of MP4 there could make two kinds of it.
    if (/^[\w ]{4}$/.test(text(bytes, tag + 4)) || /^[\w ]{4}$/.test(text(bytes, 4))) return Infinity;
    if (text(bytes, 0) === 'OggS' && bytes[4] === 0) return ofOgg(bytes);
    if (text(bytes, 0) === 'RIFF') return ofWave(bytes);
    if (number(bytes, 0) === 0x1a45dfa3) return ofWebm(bytes);
    const isFrames = bytes[tag] === 255 && bytes[tag + 1] >= 0xe0 && (bytes[tag + 1] & 6) > 0;
    return isFrames ? ofFrames(bytes) : Infinity;
  };
}
