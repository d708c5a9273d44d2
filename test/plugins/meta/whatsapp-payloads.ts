// Webhooks of WhatsApp as Meta documents them, written for the tests: the frame, and one of everything that can be in it.

export const PHONE_ID = '4410001112223';
export const BUSINESS_ID = '990088007700';
export const OWN_NUMBER = '4930901820';
export const MARTA = { phone: '4915112345678', id: 'DE.7700112233445566', name: 'Marta Klee' };

type Fields = Record<string, unknown>;

/** A whole webhook with one change. */
export function webhook(value: Fields, field = 'messages', more: Fields = {}): Fields {
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: BUSINESS_ID, ...more, changes: [{ field, value: { ...FRAME, ...value } }] }],
  };
}

const FRAME = {
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: OWN_NUMBER, phone_number_id: PHONE_ID },
};

const CONTACTS = [{ profile: { name: MARTA.name }, wa_id: MARTA.phone, user_id: MARTA.id }];

/** From Marta, of this type. */
export function message(type: string, content: unknown, more: Fields = {}): Fields {
  const { phone: from, id: userId } = MARTA;
  return {
    from,
    from_user_id: userId,
    id: `wamid.${type}`,
    timestamp: '1780000000',
    type,
    ...(content !== undefined && { [type]: content }),
    ...more,
  };
}

export function said(...messages: Fields[]): Fields {
  return webhook({ contacts: CONTACTS, messages });
}

export function management(field: string, value: Fields): Fields {
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: BUSINESS_ID, time: 1780000000, changes: [{ field, value }] }],
  };
}

export function status(state: string, more: Fields = {}): Fields {
  return { id: 'wamid.ours', status: state, timestamp: '1780000100', recipient_id: MARTA.phone, ...more };
}

const file = (mimeType: string, more: Fields = {}) => ({ mime_type: mimeType, sha256: 'q83v', id: '7788', ...more });

/** Name → webhook and what is expected of each of its lines: what is named must be so. */
export const EXPECTED: Record<string, [body: unknown, lines: Fields[]]> = {
  text: [
    said(message('text', { body: 'Grüße 👋' })),
    [
      {
        event: 'message',
        what: 'text',
        id: 'wamid.text',
        from: '+4915112345678',
        name: 'Marta Klee',
        also: [MARTA.id],
        at: '2026-05-28T20:26:40.000Z',
        parts: [{ type: 'text', text: 'Grüße 👋' }],
      },
    ],
  ],
  image: [
    said(message('image', file('image/jpeg', { caption: 'The dent', url: 'https://lookaside.fbsbx.com/x' }))),
    [
      {
        event: 'message',
        what: 'image',
        parts: [{ type: 'media', kind: 'image', name: 'image.jpg', mimeType: 'image/jpeg', caption: 'The dent' }],
      },
    ],
  ],
  video: [
    said(message('video', file('video/mp4'))),
    [{ what: 'video', parts: [{ kind: 'video', name: 'video.mp4' }] }],
  ],
  audio: [
    said(message('audio', file('audio/mpeg', { voice: false }))),
    [{ parts: [{ kind: 'audio', name: 'audio.mp3' }] }],
  ],
  'voice note': [
    said(message('audio', file('audio/ogg; codecs=opus', { voice: true }))),
    [{ what: 'audio', parts: [{ kind: 'voice', name: 'voice.ogg', mimeType: 'audio/ogg' }] }],
  ],
  document: [
    said(message('document', file('application/pdf', { filename: 'C:\\bills\\May.pdf', caption: 'See page 2' }))),
    [{ parts: [{ kind: 'file', name: 'May.pdf', caption: 'See page 2' }] }],
  ],
  sticker: [
    said(message('sticker', file('image/webp', { animated: true }))),
    [{ parts: [{ kind: 'sticker', name: 'sticker.webp' }] }],
  ],
  'media with an address only': [
    said(message('image', { mime_type: 'image/png', url: 'https://lookaside.fbsbx.com/y' })),
    [{ parts: [{ kind: 'image' }] }],
  ],
  'media without anything': [said(message('image', {})), [{ parts: [{ type: 'unsupported', what: 'image' }] }]],
  location: [
    said(
      message('location', {
        latitude: 52.5,
        longitude: '13.4',
        name: 'Shop',
        address: 'Main street 1',
        url: 'https://shop.example',
      }),
    ),
    [
      {
        parts: [
          { type: 'location', latitude: 52.5, longitude: 13.4, name: 'Shop', address: 'Main street 1' },
          { type: 'text', text: 'https://shop.example' },
        ],
      },
    ],
  ],
  'location that is nowhere': [
    said(message('location', { latitude: 'x' })),
    [{ parts: [{ type: 'unsupported', what: 'location' }] }],
  ],
  contacts: [
    said(
      message('contacts', [
        {
          name: { formatted_name: 'Otto Ohm' },
          phones: [{ phone: '+49 30 1' }, { wa_id: '4930222' }],
          emails: [{ email: 'otto@ohm.example' }],
          org: { company: 'Ohm' },
        },
        { org: { company: 'Nameless Inc' } },
        {},
      ]),
    ),
    [
      {
        parts: [
          {
            type: 'contact',
            cards: [
              { name: 'Otto Ohm', phones: ['+49 30 1', '4930222'], emails: ['otto@ohm.example'], organisation: 'Ohm' },
              { name: 'Nameless Inc', phones: [], emails: [] },
            ],
          },
        ],
      },
    ],
  ],
  reaction: [
    said(message('reaction', { message_id: 'wamid.ours', emoji: '👍' })),
    [{ event: 'reaction', id: 'wamid.reaction', of: 'wamid.ours', emoji: '👍', from: '+4915112345678' }],
  ],
  'reaction taken back': [said(message('reaction', { message_id: 'wamid.ours' })), [{ event: 'reaction', emoji: '' }]],
  button: [
    said(message('button', { payload: 'YES-1', text: 'Yes' }, { context: { from: OWN_NUMBER, id: 'wamid.template' } })),
    [{ inReplyTo: 'wamid.template', parts: [{ type: 'choice', chosen: { id: 'YES-1', title: 'Yes' } }] }],
  ],
  'button reply': [
    said(message('interactive', { type: 'button_reply', button_reply: { id: 'b2', title: 'Tomorrow' } })),
    [{ what: 'interactive', parts: [{ type: 'choice', chosen: { id: 'b2', title: 'Tomorrow' } }] }],
  ],
  'list reply': [
    said(
      message('interactive', {
        type: 'list_reply',
        list_reply: { id: 'r1', title: 'Express', description: 'Two days' },
      }),
    ),
    [{ parts: [{ chosen: { id: 'r1', title: 'Express' } }], details: { description: 'Two days' } }],
  ],
  flow: [
    said(
      message('interactive', {
        type: 'nfm_reply',
        nfm_reply: {
          name: 'flow',
          body: 'Sent',
          response_json: '{"flow_token":"t","screen_0_Your_size_1":"M","sizes":["S","M"],"at":{"day":3},"news":true}',
        },
      }),
    ),
    [
      {
        parts: [
          {
            type: 'form',
            title: 'Sent',
            answers: [
              { field: 'flow_token', value: 't', hidden: true },
              { label: 'Your size', value: 'M' },
              { field: 'sizes', value: 'S, M' },
              { field: 'at.day', label: 'day', value: '3' },
              { field: 'news', value: '✓' },
            ],
          },
        ],
      },
    ],
  ],
  'flow with broken answers': [
    said(message('interactive', { type: 'nfm_reply', nfm_reply: { body: 'Sent', response_json: '{' } })),
    [{ parts: [{ type: 'text', text: '{' }] }],
  ],
  'permission to call': [
    said(
      message('interactive', {
        type: 'call_permission_reply',
        call_permission_reply: { response: 'accept', expiration_timestamp: '1780600000' },
      }),
    ),
    [
      { event: 'consent', purpose: 'calls', given: true },
      { event: 'message', parts: [{ chosen: { id: 'accept' } }] },
    ],
  ],
  'interactive without content': [
    webhook({
      contacts: CONTACTS,
      messages: [message('interactive', undefined)],
      errors: [{ code: 131000, title: 'Unsupported webhook payload' }],
    }),
    [
      {
        event: 'message',
        parts: [{ type: 'unsupported', what: 'interactive' }],
        details: { error: { code: '131000' } },
      },
    ],
  ],
  order: [
    said(
      message('order', {
        catalog_id: '1',
        text: 'Quick please',
        product_items: [{ product_retailer_id: 'bulb', quantity: 2, item_price: 3.5, currency: 'EUR' }],
      }),
    ),
    [
      {
        parts: [
          { type: 'text', text: 'Quick please' },
          { type: 'form', answers: [{ label: '2 × bulb', value: '3.5 EUR' }] },
        ],
      },
    ],
  ],
  unsupported: [
    said(
      message('unsupported', { type: 'poll_creation' }, { errors: [{ code: 131051, title: 'Message type unknown' }] }),
    ),
    [{ event: 'message', parts: [{ type: 'unsupported', what: 'poll_creation' }] }],
  ],
  'not passed on': [
    said(message('unsupported', undefined, { errors: [{ code: 131060 }] })),
    [{ parts: [{ type: 'unsupported', why: { code: 'whatsapp.unavailable' } }] }],
  ],
  'a type of the future': [
    said(message('hologram', { url: 'x' })),
    [{ what: 'hologram', parts: [{ type: 'unsupported', what: 'hologram' }] }],
  ],
  'no type at all': [
    said({ ...message('text', { body: 'Still readable' }), type: undefined }),
    [{ parts: [{ type: 'text', text: 'Still readable' }] }],
  ],
  edit: [
    said(message('edit', { original_message_id: 'wamid.text', message: { type: 'text', text: { body: 'Better' } } })),
    [{ event: 'edit', of: 'wamid.text', parts: [{ type: 'text', text: 'Better' }] }],
  ],
  revoke: [said(message('revoke', { original_message_id: 'wamid.text' })), [{ event: 'delete', of: 'wamid.text' }]],
  'reply, forwarded, from an advertisement': [
    said(
      message('text', { body: 'A' }, { context: { from: OWN_NUMBER, id: 'wamid.q' } }),
      message('text', { body: 'B' }, { id: 'wamid.b', context: { forwarded: true } }),
      message('text', { body: 'C' }, { id: 'wamid.c', context: { frequently_forwarded: true } }),
      message(
        'text',
        { body: 'D' },
        {
          id: 'wamid.d',
          referral: {
            source_type: 'ad',
            source_id: '9',
            source_url: 'https://fb.me/a',
            headline: 'Sale',
            body: 'Cheap',
            media_type: 'image',
            image_url: 'https://i',
            ctwa_clid: 'k',
            welcome_message: { text: 'Hi' },
          },
        },
      ),
      message(
        'text',
        { body: 'E' },
        {
          id: 'wamid.e',
          context: {
            from: OWN_NUMBER,
            id: 'wamid.p',
            referred_product: { catalog_id: '1', product_retailer_id: 'bulb' },
          },
        },
      ),
    ),
    [
      { inReplyTo: 'wamid.q' },
      { details: { forwarded: 'once' } },
      { details: { forwarded: 'often' } },
      {
        details: {
          referral: { source: 'ad', id: '9', headline: 'Sale', picture: 'https://i', click: 'k', welcome: 'Hi' },
        },
      },
      { details: { product: { catalog: '1', id: 'bulb' } } },
    ],
  ],
  'in a group': [
    said(message('text', { body: 'All?' }, { group_id: 'G1' })),
    [{ thread: { thread: 'group:G1' }, details: { group: 'G1' } }],
  ],
  'known by id only': [
    webhook({
      contacts: [{ profile: { name: '', username: '@kim' }, user_id: 'US.1', wa_id: '' }],
      messages: [
        {
          from: '',
          from_user_id: 'US.1',
          from_parent_user_id: 'US.ENT.2',
          id: 'wamid.u',
          timestamp: '1780000000',
          type: 'text',
          text: { body: 'Hi' },
        },
      ],
    }),
    [{ from: 'US.1', name: '@kim', also: ['US.ENT.2'], details: { username: '@kim' } }],
  ],
  'known by nothing': [
    webhook({ messages: [{ id: 'wamid.n', timestamp: 'soon', type: 'text', text: { body: 'Hi' } }] }),
    [{ event: 'message', id: 'wamid.n', from: '' }],
  ],
  'another number': [
    webhook({
      messages: [message('system', { body: 'Changed', type: 'user_changed_number', wa_id: '4915187654321' })],
    }),
    [{ event: 'contact', what: 'user_changed_number', from: '+4915187654321', was: '+4915112345678' }],
  ],
  'another id': [
    webhook({ messages: [message('system', { body: 'Changed', type: 'user_changed_user_id', user_id: 'DE.8' })] }),
    [{ event: 'contact', what: 'user_changed_user_id', from: 'DE.8', was: MARTA.id }],
  ],
  'another phone': [
    webhook({ messages: [message('system', { type: 'customer_identity_changed' }, { identity: { hash: 'h' } })] }),
    [{ event: 'contact', what: 'customer_identity_changed' }],
  ],
  'a system message of another kind': [
    webhook({ messages: [message('system', { body: 'Something', type: 'group_changed' })] }),
    [{ event: 'message', automatic: 'generated', parts: [{ text: 'Something' }] }],
  ],
  'user id update': [
    webhook(
      {
        user_id_update: [
          { wa_id: MARTA.phone, detail: 'd', user_id: { previous: 'DE.1', current: 'DE.2' }, timestamp: '1780000000' },
        ],
      },
      'user_id_update',
    ),
    [{ event: 'contact', from: 'DE.2', was: 'DE.1', also: ['+4915112345678'] }],
  ],
  'statuses in any order': [
    webhook({
      statuses: [
        status('read'),
        status('delivered', { pricing: { billable: true, category: 'service' } }),
        status('sent', { biz_opaque_callback_data: 'key-1' }),
        status('played'),
        status('warning'),
      ],
    }),
    [
      { event: 'receipt', status: 'read', of: 'wamid.ours', to: '+4915112345678', at: '2026-05-28T20:28:20.000Z' },
      { event: 'receipt', status: 'delivered', category: 'service' },
      { event: 'receipt', status: 'sent', key: 'key-1' },
      { event: 'receipt', status: 'played' },
    ],
  ],
  failed: [
    webhook({
      statuses: [
        status('failed', {
          errors: [{ code: 131047, title: 'Re-engagement', error_data: { details: 'More than 24 hours' } }],
        }),
      ],
    }),
    [
      {
        event: 'receipt',
        status: 'failed',
        code: 131047,
        reason: { code: 'whatsapp.failed.window_over', params: { code: 131047, detail: 'More than 24 hours' } },
      },
    ],
  ],
  'status of somebody known by id': [
    webhook({
      statuses: [
        { id: 'wamid.ours', status: 'delivered', timestamp: '1780000100', recipient_id: '', recipient_user_id: 'US.1' },
      ],
    }),
    [{ event: 'receipt', status: 'delivered', to: 'US.1' }],
  ],
  echo: [
    webhook(
      {
        message_echoes: [
          {
            from: OWN_NUMBER,
            to: MARTA.phone,
            to_user_id: MARTA.id,
            id: 'wamid.echo',
            timestamp: '1780000000',
            type: 'text',
            text: { body: 'By phone' },
          },
        ],
      },
      'smb_message_echoes',
    ),
    [
      {
        event: 'message',
        direction: 'out',
        from: '+4930901820',
        to: '+4915112345678',
        recipients: ['+4915112345678'],
        parts: [{ text: 'By phone' }],
      },
    ],
  ],
  'echo taken back': [
    webhook(
      {
        message_echoes: [
          {
            from: OWN_NUMBER,
            to: MARTA.phone,
            id: 'wamid.r',
            timestamp: '1780000000',
            type: 'revoke',
            revoke: { original_message_id: 'wamid.echo' },
          },
        ],
      },
      'smb_message_echoes',
    ),
    [{ event: 'delete', of: 'wamid.echo' }],
  ],
  'echo of a question': [
    webhook(
      {
        message_echoes: [
          {
            from: OWN_NUMBER,
            to: MARTA.phone,
            id: 'wamid.i',
            timestamp: '1780000000',
            type: 'interactive',
            interactive: {
              type: 'button',
              body: { text: 'When?' },
              action: { buttons: [{ type: 'reply', reply: { id: '1', title: 'Today' } }] },
            },
          },
        ],
      },
      'smb_message_echoes',
    ),
    [{ parts: [{ type: 'choice', prompt: 'When?', options: [{ id: '1', title: 'Today' }] }] }],
  ],
  history: [
    webhook(
      {
        history: [
          {
            metadata: { phase: 0, progress: 50 },
            threads: [
              {
                id: MARTA.phone,
                messages: [
                  {
                    from: OWN_NUMBER,
                    id: 'wamid.h1',
                    timestamp: '1770000000',
                    type: 'text',
                    text: { body: 'Hello' },
                    history_context: { status: 'READ' },
                  },
                  {
                    from: MARTA.phone,
                    id: 'wamid.h2',
                    timestamp: '1770000001',
                    type: 'media_placeholder',
                    history_context: { status: 'PLAYED' },
                  },
                ],
              },
            ],
          },
        ],
      },
      'history',
    ),
    [
      { direction: 'out', to: '+4915112345678', details: { past: 'READ' } },
      {
        from: '+4915112345678',
        parts: [{ type: 'unsupported', what: 'media_placeholder' }],
        details: { past: 'PLAYED' },
      },
    ],
  ],
  'history that is not shared': [
    webhook({ history: [{ errors: [{ code: 2593109, message: 'Off' }] }] }, 'history'),
    [{ event: 'account', what: 'history', why: { code: 'whatsapp.error' } }],
  ],
  'address book': [
    webhook(
      {
        state_sync: [
          { type: 'contact', contact: { full_name: 'Pia Po', phone_number: '4930555' }, action: 'add' },
          { type: 'contact', contact: { phone_number: '4930556' }, action: 'remove' },
        ],
      },
      'smb_app_state_sync',
    ),
    [
      { event: 'contact', from: '+4930555', name: 'Pia Po' },
      { event: 'contact', from: '+4930556', action: 'remove' },
    ],
  ],
  preferences: [
    webhook(
      {
        contacts: CONTACTS,
        user_preferences: [
          { wa_id: MARTA.phone, category: 'marketing_messages', value: 'stop', detail: 'Stop', timestamp: 1780000000 },
          { user_id: MARTA.id, value: 'resume', timestamp: 1780000001 },
        ],
      },
      'user_preferences',
    ),
    [
      { event: 'consent', given: false, purpose: 'marketing', from: '+4915112345678', wording: 'Stop' },
      { event: 'consent', given: true, from: '+4915112345678' },
    ],
  ],
  calls: [
    webhook(
      {
        calls: [
          {
            id: 'wacid.1',
            from: MARTA.phone,
            to: OWN_NUMBER,
            event: 'connect',
            direction: 'USER_INITIATED',
            timestamp: '1780000000',
            session: { sdp_type: 'offer', sdp: 'v=0' },
          },
          {
            id: 'wacid.1',
            from: MARTA.phone,
            to: OWN_NUMBER,
            event: 'terminate',
            direction: 'USER_INITIATED',
            timestamp: '1780000060',
            status: 'COMPLETED',
            duration: 55,
          },
        ],
      },
      'calls',
    ),
    [
      { event: 'call', id: 'wacid.1', state: 'ringing', from: '+4915112345678', detail: { direction: 'in' } },
      { event: 'call', state: 'ended', detail: { outcome: 'completed', duration: 55 } },
    ],
  ],
  'status of a call': [
    webhook(
      {
        statuses: [
          { id: 'wacid.2', type: 'call', status: 'ACCEPTED', timestamp: '1780000000', recipient_id: MARTA.phone },
        ],
      },
      'calls',
    ),
    [{ event: 'call', state: 'answered', from: '+4915112345678', detail: { direction: 'out' } }],
  ],
  errors: [
    webhook({ errors: [{ code: 130429, title: 'Rate limit hit' }] }),
    [{ event: 'account', why: { code: 'whatsapp.error' } }],
  ],
  'template status': [
    management('message_template_status_update', {
      event: 'REJECTED',
      message_template_id: 1,
      message_template_name: 'news',
      message_template_language: 'de',
      reason: 'INVALID_FORMAT',
      rejection_info: { reason: 'Braces' },
    }),
    [
      {
        event: 'account',
        what: 'message_template_status_update',
        at: '2026-05-28T20:26:40.000Z',
        why: {
          code: 'whatsapp.template_status',
          params: { template: 'news', status: 'rejected', why: 'INVALID_FORMAT · Braces' },
        },
      },
    ],
  ],
  'template quality under the wrong name': [
    management('message_template_status_update', {
      previous_quality_score: 'GREEN',
      new_quality_score: 'RED',
      message_template_name: 'news',
      message_template_language: 'de',
    }),
    [{ event: 'account', what: 'message_template_quality_update', why: { params: { before: 'GREEN', now: 'RED' } } }],
  ],
  'template changed': [
    management('message_template_components_update', { message_template_name: 'news', message_template_element: 'Hi' }),
    [{ what: 'message_template_components_update', why: { code: 'whatsapp.template_changed' } }],
  ],
  'category announced': [
    management('template_category_update', {
      message_template_name: 'news',
      new_category: 'UTILITY',
      correct_category: 'MARKETING',
    }),
    [{ why: { code: 'whatsapp.template_category', params: { before: 'UTILITY', now: 'MARKETING' } } }],
  ],
  name: [
    management('phone_number_name_update', { decision: 'APPROVED', requested_verified_name: 'Shop' }),
    [{ why: { code: 'whatsapp.name_decision' } }],
  ],
  quality: [
    management('phone_number_quality_update', { event: 'ONBOARDING', current_limit: 'TIER_2K' }),
    [{ why: { code: 'whatsapp.limit' } }],
  ],
  capability: [
    management('business_capability_update', { max_daily_conversations_per_business: 2000 }),
    [{ why: { code: 'whatsapp.limit' } }],
  ],
  'account restricted': [
    management('account_update', {
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [{ restriction_type: 'X', expiration: 1 }],
    }),
    [{ event: 'account', what: 'account_update', why: { code: 'whatsapp.account_update' } }],
  ],
  'field inside of the value': [
    { entry: [{ id: BUSINESS_ID, changes: [{ value: { event: 'PARTNER_REMOVED', field: 'account_update' } }] }] },
    [{ what: 'account_update' }],
  ],
  alert: [
    management('account_alerts', {
      entity_type: 'BUSINESS',
      alert_info: { alert_severity: 'WARNING', alert_type: 'T' },
    }),
    [{ why: { code: 'whatsapp.alert' } }],
  ],
  review: [management('account_review_update', { decision: 'APPROVED' }), [{ why: { code: 'whatsapp.review' } }]],
  security: [management('security', { event: 'PIN_CHANGED' }), [{ why: { code: 'whatsapp.security' } }]],
  flows: [
    management('flows', { event: 'FLOW_STATUS_CHANGE', message: 'm', flow_id: '1' }),
    [{ why: { code: 'whatsapp.flow' } }],
  ],
  'a field of the future': [
    management('payment_moon', { x: 1 }),
    [{ event: 'account', what: 'payment_moon', why: { code: 'whatsapp.other' } }],
  ],
  'a value alone': [{ ...FRAME, messages: [message('text', { body: 'v' })] }, [{ event: 'message' }]],
  'a message alone': [message('text', { body: 'm' }), [{ event: 'message', from: '+4915112345678' }]],
  'a status alone': [status('read'), [{ event: 'receipt', status: 'read' }]],
  'an entry alone': [
    { id: BUSINESS_ID, changes: [{ field: 'messages', value: { messages: [message('text', { body: 'e' })] } }] },
    [{ event: 'message' }],
  ],
  'a list': [
    [message('text', { body: 'one' }), status('sent')],
    [{ event: 'message' }, { event: 'receipt' }],
  ],
};
