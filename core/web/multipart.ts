// Forms with files: fields by name, files saved as they come, what is too large named instead of kept.
import type { FastifyRequest } from 'fastify';
import type { MediaKind } from '../contract/part.ts';
import { trustedName, trustedType, type Files } from '../files/files.ts';
import { publicId } from '../kernel/ids.ts';
import { kindOfFile } from '../outbound/outbound.ts';
import { formOf, type Form } from './forms.ts';

export interface UploadedFile {
  /** Name of the field it came in. */
  field: string;
  kind: MediaKind;
  name: string;
  type: string;
  bytes: number;
  fileId: number;
  contentId: string;
}

export interface PartForm extends Form {
  files: UploadedFile[];
  /** Name of a file that was too large. */
  refused: string | null;
}

/** Also reads plain forms, so that one route serves both. */
export async function readParts(request: FastifyRequest, files: Files): Promise<PartForm> {
  const uploaded: UploadedFile[] = [];
  let refused: string | null = null;
  if (!request.isMultipart?.()) return { ...formOf(request), files: uploaded, refused };
  // Without a prototype: names come from outside.
  const fields = Object.create(null) as Record<string, string[]>;
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      (fields[part.fieldname] ??= []).push(String(part.value));
      continue;
    }
    const content = await part.toBuffer().catch(() => null);
    if (!content || part.file.truncated) refused = part.filename;
    else if (part.filename !== '' && content.byteLength > 0)
      uploaded.push({ field: part.fieldname, ...(await keep(files, part.filename, part.mimetype, content)) });
  }
  return { ...formOf({ body: fields } as unknown as FastifyRequest), files: uploaded, refused };
}

async function keep(
  files: Files,
  name: string,
  declared: string,
  content: Buffer,
): Promise<Omit<UploadedFile, 'field'>> {
  const stored = await files.save(content);
  const type = trustedType(stored.type, declared);
  return {
    kind: kindOfFile(type),
    name: trustedName(name),
    type,
    bytes: stored.bytes,
    fileId: stored.id,
    contentId: `${publicId()}@attachment`,
  };
}
