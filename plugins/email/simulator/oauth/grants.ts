// What users consented to and the codes and tokens that came of it, for both providers.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Mailbox, Provider } from '../mailbox.ts';
import type { PostOffice } from '../post-office.ts';

/** An application that may ask for consent. */
export interface OAuthClient {
  id: string;
  secret: string;
  /** Where codes may be sent; without a list, anywhere on this machine. */
  redirectUris?: string[];
  /** The secret is right but too old (AADSTS7000222). */
  secretExpired?: boolean;
}

/** Whether the authorise endpoint shows its page, agrees at once, or refuses at once. */
export type Consent = 'ask' | 'give' | 'refuse';

export interface OAuthSettings {
  clients: OAuthClient[];
  consent: Consent;
  /** Who consents when nobody is asked; default: `login_hint`, else the provider's first user. */
  consentAs?: string;
  /** How long access tokens last. */
  accessTokenSeconds: number;
  /** An old Microsoft refresh token dies when it has been used; the real one keeps it alive for a while. */
  voidRotatedTokens: boolean;
}

export interface Grant {
  client: string;
  provider: Provider;
  /** Undefined for an application that acts for itself and may open every mailbox. */
  address?: string;
  scopes: string[];
  nonce?: string;
  /** Why it no longer holds. */
  ended?: 'revoked' | 'password';
}

export interface AuthorisationCode {
  grant: Grant;
  redirectUri: string;
  challenge?: string;
  challengeMethod: 'S256' | 'plain';
  /** Give a refresh token too. */
  offline: boolean;
  expires: number;
  used: boolean;
}

interface Token {
  grant: Grant;
  expires: number;
  void: boolean;
}

/** Which protocol a token is shown to. */
export type MailProtocol = 'imap' | 'smtp';

const CODE_SECONDS = 600;
const REFRESH_SECONDS = 90 * 24 * 60 * 60;

export class Grants {
  readonly settings: OAuthSettings;
  readonly #office: PostOffice;
  readonly #now: () => Date;
  readonly #codes = new Map<string, AuthorisationCode>();
  readonly #access = new Map<string, Token>();
  readonly #refresh = new Map<string, Token>();
  readonly #grants: Grant[] = [];

  constructor(office: PostOffice, settings: OAuthSettings, now: () => Date) {
    this.#office = office;
    this.settings = settings;
    this.#now = now;
  }

  client(id: string | undefined): OAuthClient | undefined {
    return this.settings.clients.find((client) => client.id === id);
  }

  /** Notes the consent; `first` is false when this user had consented to this client before. */
  consent(grant: Grant): { first: boolean } {
    const first = !this.#grants.some((other) => {
      return !other.ended && other.client === grant.client && other.address === grant.address;
    });
    this.#grants.push(grant);
    return { first };
  }

  issueCode(code: Omit<AuthorisationCode, 'expires' | 'used'>): string {
    const text = `code-${randomBytes(24).toString('base64url')}`;
    this.#codes.set(text, { ...code, expires: this.#seconds() + CODE_SECONDS, used: false });
    return text;
  }

  /** A code with its state; the caller marks it used. `expired` is told apart from unknown. */
  code(text: string | undefined): (AuthorisationCode & { expired: boolean; use(): void }) | undefined {
    const code = this.#codes.get(text ?? '');
    return code && { ...code, expired: code.expires < this.#seconds(), use: () => (code.used = true) };
  }

  issueAccessToken(grant: Grant): { token: string; expiresIn: number } {
    const token = `access-${randomBytes(32).toString('base64url')}`;
    const expiresIn = this.settings.accessTokenSeconds;
    this.#access.set(token, { grant, expires: this.#seconds() + expiresIn, void: false });
    return { token, expiresIn };
  }

  issueRefreshToken(grant: Grant): string {
    const token = `refresh-${randomBytes(32).toString('base64url')}`;
    this.#refresh.set(token, { grant, expires: this.#seconds() + REFRESH_SECONDS, void: false });
    return token;
  }

  /** The grant behind a refresh token of this client; `valid` is false when it has ended, expired or been rotated away. */
  refresh(token: string | undefined, client: string): { grant: Grant; valid: boolean } | undefined {
    const found = this.#refresh.get(token ?? '');
    if (!found || found.grant.client !== client) return undefined;
    return { grant: found.grant, valid: !found.void && !found.grant.ended && found.expires >= this.#seconds() };
  }

  voidRefreshToken(token: string): void {
    const found = this.#refresh.get(token);
    if (found) found.void = true;
  }

  /** The grant of a living access token. */
  accessGrant(token: string): Grant | undefined {
    const found = this.#access.get(token);
    return found && !found.void && !found.grant.ended && found.expires > this.#seconds() ? found.grant : undefined;
  }

  /** The mailbox a token opens: its own user's, or one that user is a delegate of. */
  openMailbox(address: string, token: string, protocol: MailProtocol): Mailbox | undefined {
    const grant = this.accessGrant(token);
    const mailbox = this.#office.find(address);
    if (!grant || !mailbox || mailbox.provider !== grant.provider || !allows(grant, protocol)) return undefined;
    const user = grant.address?.toLowerCase();
    return user === undefined || user === address.toLowerCase() || mailbox.delegates.has(user) ? mailbox : undefined;
  }

  /** Access tokens die now, refresh tokens live on. */
  expireAccessTokens(address?: string): void {
    for (const token of this.#access.values()) if (concerns(token.grant, address)) token.void = true;
  }

  /** The consent is gone: every token of it is refused for ever. */
  end(address: string | undefined, why: 'revoked' | 'password'): void {
    for (const grant of this.#grants) if (concerns(grant, address)) grant.ended ??= why;
  }

  /** Ends the consent behind an access or refresh token; false when the token is unknown. */
  revokeToken(token: string): boolean {
    const found = this.#access.get(token) ?? this.#refresh.get(token);
    if (found) found.grant.ended ??= 'revoked';
    return found !== undefined;
  }

  #seconds(): number {
    return this.#now().getTime() / 1000;
  }
}

/** RFC 7636 §4.6. */
export function verifierFits(code: AuthorisationCode, verifier: string | undefined): boolean {
  if (code.challenge === undefined) return true;
  if (verifier === undefined) return false;
  const made = code.challengeMethod === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return made.length === code.challenge.length && timingSafeEqual(Buffer.from(made), Buffer.from(code.challenge));
}

function concerns(grant: Grant, address: string | undefined): boolean {
  return address === undefined || grant.address?.toLowerCase() === address.toLowerCase();
}

function allows(grant: Grant, protocol: MailProtocol): boolean {
  if (grant.provider === 'google') return grant.scopes.includes('https://mail.google.com/');
  const right = protocol === 'imap' ? '/IMAP.AccessAsUser.All' : '/SMTP.Send';
  return grant.scopes.some((scope) => scope.endsWith(right) || scope.endsWith('/.default'));
}
