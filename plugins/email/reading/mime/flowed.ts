// Joins the soft line breaks of format=flowed text (RFC 3676).

/** A paragraph that is still being put together. */
interface Paragraph {
  depth: number;
  lines: string[];
}

/** @param deleteSpace the part says `DelSp=yes`: the blank before a soft break was added, too */
export function joinFlowed(text: string, deleteSpace: boolean): string {
  const out: string[] = [];
  let open: Paragraph | null = null;
  for (const line of text.split('\n')) {
    const depth = quoteDepth(line);
    const content = unstuffed(line.slice(depth));
    const isSignature = content === '-- ';
    if (open && (open.depth !== depth || isSignature)) {
      out.push(quoted(open));
      open = null;
    }
    open ??= { depth, lines: [] };
    const isSoft = content.endsWith(' ') && !isSignature;
    open.lines.push(isSoft && deleteSpace ? content.slice(0, -1) : content);
    if (isSoft) continue;
    out.push(quoted(open));
    open = null;
  }
  if (open) out.push(quoted(open));
  return out.join('\n');
}

function quoteDepth(line: string): number {
  let depth = 0;
  while (line[depth] === '>') depth++;
  return depth;
}

/** A leading blank protects lines that begin with `>`, a blank or `From `. */
function unstuffed(content: string): string {
  return content.startsWith(' ') ? content.slice(1) : content;
}

function quoted({ depth, lines }: Paragraph): string {
  return (depth > 0 ? `${'>'.repeat(depth)} ` : '') + lines.join('');
}
