// What a channel says it can do, as boxes and numbers of a form, and read from it.
import type { PageForm } from '../../../core/contract/pages.ts';
import type { Capabilities } from '../wire/capabilities.ts';
import { IDENTIFIER_TYPES } from '../wire/identifiers.ts';

export const ABILITIES = [
  'allowOutgoingMessages',
  'allowConversationStart',
  'allowMultipleRecipients',
  'allowInlineImages',
  'allowReplies',
  'allowReactions',
  'allowTyping',
  'allowReadNotices',
] as const;
export const LIMITS = [
  'maxTextLength',
  'maxFileAttachmentCount',
  'maxFileAttachmentSizeBytes',
  'editSeconds',
  'deleteSeconds',
  'replyWindowHours',
] as const;
export const STYLES = ['BOLD', 'ITALIC', 'UNDERLINE', 'STRIKETHROUGH', 'HYPERLINK', 'LIST', 'BLOCKQUOTE', 'CODE'];
export const ATTACHMENTS = ['FILE', 'LOCATION', 'CONTACT', 'QUICK_REPLIES'];

/** What no field of the form stands for stays as it was. */
export function readCapabilities(form: PageForm, before: Capabilities): Capabilities {
  const chosen = form.texts('ability');
  const among = (name: string, known: readonly string[]) => form.texts(name).filter((one) => known.includes(one));
  const types = (form.text('mimeTypes') || '').split(/[\s,]+/).filter(Boolean);
  const read: Capabilities = {
    ...before,
    deliveryIdentifierTypes: IDENTIFIER_TYPES.filter((one) => form.texts('identifier').includes(one)),
    threadingModel:
      form.text('threading') === 'INTEGRATION_THREAD_ID' ? 'INTEGRATION_THREAD_ID' : 'DELIVERY_IDENTIFIER',
    richText: among('style', STYLES),
    outgoingAttachmentTypes: among('attachment', ATTACHMENTS),
    allowedFileAttachmentMimeTypes: types.slice(0, 100),
  };
  for (const name of ABILITIES) read[name] = chosen.includes(name);
  for (const name of LIMITS) {
    const given = form.number(name);
    if (Number.isInteger(given) && given >= 0 && form.text(name) !== '') read[name] = given;
    else delete read[name];
  }
  return read;
}
