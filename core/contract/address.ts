// Who somebody is on a channel: addresses that core stores and compares but never takes apart.

/** An identifier the far side gave; core stores and compares it, only its plugin may parse it. */
export type ExternalId = string & { readonly externalId?: unique symbol };

/**
 * How somebody can be reached.
 * - `email`: an e-mail address, compared in lower case with the domain in A-label form.
 * - `phone`: a number in E.164 form (`+49…`); plugins normalise before they hand it over.
 * - `handle`: an identity that means something only inside one channel (a page-scoped id, a visitor cookie).
 *   `scope` says within what it is unique: by default the account, or the wider scope of the plugin's manifest.
 */
export interface Address {
  kind: 'email' | 'phone' | 'handle';
  /** Empty where the far side does not say who it was. */
  value: string;
  scope?: string;
}

/** A person as a channel sees them. `name` is what the far side calls them; it may be empty. */
export interface Person {
  address: Address;
  name?: string;
  /** More identities known to be the same person (a phone number beside a business-scoped id). */
  also?: Address[];
  /** Facts for the contact page, filled only where the contact has none: `language` is a BCP 47 tag. */
  language?: string;
  avatarUrl?: string;
}
