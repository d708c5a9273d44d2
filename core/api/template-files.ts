// API: the files of a template that a program sends, from the library or in the request itself (WA-4).
import type { Viewer } from '../accounts/accounts.ts';
import { invalid } from '../kernel/errors.ts';
import type { StoredFile, TemplateChoice } from '../outbound/outbound.ts';
import type { ApiRooms } from './rooms.ts';
import type { NewMessageBody } from './shapes.ts';

type Asked = NonNullable<NewMessageBody['template']>;
type Given = NonNullable<Asked['files']>[string];

export async function templateChoice(
  rooms: Pick<ApiRooms, 'library' | 'files'>,
  viewer: Viewer,
  { name, language, values = {}, files = {} }: Asked,
): Promise<TemplateChoice> {
  const stored: Record<string, StoredFile> = {};
  for (const [key, given] of Object.entries(files)) stored[key] = await fileOf(rooms, viewer, given);
  return { name, language, values, stored };
}

async function fileOf(
  { library, files }: Pick<ApiRooms, 'library' | 'files'>,
  viewer: Viewer,
  { document, name, content }: Given,
): Promise<StoredFile> {
  if (document !== undefined) {
    const found = await library.entries.fileOf(viewer, document);
    if (!found) throw invalid({ document: 'wrong.choice' });
    return found;
  }
  if (!name || !content) throw invalid({ content: 'wrong.empty' });
  // Two runs of white space that a pattern could share between them would be tried in every way.
  const letters = content.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(letters)) throw invalid({ content: 'wrong.form' });
  const { id, type, bytes } = await files.save(Buffer.from(letters, 'base64'));
  return { fileId: id, name, type, bytes };
}
