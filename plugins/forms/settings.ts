// What a form is set up with beside its fields.
import type { SettingsOf, SettingsShape } from '../../core/contract/settings.ts';

export const settings = {
  name: { type: 'text', required: true, maximum: 80 },
  title: { type: 'text', maximum: 120, page: 'details', group: 'words' },
  description: { type: 'long text', maximum: 2000, page: 'details', group: 'words' },
  submit: { type: 'text', maximum: 40, page: 'details', group: 'words' },
  language: {
    type: 'choice',
    options: ['browser', 'en', 'de'],
    default: 'browser',
    page: 'details',
    group: 'words',
    look: 'segments',
  },
  colour: { type: 'colour', default: '#005f73', page: 'details', group: 'words' },
  after: {
    type: 'choice',
    options: ['message', 'redirect'],
    default: 'message',
    look: 'segments',
    page: 'details',
    group: 'after',
  },
  thanks: {
    type: 'long text',
    maximum: 2000,
    page: 'details',
    group: 'after',
    showWhen: { field: 'after', is: ['message'] },
  },
  redirect: {
    type: 'url',
    secure: true,
    required: true,
    placeholder: 'https://',
    page: 'details',
    group: 'after',
    showWhen: { field: 'after', is: ['redirect'] },
  },
  confirm: { type: 'switch', default: false, page: 'details', group: 'after' },
  confirmation: {
    type: 'long text',
    maximum: 5000,
    page: 'details',
    group: 'after',
    showWhen: { field: 'confirm', is: [true] },
  },
  consent: {
    type: 'choice',
    options: ['off', 'implicit', 'explicit'],
    default: 'off',
    look: 'segments',
    page: 'details',
    group: 'rules',
  },
  consentText: {
    type: 'long text',
    maximum: 3000,
    required: true,
    page: 'details',
    group: 'rules',
    showWhen: { field: 'consent', is: ['implicit', 'explicit'] },
  },
  limit: { type: 'number', minimum: 0, maximum: 1000, default: 0, page: 'details', group: 'rules' },
  /** The fields a new form begins with, as JSON; once it was edited, its own table holds them. */
  seed: { type: 'long text', page: 'own', maximum: 200_000 },
} as const satisfies SettingsShape;

export type FormSettings = SettingsOf<typeof settings>;
