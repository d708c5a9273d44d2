// A page as bytes, out of the pieces it was drawn in. Joining thousands of small texts into one of 100 kB takes longer than
// drawing them: larger than what is collected young, it is laid out anew each time. Written piece by piece it never is.
import { randomBytes } from 'node:crypto';

/** What is smaller stays part of the piece it stands in. */
const PIECE = 2048;
const ROOM = 512 * 1024;
/** UTF-8 of one unit of a text. */
const WIDEST = 3;

/** One page at a time: drawing one is never interrupted. */
export class Pieces {
  /** Nobody who writes to the desk can know it. */
  readonly #mark = `\u0000${randomBytes(9).toString('base64')}\u0000`;
  #kept: string[] | null = null;
  #room = Buffer.alloc(0);
  #at = 0;

  /** The bytes of what `draw` draws; meanwhile `keep` takes pieces out. */
  bytesOf(draw: () => string): Buffer {
    this.#kept = [];
    try {
      const whole = draw();
      if (this.#room.length === 0) this.#room = Buffer.allocUnsafeSlow(ROOM);
      this.#at = 0;
      this.#write(whole, this.#kept);
      return Buffer.from(this.#room.subarray(0, this.#at));
    } finally {
      this.#kept = null;
      if (this.#room.length > ROOM) this.#room = Buffer.alloc(0);
    }
  }

  /** The text, or what stands for it until the page is whole. */
  keep(text: string): string {
    if (this.#kept === null || text.length < PIECE) return text;
    this.#kept.push(text);
    return `${this.#mark}${this.#kept.length - 1}${this.#mark}`;
  }

  /** Without pieces: for what is remembered beyond this page. */
  whole<T>(draw: () => T): T {
    const kept = this.#kept;
    this.#kept = null;
    try {
      return draw();
    } finally {
      this.#kept = kept;
    }
  }

  #write(text: string, kept: string[]): void {
    for (const [index, part] of text.split(this.#mark).entries()) {
      if (index % 2 === 1) this.#write(kept[Number(part)]!, kept);
      else this.#put(part);
    }
  }

  #put(text: string): void {
    const most = this.#at + text.length * WIDEST;
    if (most > this.#room.length) this.#room = Buffer.concat([this.#room], Math.max(most, this.#room.length * 2));
    this.#at += this.#room.write(text, this.#at);
  }
}
