// Webhooks of Messenger as Meta documents them, written for the tests: the frame, and one of everything that can be in it.

export const PAGE_ID = '600500400300';
export const TOM = '7123000000001';

type Fields = Record<string, unknown>;

export const AT = 1780000000000;

/** What Tom does to the page. */
export function event(more: Fields): Fields {
  return { sender: { id: TOM }, recipient: { id: PAGE_ID }, timestamp: AT, ...more };
}

export function webhook(...events: Fields[]): Fields {
  return { object: 'page', entry: [{ id: PAGE_ID, time: AT, messaging: events }] };
}

export function said(message: Fields): Fields {
  return webhook(event({ message: { mid: 'm_1', ...message } }));
}

const hanging = (type: string, payload: unknown, more: Fields = {}) =>
  said({ attachments: [{ type, payload, ...more }] });
const onThePage = (more: Fields) => ({ sender: { id: PAGE_ID }, recipient: { id: TOM }, timestamp: AT, ...more });

/** Name → webhook and what is expected of each of its lines: what is named must be so. */
export const EXPECTED: Record<string, [body: unknown, lines: Fields[]]> = {
  text: [
    said({ text: 'Is it open?', reply_to: { mid: 'm_0' } }),
    [
      {
        event: 'message',
        what: 'text',
        id: 'm_1',
        from: TOM,
        at: '2026-05-28T20:26:40.000Z',
        inReplyTo: 'm_0',
        parts: [{ type: 'text', text: 'Is it open?' }],
      },
    ],
  ],
  'quick reply': [
    said({ text: 'Green', quick_reply: { payload: 'G' } }),
    [{ what: 'quick_reply', parts: [{ type: 'choice', chosen: { id: 'G', title: 'Green' } }] }],
  ],
  image: [
    hanging('image', { url: 'https://cdn.example/a/photo.jpg?oh=1' }),
    [
      {
        what: 'image',
        parts: [
          {
            type: 'media',
            kind: 'image',
            name: 'photo.jpg',
            mimeType: 'image/jpeg',
            ref: 'https://cdn.example/a/photo.jpg?oh=1',
          },
        ],
      },
    ],
  ],
  audio: [
    hanging('audio', { url: 'https://cdn.example/clip.mp4' }),
    [{ parts: [{ kind: 'audio', name: 'clip.mp4' }] }],
  ],
  video: [hanging('video', { url: 'https://cdn.example/v' }), [{ parts: [{ kind: 'video', mimeType: 'video/mp4' }] }]],
  file: [
    hanging('file', { url: 'https://cdn.example/The%20bill.pdf' }),
    [{ parts: [{ kind: 'file', name: 'The bill.pdf', mimeType: 'application/pdf' }] }],
  ],
  'thumb up': [
    hanging('image', { url: 'https://cdn.example/t.png', sticker_id: 369239263222822 }),
    [{ parts: [{ kind: 'sticker' }] }],
  ],
  'several files with words': [
    said({
      text: 'Two',
      attachments: [
        { type: 'image', payload: { url: 'https://c.example/1.png' } },
        { type: 'image', payload: { url: 'https://c.example/2.png' } },
      ],
    }),
    [{ parts: [{ type: 'text' }, { kind: 'image' }, { kind: 'image' }] }],
  ],
  'file without address': [hanging('image', {}), [{ parts: [{ type: 'unsupported', what: 'image' }] }]],
  'address that is none': [
    hanging('file', { url: 'javascript:alert(1)' }),
    [{ parts: [{ type: 'media', kind: 'file', ref: 'javascript:alert(1)' }] }],
  ],
  location: [
    hanging('location', { coordinates: { lat: 0, long: 9.5 } }, { title: 'Here' }),
    [{ parts: [{ type: 'location', latitude: 0, longitude: 9.5, name: 'Here' }] }],
  ],
  fallback: [
    hanging('fallback', null, { title: 'An article', url: 'https://news.example/1' }),
    [{ parts: [{ type: 'text', text: 'An article\nhttps://news.example/1' }] }],
  ],
  reel: [
    hanging('ig_reel', { url: 'https://r.example', title: 'Reel' }),
    [{ parts: [{ text: 'Reel\nhttps://r.example' }] }],
  ],
  product: [
    hanging('template', { product: { elements: [{ id: '1', retailer_id: 'bulb', title: 'Bulb', subtitle: '3 €' }] } }),
    [{ parts: [{ text: 'Bulb\n3 €\nbulb' }] }],
  ],
  appointment: [
    hanging('appointment_booking', {
      booking_id: 'b',
      status: 'requested',
      start_time: 1780000000,
      end_time: 1780003600,
    }),
    [
      {
        parts: [
          { type: 'event', method: 'REQUEST', start: '2026-05-28T20:26:40.000Z', end: '2026-05-28T21:26:40.000Z' },
        ],
      },
    ],
  ],
  'a kind of the future': [
    hanging('hologram', {}),
    [{ what: 'hologram', parts: [{ type: 'unsupported', what: 'hologram' }] }],
  ],
  'nothing in it': [said({}), [{ event: 'message', parts: [{ type: 'unsupported' }] }]],
  advertisement: [
    said({
      text: 'Hi',
      referral: {
        ad_id: '5',
        source: 'ADS',
        type: 'OPEN_THREAD',
        ads_context_data: { ad_title: 'Sale', photo_url: 'https://p' },
      },
    }),
    [{ details: { referral: { source: 'ADS', id: '5', headline: 'Sale', picture: 'https://p' } } }],
  ],
  'command of a bot': [said({ text: 'x', commands: [{ name: 'flights' }] }), [{ details: { commands: 'flights' } }]],
  echo: [
    webhook(
      onThePage({
        message: { is_echo: true, app_id: 26390203743090, mid: 'm_2', text: 'From the inbox', metadata: 'key-1' },
      }),
    ),
    [
      {
        event: 'message',
        what: 'is_echo',
        direction: 'out',
        from: PAGE_ID,
        to: TOM,
        recipients: [TOM],
        appId: '26390203743090',
        metadata: 'key-1',
        parts: [{ text: 'From the inbox' }],
      },
    ],
  ],
  'echo of buttons': [
    webhook(
      onThePage({
        message: {
          is_echo: true,
          mid: 'm_3',
          attachments: [
            {
              type: 'template',
              payload: {
                template_type: 'button',
                text: 'Where?',
                buttons: [{ type: 'postback', title: 'Shop', payload: 'S' }],
              },
            },
          ],
        },
      }),
    ),
    [{ parts: [{ type: 'choice', prompt: 'Where?', options: [{ id: 'S', title: 'Shop' }] }] }],
  ],
  'taken back': [said({ is_deleted: true }), [{ event: 'delete', of: 'm_1', from: TOM }]],
  'not passed on': [said({ is_unsupported: true }), [{ what: 'is_unsupported', parts: [{ type: 'unsupported' }] }]],
  edit: [
    webhook(event({ message_edit: { mid: 'm_1', text: 'Better', num_edit: '2' } })),
    [{ event: 'edit', of: 'm_1', edits: 2, from: TOM, parts: [{ text: 'Better' }] }],
  ],
  reaction: [
    webhook(event({ reaction: { mid: 'm_9', action: 'react', reaction: 'love', emoji: '❤️' } })),
    [{ event: 'reaction', of: 'm_9', emoji: '❤️', from: TOM }],
  ],
  'reaction by its name': [
    webhook(event({ reaction: { mid: 'm_9', action: 'react', reaction: 'sad' } })),
    [{ emoji: '😢' }],
  ],
  'reaction taken back': [
    webhook(event({ reaction: { mid: 'm_9', action: 'unreact', reaction: 'love' } })),
    [{ emoji: '' }],
  ],
  delivered: [
    webhook(event({ timestamp: undefined, delivery: { mids: ['m_a', 'm_b'], watermark: AT } })),
    [
      { event: 'receipt', status: 'delivered', of: 'm_a' },
      { event: 'receipt', of: 'm_b', to: TOM },
    ],
  ],
  'delivered up to a time': [
    webhook(event({ delivery: { watermark: AT } })),
    [{ event: 'receipt', status: 'delivered', upTo: '2026-05-28T20:26:40.000Z', from: TOM }],
  ],
  read: [
    webhook(event({ read: { watermark: AT } })),
    [{ event: 'receipt', status: 'read', upTo: '2026-05-28T20:26:40.000Z' }],
  ],
  'seen on Instagram': [webhook(event({ read: { mid: 'm_a' } })), [{ event: 'receipt', status: 'read', of: 'm_a' }]],
  postback: [
    webhook(
      event({ postback: { title: 'Get started', payload: 'GO', referral: { ref: 'shop', source: 'SHORTLINK' } } }),
    ),
    [
      {
        event: 'message',
        what: 'postback',
        parts: [{ type: 'choice', chosen: { id: 'GO', title: 'Get started' } }],
        details: { referral: { ref: 'shop' } },
      },
    ],
  ],
  referral: [
    webhook(event({ referral: { ref: 'shop', source: 'SHORTLINK', type: 'OPEN_THREAD' } })),
    [{ event: 'contact', what: 'referral', from: TOM, referral: { ref: 'shop' } }],
  ],
  optin: [
    webhook(
      event({ optin: { type: 'notification_messages', payload: 'p', title: 'News', user_token_status: 'REFRESHED' } }),
    ),
    [{ event: 'consent', given: true, purpose: 'marketing', wording: 'News' }],
  ],
  'optin stopped': [
    webhook(event({ optin: { type: 'notification_messages', notification_messages_status: 'STOP_NOTIFICATIONS' } })),
    [{ given: false }],
  ],
  'optin of a site': [
    webhook({ recipient: { id: PAGE_ID }, timestamp: AT, optin: { ref: 'r', user_ref: 'u1' } }),
    [{ event: 'consent', from: 'ref:u1', ref: 'r' }],
  ],
  feedback: [
    webhook(
      event({
        messaging_feedback: {
          feedback_screens: [
            {
              screen_id: 0,
              questions: { q: { type: 'csat', payload: '4', follow_up: { type: 'free_form', payload: 'Quick' } } },
            },
          ],
        },
      }),
    ),
    [{ event: 'rating', score: 4, comment: 'Quick', from: TOM }],
  ],
  linking: [
    webhook(event({ account_linking: { status: 'linked', authorization_code: 'c' } })),
    [{ event: 'contact', status: 'linked' }],
  ],
  policy: [
    webhook({ recipient: { id: PAGE_ID }, timestamp: AT, 'policy-enforcement': { action: 'block', reason: 'Spam' } }),
    [{ event: 'account', why: { code: 'messenger.policy', params: { action: 'block' } } }],
  ],
  'handed over': [
    webhook(event({ pass_thread_control: { new_owner_app_id: 1, metadata: 'x' } })),
    [{ event: 'account', what: 'pass_thread_control', why: { code: 'messenger.owner' } }],
  ],
  'app roles': [
    webhook({ recipient: { id: PAGE_ID }, timestamp: AT, app_roles: { 1: ['primary_receiver'] } }),
    [{ event: 'account', what: 'app_roles' }],
  ],
  standby: [
    {
      object: 'page',
      entry: [{ id: PAGE_ID, time: AT, standby: [event({ message: { mid: 'm_1', text: 'To the other' } })] }],
    },
    [{ event: 'message', details: { owner: 'elsewhere' } }],
  ],
  'standby without content': [
    { object: 'page', entry: [{ id: PAGE_ID, time: AT, standby: [event({})] }] },
    [{ event: 'account', what: 'standby' }],
  ],
  'an event of the future': [
    webhook(event({ hologram: { x: 1 } })),
    [{ event: 'message', what: 'hologram', parts: [{ type: 'unsupported', what: 'hologram' }] }],
  ],
  'template of the page': [
    {
      object: 'page',
      entry: [
        {
          id: PAGE_ID,
          time: AT,
          changes: [
            { field: 'messenger_template_status_update', value: { event: 'APPROVED', message_template_name: 'news' } },
          ],
        },
      ],
    },
    [{ event: 'account', what: 'messenger_template_status_update', why: { params: { detail: 'APPROVED · news' } } }],
  ],
  'times as words': [
    {
      object: 'instagram',
      entry: [
        {
          id: PAGE_ID,
          time: '2026-05-28T20:26:40+0000',
          messaging: [event({ timestamp: '2026-05-28T20:26:40+0000', message: { mid: 'i', text: 'Hi' } })],
        },
      ],
    },
    [{ at: '2026-05-28T20:26:40.000Z' }],
  ],
  'answer to a story': [
    said({ text: 'Nice', reply_to: { story: { id: 's', url: 'https://s' } } }),
    [{ details: { story: { id: 's', url: 'https://s' } } }],
  ],
  'an event alone': [event({ message: { mid: 'm', text: 'x' } }), [{ event: 'message' }]],
  'a message alone': [{ mid: 'm', text: 'x' }, [{ event: 'message', parts: [{ text: 'x' }] }]],
  'an entry alone': [{ id: PAGE_ID, messaging: [event({ read: { watermark: AT } })] }, [{ event: 'receipt' }]],
  'a list': [
    [event({ message: { mid: 'm', text: 'x' } }), { mid: 'n', text: 'y' }],
    [{ id: 'm' }, { id: 'n' }],
  ],
};
