// What a client sends, handed out by lines and by counted bytes.

const LONGEST_LINE = 65_536;

/** Collects socket data until somebody asks for it; every read gives undefined once the client is gone. */
export class Input {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #ended = false;
  #wake: (() => void) | undefined;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Forgets what has arrived: nothing sent in clear text may count after STARTTLS (RFC 3501 §6.2.1). */
  discard(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }

  /** The next line without its line end; a line longer than 64 KiB ends the input. */
  async readLine(): Promise<Buffer | undefined> {
    let searched = 0;
    for (;;) {
      const buffer = this.#joined();
      const feed = buffer.indexOf(0x0a, searched);
      if (feed >= 0) {
        this.#keep(buffer.subarray(feed + 1));
        return buffer.subarray(0, feed > 0 && buffer[feed - 1] === 0x0d ? feed - 1 : feed);
      }
      searched = buffer.length;
      if (searched > LONGEST_LINE || !(await this.#more())) return undefined;
    }
  }

  async readBytes(count: number): Promise<Buffer | undefined> {
    while (this.#bytes < count) if (!(await this.#more())) return undefined;
    const buffer = this.#joined();
    this.#keep(buffer.subarray(count));
    return buffer.subarray(0, count);
  }

  #joined(): Buffer {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!;
  }

  #keep(rest: Buffer): void {
    this.#chunks = [rest];
    this.#bytes = rest.length;
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const before = this.#bytes;
    while (this.#bytes === before && !this.#ended) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
    return this.#bytes > before;
  }
}
