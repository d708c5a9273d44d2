// Joins the soft line breaks of format=flowed text (RFC 3676).

/** @param deleteSpace the part says `DelSp=yes`: the blank before a soft break was added, too */
export function joinFlowed(text: string, deleteSpace: boolean): string {
  const out: string[] = [];
  let open: { depth: number; text: string } | null = null;
  for (const line of text.split('\n')) {
    const depth = quoteDepth(line);
    const content = unstuffed(line.slice(depth));
    const isSignature = content === '-- ';
    if (open && open.depth === depth && !isSignature) open.text += content;
    else {
      if (open) out.push(quoted(open));
      open = { depth, text: content };
    }
    const isSoft = open.text.endsWith(' ') && !isSignature && content !== '';
    if (isSoft) open.text = deleteSpace ? open.text.slice(0, -1) : open.text;
    else {
      out.push(quoted(open));
      open = null;
    }
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

function quoted({ depth, text }: { depth: number; text: string }): string {
  return depth > 0 ? `${'>'.repeat(depth)} ${text}` : text;
}
