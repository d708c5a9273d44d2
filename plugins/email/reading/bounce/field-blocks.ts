// Reads the blocks of `Name: value` lines that reports are made of (RFC 3464 §2.1.1, RFC 5965, RFC 8098).

/** The fields of one block in order. Names are lower case, values unfolded. */
export type FieldBlock = { name: string; value: string }[];

const fieldLine = /^([A-Za-z0-9][A-Za-z0-9-]{0,60})[ \t]{0,20}:[ \t]?(.*)$/;

const mostFields = 2000;
const longestValue = 4000;

/** Splits text at empty lines. Lines that are neither a field nor folded are taken as folded without indentation. */
export function readFieldBlocks(text: string): FieldBlock[] {
  const blocks: FieldBlock[] = [];
  let block: FieldBlock = [];
  let fields = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      if (block.length > 0) blocks.push(block);
      block = [];
      continue;
    }
    const match = fieldLine.exec(line);
    const last = block.at(-1);
    if (match && fields++ < mostFields) block.push({ name: match[1]!.toLowerCase(), value: match[2]!.trim() });
    else if (last && last.value.length < longestValue) last.value = `${last.value} ${line.trim()}`.trim();
  }
  if (block.length > 0) blocks.push(block);
  return blocks;
}

/** The first value of a field in a block, null if it is missing or empty. */
export function valueOf(block: FieldBlock, name: string): string | null {
  return block.find((field) => field.name === name && field.value !== '')?.value ?? null;
}

/** Every value of a field in a block. */
export function valuesOf(block: FieldBlock, name: string): string[] {
  return block.filter((field) => field.name === name && field.value !== '').map((field) => field.value);
}

/** The value after the type of a typed field such as `rfc822; a@b.example` or `dns;host` (RFC 3464 §2.1.2). */
export function withoutType(value: string): string {
  return value.replace(/^[A-Za-z0-9-]{1,30}[ \t]{0,20};[ \t]{0,20}/, '').trim();
}
