// Bodies as the public API documents them and as bridges in the wild send them, with what becomes of each.

const OPAQUE = 'CHANNEL_SPECIFIC_OPAQUE_ID';

/** Registrations of working bridges. */
export const CHANNELS: Record<string, object> = {
  'with everything, as a bot builder registers': {
    ...{
      name: 'Bots',
      webhookUrl: 'https://webhook.example.com/1',
      channelDescription: 'A bot',
      channelLogoUrl: 'https://i.example.com/1.png',
    },
    channelAccountConnectionRedirectUrl: 'https://example.com',
    capabilities: {
      ...{
        deliveryIdentifierTypes: [OPAQUE],
        richText: ['HYPERLINK', 'TEXT_ALIGNMENT', 'BLOCKQUOTE'],
        threadingModel: 'INTEGRATION_THREAD_ID',
      },
      ...{
        allowInlineImages: true,
        allowOutgoingMessages: true,
        allowConversationStart: true,
        allowMultipleRecipients: false,
      },
      ...{ outgoingAttachmentTypes: ['FILE'], allowedFileAttachmentMimeTypes: ['image/png'] },
      ...{
        maxFileAttachmentCount: 1,
        maxFileAttachmentSizeBytes: 1_000_000,
        maxTotalFileAttachmentSizeBytes: 1_000_000,
      },
    },
  },
  'without files, threads by person': {
    ...{ name: 'Plain', webhookUrl: 'https://webhook.example.com/2' },
    capabilities: {
      ...{ deliveryIdentifierTypes: [OPAQUE], richText: [], allowInlineImages: false, allowOutgoingMessages: true },
      ...{ outgoingAttachmentTypes: [], allowedFileAttachmentMimeTypes: [], maxFileAttachmentCount: 0 },
      ...{ maxFileAttachmentSizeBytes: 0, maxTotalFileAttachmentSizeBytes: 0, threadingModel: 'DELIVERY_IDENTIFIER' },
    },
  },
  'by e-mail address': {
    ...{ name: 'Mobile', webhookUrl: 'https://webhook.example.com/3' },
    capabilities: {
      deliveryIdentifierTypes: ['HS_EMAIL_ADDRESS'],
      richText: ['BOLD', 'ITALIC', 'HYPERLINK'],
      allowConversationStart: true,
    },
  },
  'with capabilities nobody knows': { name: 'Free', capabilities: { key_0: {}, est_3c4: {} } },
  'with members that are null': {
    name: 'Nulls',
    capabilities: {},
    webhookUrl: null,
    channelDescription: null,
    channelLogoUrl: null,
  },
};

const sender = (type: string, value: string, more: object = {}) => ({
  name: 'Bo',
  senderActorId: 'V-1',
  deliveryIdentifier: { type, value },
  ...more,
});

/** Published messages; `parts` are what agents see. */
export const MESSAGES: Record<string, { message: object; parts: string[]; direction?: string }> = {
  'as the first version documents it': {
    message: { senders: [sender(OPAQUE, 'bo')], richText: '<p>Hi <b>you</b></p>' },
    parts: ['text'],
  },
  'from an e-mail address, with fields of newer versions': {
    message: {
      senders: [sender('HS_EMAIL_ADDRESS', 'Bo@Example.com')],
      associateWithContactId: 12,
      preResolvedContacts: { contacts: [] },
    },
    parts: ['text'],
  },
  'from a phone number': { message: { senders: [sender('HS_PHONE_NUMBER', '+49 30 901820')] }, parts: ['text'] },
  'from a short code': { message: { senders: [sender('HS_SHORT_CODE', '12345')] }, parts: ['text'] },
  'with an identifier that is a text': { message: { senders: [{ deliveryIdentifier: 'plain-bo' }] }, parts: ['text'] },
  'with a place and something unknown': {
    message: {
      senders: [sender(OPAQUE, 'bo')],
      attachments: [{ type: 'LOCATION', latitude: 1, longitude: 2, name: 'Here' }, { type: 'UNSUPPORTED_CONTENT' }],
    },
    parts: ['text', 'location', 'unsupported'],
  },
  'with a card, buttons, a header and what a social network adds': {
    message: {
      senders: [sender(OPAQUE, 'bo')],
      attachments: [
        {
          type: 'CONTACT',
          contactProfile: {
            name: { firstName: 'Cy' },
            emails: [{ email: 'cy@example.com' }],
            phones: [{ phone: '+4930' }],
          },
        },
        { type: 'QUICK_REPLIES', quickReplies: [{ value: 'y', valueType: 'TEXT', label: 'Yes' }] },
        { type: 'MESSAGE_HEADER', text: 'Hello' },
        { type: 'SOCIAL_MEDIA_METADATA', socialMetadata: { mediaType: 'REEL' } },
      ],
    },
    parts: ['text', 'contact', 'choice', 'text', 'unsupported'],
  },
  'said outside of the desk': {
    message: { messageDirection: 'OUTGOING', senders: [sender(OPAQUE, 'ringbot')], recipients: [sender(OPAQUE, 'bo')] },
    parts: ['text'],
    direction: 'out',
  },
  'with a time in milliseconds and a number as id of the account': {
    message: { senders: [sender(OPAQUE, 'bo')], timestamp: 1_790_000_000_000 },
    parts: ['text'],
  },
};

/** What is refused, and which member is named. */
export const WRONG: Record<string, { message: object; names: RegExp }> = {
  'nobody as sender': { message: { senders: [] }, names: /senders/ },
  'no direction': { message: { messageDirection: 'SIDEWAYS' }, names: /messageDirection/ },
  'no time': { message: { timestamp: 'yesterday-ish' }, names: /timestamp/ },
  'a file without its id': { message: { attachments: [{ type: 'FILE' }] }, names: /attachments/ },
  'an identifier of no known type': { message: { senders: [sender('PIGEON', 'x')] }, names: /senders/ },
  'an answer to nobody': { message: { messageDirection: 'OUTGOING', recipients: [] }, names: /recipients/ },
};

/** Members of answers that clients of the public API read without asking whether they are there. */
export const MEMBERS = {
  channel: ['capabilities', 'createdAt', 'id', 'name'],
  account: ['active', 'archived', 'authorized', 'channelId', 'createdAt', 'id', 'inboxId', 'name'],
  connecting: ['accountToken', 'createdAt', 'genericChannelId', 'inboxId', 'userId'],
  message: [
    ...[
      'archived',
      'attachments',
      'channelAccountId',
      'channelId',
      'client',
      'conversationsThreadId',
      'createdAt',
      'createdBy',
    ],
    ...['direction', 'id', 'recipients', 'senders', 'text', 'truncationStatus', 'type'],
  ],
  thread: [
    ...[
      'archived',
      'associatedContactId',
      'createdAt',
      'id',
      'inboxId',
      'originalChannelAccountId',
      'originalChannelId',
    ],
    ...['spam', 'status', 'latestMessageTimestamp', 'latestMessageReceivedTimestamp'],
  ],
  event: ['type', 'portalId', 'channelId', 'eventTimestamp', 'eventId', 'channelIntegrationThreadIds', 'message'],
};
