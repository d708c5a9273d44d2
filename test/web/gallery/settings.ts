// Gallery models of the settings: users, profile, forms with every field, dialogs.
import type { FieldGroup } from '../../../core/web/models/fields.ts';
import type { DialogModel, SettingsPage } from '../../../core/web/models/forms.ts';
import type { Lists } from '../../../core/web/models/shared.ts';
import { settingsLists, type SettingsPlace } from '../../../core/web/settings-nav.ts';
import { ago, email, eva, jonas, mara, tom, whatsapp } from './people.ts';

export function settings(current: SettingsPlace, text: (key: string) => string): Lists {
  return settingsLists(current, () => true, text);
}

export const everyField: FieldGroup[] = [
  {
    title: 'Mailbox',
    text: 'Where mail is fetched.',
    fields: [
      {
        kind: 'text',
        name: 'address',
        label: 'E-mail',
        inputType: 'email',
        value: 'werkstatt@radwerk',
        required: true,
        error: 'This address has no ending such as .de.',
        first: true,
      },
      {
        kind: 'secret',
        name: 'password',
        label: 'Password',
        set: true,
        help: 'An app password if two factors are on.',
      },
      { kind: 'number', name: 'port', label: 'Port', value: 993, minimum: 1, most: 65535 },
      { kind: 'switch', name: 'forwarded', label: 'Use the original sender of forwarded mail', value: true },
      {
        kind: 'choice',
        name: 'security',
        label: 'Security',
        look: 'segments',
        options: [
          { value: 'tls', label: 'TLS', current: true },
          { value: 'starttls', label: 'STARTTLS' },
        ],
      },
      {
        kind: 'choice',
        name: 'pipeline',
        label: 'Pipeline',
        look: 'select',
        options: [
          { value: '1', label: 'Werkstatt', current: true },
          { value: '2', label: 'Sales' },
        ],
      },
    ],
  },
  {
    title: 'Appearance',
    fields: [
      {
        kind: 'colour',
        name: 'colour',
        label: 'Accent colour',
        value: '#1f6b45',
        options: ['green', 'petrol', 'blue', 'plum', 'rust', 'ink'].map((label, index) => ({
          value: `#00000${index}`,
          label,
          title: label,
          current: index === 0,
        })),
      },
      {
        kind: 'choice',
        name: 'heading',
        label: 'Heading',
        look: 'cards',
        options: [
          {
            value: 'people',
            label: 'Chosen people and teams',
            detail: 'More than three are shown in turn.',
            current: true,
            people: [eva, jonas, mara],
          },
          { value: 'name', label: 'Own name and picture', detail: 'For example your shop’s name and logo.' },
          { value: 'owner', label: 'The contact’s owner', refused: 'Needs a fallback first.' },
        ],
      },
      {
        kind: 'several',
        name: 'members',
        label: 'Members',
        options: [
          { value: '3', label: 'Eva Lindner', person: eva, current: true },
          { value: '6', label: 'Jonas Brandt', person: jonas },
        ],
      },
      {
        kind: 'long-text',
        name: 'welcome',
        label: 'Welcome message',
        value: 'Moin! Fragen zu Rädern?',
        maximum: 300,
        help: '23 of 300 characters',
      },
      {
        kind: 'rich-text',
        name: 'signature',
        label: 'Signature',
        value: 'Viele Grüße',
        tokens: [{ value: '{{name}}', label: 'Full name' }],
      },
      {
        kind: 'hours',
        name: 'hours',
        label: 'Business hours',
        zone: 'Europe/Berlin',
        days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((label, index) => ({
          day: index + 1,
          label,
          periods:
            index < 5
              ? [
                  { from: '09:00', to: '12:30' },
                  { from: '13:30', to: '18:30' },
                ]
              : [],
        })),
      },
      { kind: 'list', name: 'allowed', label: 'Allowed senders', value: 'radwerk.example', optional: true },
      {
        kind: 'text',
        name: 'later',
        label: 'Shown with STARTTLS only',
        showWhen: { field: 'security', is: 'starttls' },
      },
    ],
  },
];

export function usersPage(text: (key: string) => string): SettingsPage {
  return {
    title: 'Users',
    heading: 'Users',
    text: '4 people, 2 teams',
    lists: settings('users', text),
    links: [{ label: 'Invite somebody', href: '/settings/users/new', icon: 'useradd', primary: true }],
    tabs: [
      { label: 'Users', href: '/settings/users', current: true, count: 4 },
      { label: 'Teams', href: '/settings/teams', count: 2 },
    ],
    sections: [
      {
        card: true,
        table: {
          label: 'Users',
          columns: [
            { label: 'Name' },
            { label: 'Role' },
            { label: 'Teams' },
            { label: 'Last seen' },
            { label: 'Do', hidden: true },
          ],
          rows: [eva, jonas, mara, tom].map((person, index) => ({
            cells: [
              {
                person,
                text: person.name,
                href: `/settings/users/${person.id}`,
                detail: `${person.name.split(' ')[0]!.toLowerCase()}@radwerk.example`,
                presence: index ? 'away' : 'available',
              },
              { chips: [{ label: index ? 'Agent' : 'Administrator', tone: index ? undefined : 'accent' }] },
              { text: index % 2 ? 'Werkstatt' : 'Support' },
              { at: ago(index * 300 + 2), style: 'ago' },
              { num: true, acts: [{ label: 'Edit', action: '', asks: `/settings/users/${person.id}/edit` }] },
            ],
          })),
        },
      },
    ],
  };
}

export function profilePage(text: (key: string) => string): SettingsPage {
  return {
    title: 'Your profile',
    heading: 'Your profile',
    text: 'Colleagues see your name and picture; customers only your name.',
    person: eva,
    narrow: true,
    lists: settings('profile', text),
    banners: [{ tone: 'good', title: 'Saved.', text: 'Colleagues see it now.' }],
    sections: [
      {
        title: 'You',
        form: {
          action: '/settings/profile?_method=PATCH',
          groups: [
            {
              fields: [
                { kind: 'text', name: 'name', label: 'Name', value: 'Eva Lindner', required: true },
                {
                  kind: 'choice',
                  name: 'language',
                  label: 'Language',
                  look: 'select',
                  required: true,
                  options: [
                    { value: 'en', label: 'English', current: true },
                    { value: 'de', label: 'Deutsch' },
                  ],
                },
              ],
            },
          ],
        },
      },
      {
        title: 'Sessions',
        card: true,
        text: 'Where you are signed in.',
        acts: [{ label: 'Sign out everywhere else', action: '/settings/sessions?_method=DELETE' }],
        table: {
          id: 'sessions',
          columns: [{ label: 'Device' }, { label: 'Last used' }, { label: 'Do', hidden: true }],
          rows: [
            { cells: [{ text: 'Firefox on Linux', detail: 'this device' }, { at: ago(1), style: 'ago' }, {}] },
            {
              cells: [
                { text: 'Safari on iPhone' },
                { at: ago(3000), style: 'ago' },
                { num: true, acts: [{ label: 'Sign out', action: '/settings/sessions/4?_method=DELETE' }] },
              ],
            },
          ],
        },
      },
      {
        title: 'Tokens',
        table: {
          columns: [{ label: 'Name' }],
          rows: [],
          empty: {
            title: 'No token yet',
            text: 'Programs sign in with tokens.',
            link: { label: 'Make a token', href: '/settings/tokens/new' },
          },
        },
      },
    ],
  };
}

export function accountPage(text: (key: string) => string): SettingsPage {
  return {
    title: 'werkstatt@radwerk.example',
    heading: 'werkstatt@radwerk.example',
    crumb: { label: 'Channels', href: '/settings/channels' },
    channel: email,
    lists: settings('channels', text),
    switch: {
      action: '/accounts/3/activity',
      label: 'Active',
      on: true,
      asks: '/accounts/3/deactivation',
      shown: 'Active',
    },
    tabs: [
      { label: 'Configuration', href: '/accounts/3', current: true },
      { label: 'Automation', href: '/accounts/3/automation' },
      { label: 'Health', href: '/accounts/3/health' },
    ],
    sections: [
      {
        form: {
          action: '/accounts/3?_method=PATCH',
          groups: everyField,
          back: '/settings/channels',
          note: 'Saved 4 s ago',
          error: 'One field needs another look.',
        },
      },
    ],
  };
}

export const confirmation: DialogModel = {
  title: 'Deactivate “Radwerk Service”?',
  text: 'Messages sent to this number are no longer taken. The 612 conversations and their history stay.',
  action: '/accounts/3/activity?_method=DELETE',
  submit: 'Deactivate',
  cancel: 'Keep active',
  danger: true,
  back: '/settings/channels',
};

export const details: DialogModel = {
  title: 'Message',
  back: '/conversations/12',
  facts: [
    { label: 'From', value: '+49 171 5550 142' },
    { label: 'Channel', chip: { label: whatsapp.name, icon: whatsapp.icon } },
  ],
  links: [{ label: 'Raw message', href: '/messages/5/raw', download: true }],
};
