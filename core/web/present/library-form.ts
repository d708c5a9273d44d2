// An entry of the library as a form, and what was sent.
import type { Entry, EntryKind, NewEntry, QuoteLine } from '../../library/library.ts';
import type { FieldGroup, FieldModel } from '../models/fields.ts';
import type { PartForm } from '../multipart.ts';
import { tokenChoices } from './library.ts';
import { accessFields, readAccess, type People } from './sharing.ts';
import { text, type Present } from './marks.ts';

/** What stands in the form; `lines` as typed. */
export type Typed = Omit<NewEntry, 'body'> & { body: NewEntry['body'] & { typedLines?: string } };

export function entryGroups(present: Present, typed: Typed, folders: string[], people: People): FieldGroup[] {
  const say = (key: string) => text(present, `library.${key}`);
  const title: FieldModel = {
    kind: 'text',
    name: 'title',
    label: say('title'),
    required: true,
    maximum: 120,
    value: typed.title,
    focus: true,
  };
  const shortcut: FieldModel = {
    kind: 'text',
    name: 'shortcut',
    label: say('shortcut'),
    help: say('shortcut.help'),
    maximum: 31,
    value: typed.shortcut,
  };
  const folder: FieldModel = {
    kind: 'text',
    name: 'folder',
    label: say('folder'),
    help: folders.length > 0 ? text(present, 'library.folder.known', { folders: folders.join(', ') }) : undefined,
    maximum: 60,
    value: typed.folder,
  };
  const own = typed.kind === 'snippet' ? [title, shortcut] : [title];
  return [
    { fields: [...own, ...bodyFields(present, typed), folder] },
    { title: say('access'), fields: accessFields(present, typed, people) },
  ];
}

function bodyFields(present: Present, { kind, body, file }: Typed): FieldModel[] {
  const say = (key: string) => text(present, `library.${key}`);
  const upload: FieldModel = { kind: 'file', name: 'file', label: say('file'), value: file?.name };
  const address: FieldModel = {
    kind: 'text',
    inputType: 'url',
    name: 'url',
    label: say('url'),
    placeholder: 'https://',
    maximum: 2000,
    value: body.url,
  };
  switch (kind) {
    case 'snippet':
      return [
        {
          kind: 'rich-text',
          name: 'html',
          label: say('words'),
          help: text(present, 'library.words.help', { example: '{{firstName|there}}' }),
          required: true,
          rows: 8,
          value: body.html,
          tokens: tokenChoices(present),
        },
      ];
    case 'document':
      return [{ ...upload, required: true }, sendAsField(present, body.sendAs)];
    case 'meeting':
      return [{ ...address, required: true }];
    case 'video':
      return [
        { ...address, help: say('url.or_file') },
        { ...upload, accept: 'video/*' },
      ];
    case 'quote':
      return quoteFields(present, body, { address, upload });
  }
}

function sendAsField(present: Present, current: string | undefined): FieldModel {
  const options = (['attachment', 'link'] as const).map((value) => ({
    value,
    label: text(present, `library.send_as.${value}`),
    detail: text(present, `library.send_as.${value}.detail`),
    current: value === (current ?? 'attachment'),
  }));
  return { kind: 'choice', look: 'cards', name: 'sendAs', label: text(present, 'library.send_as'), options };
}

function quoteFields(
  present: Present,
  body: Typed['body'],
  { address, upload }: Record<'address' | 'upload', FieldModel>,
): FieldModel[] {
  const say = (key: string) => text(present, `library.${key}`);
  return [
    {
      kind: 'list',
      name: 'lines',
      label: say('lines'),
      help: say('lines.help'),
      required: true,
      rows: 6,
      value: body.typedLines ?? (body.lines ?? []).map(lineText).join('\n'),
    },
    { kind: 'text', name: 'currency', label: say('currency'), maximum: 3, value: body.currency ?? 'EUR' },
    { ...address, help: say('url.quote') },
    { ...upload, accept: '.pdf' },
  ];
}

function lineText({ text: words, amount }: QuoteLine): string {
  return `${words} | ${amount}`;
}

/** `Inspection | 49.90`; a comma does as well. An amount that is none is not a number. */
function readLine(line: string): QuoteLine {
  const at = line.lastIndexOf('|');
  const words = at < 0 ? line : line.slice(0, at);
  const amount =
    at < 0
      ? ''
      : line
          .slice(at + 1)
          .replace(/\s/g, '')
          .replace(',', '.');
  return { text: words, amount: /^-?\d{1,12}(\.\d{1,4})?$/.test(amount) ? Number(amount) : Number.NaN };
}

/** A file that comes replaces the one before. */
export function readEntry(form: PartForm, kind: EntryKind, before: Entry | null): Typed {
  const [file] = form.files;
  const typedLines = form.text('lines');
  const lines = typedLines.split('\n').filter((line) => line.trim() !== '');
  return {
    kind,
    title: form.text('title'),
    shortcut: form.text('shortcut'),
    folder: form.text('folder'),
    body: {
      html: form.text('html'),
      url: form.text('url'),
      sendAs: form.text('sendAs') === 'link' ? 'link' : 'attachment',
      ...(kind === 'quote' && { lines: lines.map(readLine), currency: form.text('currency'), typedLines }),
    },
    file: file ? { fileId: file.fileId, name: file.name, type: file.type } : (before?.file ?? null),
    ...readAccess(form),
  };
}
