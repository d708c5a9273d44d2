// What an account is set up with; from this declaration come form, validation, sealing and masking.
import type { SettingsOf, SettingsShape } from '../../core/contract/settings.ts';

export const settings = {
  address: { type: 'url', required: true, placeholder: 'https://api.example.com' },
  token: { type: 'secret', required: true },
  /** Made by the service when it is told where to call; proves that a call comes from there. */
  signingSecret: { type: 'secret', page: 'own' },
} as const satisfies SettingsShape;

export type SkeletonSettings = SettingsOf<typeof settings>;
