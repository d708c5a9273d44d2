// What an e-mail carries.
import type { Capabilities, Level } from '../../../core/contract/capabilities.ts';

const MEGABYTE = 1024 * 1024;
const STYLES = [
  'bold',
  'italic',
  'underline',
  'strike',
  'code',
  'link',
  'list',
  'quote',
  'heading',
  'colour',
  'inline-image',
] as const;
const KINDS = ['image', 'audio', 'voice', 'video', 'file', 'sticker'] as const;
const carries: Level = 'carries';

export const CAPABILITIES: Capabilities = {
  id: 'email-2',
  text: { level: carries, styles: Object.fromEntries(STYLES.map((style) => [style, carries])) },
  media: Object.fromEntries(KINDS.map((kind) => [kind, { level: carries, maximum: 25 * MEGABYTE }])),
  mediaCount: 50,
  // Base64 adds a third; what most servers take in all is 25 MB.
  mediaTotal: 18 * MEGABYTE,
  together: true,
  subject: { maximum: 900 },
  recipients: { cc: true, bcc: true, maximum: 50 },
  replyTo: carries,
  receipts: ['delivered', 'read'],
};
