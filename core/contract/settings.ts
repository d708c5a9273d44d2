// Settings, declared once: from this come typed values, the rendered form, validation, sealing and masking.

interface Common {
  required?: boolean;
  /** Shown only while another field has one of these values. */
  showWhen?: { field: string; is: (string | boolean)[] };
  /** Fields with the same group stand together under `settings.group.<group>`. */
  group?: string;
  /**
   * `connect` (default): asked in the wizard's account step. `details`: asked on the details page with the preview.
   * `availability`: when somebody is there; with the details in the wizard, afterwards a tab of its own.
   * `own`: what the plugin keeps for itself (tokens, cursors of a sign-in); shown on no page.
   */
  page?: 'connect' | 'details' | 'availability' | 'advanced' | 'own';
  /** What people have to agree to before they are read: after a change, what waits for their consent is looked at again (PR-1). */
  consent?: true;
}

export type Field =
  | (Common & { type: 'text'; default?: string; pattern?: string; maximum?: number; placeholder?: string })
  | (Common & { type: 'long text'; default?: string; maximum?: number })
  | (Common & { type: 'rich text'; default?: string; maximum?: number; tokens?: string[] })
  | (Common & { type: 'secret'; maximum?: number })
  | (Common & { type: 'email' | 'phone'; default?: string; placeholder?: string })
  /** `secure`: only https. */
  | (Common & { type: 'url'; default?: string; placeholder?: string; secure?: boolean })
  | (Common & { type: 'number'; default?: number; minimum?: number; maximum?: number })
  | (Common & { type: 'switch'; default?: boolean })
  | (Common & { type: 'choice'; options: readonly string[]; default?: string; look?: 'select' | 'cards' | 'segments' })
  | (Common & { type: 'several'; options: readonly string[]; default?: string[] })
  | (Common & { type: 'colour'; default?: string })
  | (Common & { type: 'hours'; default?: BusinessHours })
  /** People and teams of the desk: `user:3`, `team:2`. */
  | (Common & { type: 'people'; default?: string[]; maximum?: number })
  /** A small square picture as a `data:` address (PNG, JPEG or WebP), 40 kB at most. */
  | (Common & { type: 'picture'; default?: string })
  /** A short sound as a `data:` address (MP3 or WAV), 400 kB at most: half a minute and more. */
  | (Common & { type: 'sound'; default?: string })
  | (Common & { type: 'list'; default?: string[]; of: 'text' | 'email' | 'url'; maximum?: number });

/** Opening times: several periods a day, `HH:MM` local time in `timeZone`; day 1 is Monday. */
export interface BusinessHours {
  timeZone: string;
  periods: { day: 1 | 2 | 3 | 4 | 5 | 6 | 7; from: string; to: string }[];
}

export type FieldType = Field['type'];

/**
 * Field name → field. The label of field `host` is the plugin's text `settings.host.label`; `settings.host.help`,
 * `settings.host.option.<value>` and `settings.host.placeholder` are optional.
 * A `secret` is sealed in the database, masked on every page and never logged: that follows from its type alone.
 */
export type SettingsShape = Record<string, Field>;

export type SettingValue<F extends Field> = F extends { type: 'number' }
  ? number
  : F extends { type: 'switch' }
    ? boolean
    : F extends { type: 'several' | 'list' | 'people' }
      ? string[]
      : F extends { type: 'hours' }
        ? BusinessHours
        : string;

/** The values of a settings declaration. What is neither required nor has a default may be undefined. */
export type SettingsOf<S extends SettingsShape> = {
  [K in keyof S]: S[K] extends { required: true } | { default: unknown } | { type: 'switch' }
    ? SettingValue<S[K]>
    : SettingValue<S[K]> | undefined;
};
