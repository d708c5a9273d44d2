// What people do on their phones: each act as Meta would report it.
import type { Fields } from '../graph/json.ts';
import { addressOf, hashOf, keepFile } from './files.ts';
import { bring, contactsOf } from './webhooks.ts';
import { newId, SIMULATED, type Person, type Shown, type StoredFile, type World } from './world.ts';

/** What is done, with what belongs to it. */
export type Act =
  | { do: 'text'; words: string; answers?: string }
  | {
      do: 'file';
      type: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';
      file: StoredFile;
      words?: string;
    }
  | { do: 'location'; latitude: number; longitude: number; name: string }
  | { do: 'press'; id: string; title: string; of: string }
  | { do: 'react'; to: string; emoji: string }
  | { do: 'edit'; of: string; words: string }
  | { do: 'take back'; of: string }
  | { do: 'read'; of: string };

/** Does it, and brings it to the desk; gives what the webhook holds. */
export async function act(world: World, person: Person, deed: Act): Promise<Fields> {
  const content = contentOf(world, person, deed);
  await bring(world, person.channel, [content], person.at);
  return content;
}

/** The value or event by which Meta would report it; what is said is shown on the phone from now on. */
export function contentOf(world: World, person: Person, deed: Act): Fields {
  if (deed.do !== 'read') person.wroteAt = world.now();
  return person.channel === 'whatsapp' ? onWhatsApp(world, person, deed) : onMessenger(world, person, deed);
}

function show(world: World, person: Person, deed: Act, id: string, content: Fields): void {
  const words =
    deed.do === 'file'
      ? [deed.file.name, deed.words].filter(Boolean).join(': ')
      : 'words' in deed
        ? deed.words
        : 'title' in deed
          ? deed.title
          : 'name' in deed
            ? deed.name
            : '';
  const shown: Shown = { id, person: person.id, from: 'person', type: deed.do, words, content };
  if (['text', 'file', 'location', 'press'].includes(deed.do)) world.said.push(shown);
}

function onWhatsApp(world: World, person: Person, deed: Act): Fields {
  const id = newId('wamid.');
  const timestamp = String(Math.floor(world.now() / 1000));
  if (deed.do === 'read') return { statuses: [statusOf(world, person, deed.of, 'read')] };
  const message = {
    from: person.id,
    ...(person.userId && { from_user_id: person.userId }),
    id,
    timestamp,
    ...typed(world, deed),
  };
  show(world, person, deed, id, message);
  return { contacts: contactsOf(person), messages: [message] };
}

/** The status of something the desk sent. */
export function statusOf(world: World, person: Person, id: string, status: string, more: Fields = {}): Fields {
  const key = world.said.find((one) => one.id === id)?.key;
  const timestamp = String(Math.floor(world.now() / 1000));
  return { id, status, timestamp, recipient_id: person.id, ...(key && { biz_opaque_callback_data: key }), ...more };
}

function typed(world: World, deed: Exclude<Act, { do: 'read' }>): Fields {
  switch (deed.do) {
    case 'text':
      return {
        type: 'text',
        text: { body: deed.words },
        ...(deed.answers && { context: { from: SIMULATED.displayNumber, id: deed.answers } }),
      };
    case 'file':
      return fileMessage(world, deed);
    case 'location':
      return { type: 'location', location: { latitude: deed.latitude, longitude: deed.longitude, name: deed.name } };
    case 'press': {
      const { id, title, of } = deed;
      return {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id, title } },
        context: { from: SIMULATED.displayNumber, id: of },
      };
    }
    case 'react':
      return { type: 'reaction', reaction: { message_id: deed.to, emoji: deed.emoji } };
    case 'edit':
      return {
        type: 'edit',
        edit: { original_message_id: deed.of, message: { type: 'text', text: { body: deed.words } } },
      };
    case 'take back':
      return { type: 'revoke', revoke: { original_message_id: deed.of } };
  }
}

function fileMessage(world: World, { type: kind, file, words }: Extract<Act, { do: 'file' }>): Fields {
  const type = kind === 'voice' ? 'audio' : kind;
  const id = keepFile(world, file);
  const said = {
    ...(words && { caption: words }),
    ...(type === 'document' && { filename: file.name }),
    ...(type === 'audio' && { voice: kind === 'voice' }),
  };
  return { type, [type]: { id, mime_type: file.type, sha256: hashOf(file), ...said } };
}

/** What Messenger calls it. */
const ATTACHED = {
  image: 'image',
  sticker: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'audio',
  document: 'file',
} as const;

function onMessenger(world: World, person: Person, deed: Act): Fields {
  const frame = { sender: { id: person.id }, recipient: { id: person.at ?? SIMULATED.pageId }, timestamp: world.now() };
  const mid = newId('m_');
  const event = { ...frame, ...happening(world, deed, mid) };
  show(world, person, deed, mid, event);
  return event;
}

function happening(world: World, deed: Act, mid: string): Fields {
  switch (deed.do) {
    case 'text':
      return { message: { mid, text: deed.words, ...(deed.answers && { reply_to: { mid: deed.answers } }) } };
    case 'file': {
      const payload = { url: addressOf(world, keepFile(world, deed.file)) };
      return {
        message: {
          mid,
          ...(deed.words && { text: deed.words }),
          attachments: [{ type: ATTACHED[deed.type], payload }],
        },
      };
    }
    case 'location': {
      const payload = { coordinates: { lat: deed.latitude, long: deed.longitude } };
      return { message: { mid, attachments: [{ type: 'location', title: deed.name, payload }] } };
    }
    case 'press':
      return { message: { mid, text: deed.title, quick_reply: { payload: deed.id } } };
    case 'react':
      return {
        reaction: { mid: deed.to, action: deed.emoji ? 'react' : 'unreact', reaction: 'other', emoji: deed.emoji },
      };
    case 'edit':
      return { message_edit: { mid: deed.of, text: deed.words, num_edit: 1 } };
    case 'take back':
      return { message: { mid: deed.of, is_deleted: true } };
    case 'read':
      return { read: { watermark: world.now() } };
  }
}
