// Who may do what at the simulated Meta: tokens, what a login has given, and a request with the token it came with.
import type { Fields } from '../graph/json.ts';

export const SCOPES = {
  whatsapp: ['business_management', 'whatsapp_business_management', 'whatsapp_business_messaging'],
  messenger: ['pages_show_list', 'pages_messaging', 'pages_manage_metadata', 'pages_read_engagement'],
};

export interface Token {
  value: string;
  kind: 'USER' | 'PAGE' | 'SYSTEM_USER' | 'APP';
  appId: string;
  scopes: string[];
  /** Milliseconds since 1970; null: never. */
  endsAt: number | null;
  /** Of a page's token. */
  pageId?: string;
  /** What was ticked when logging in; `*` is all. */
  businesses: string[];
  pages: string[];
  isRevoked: boolean;
}

/** What a code stands for until it is exchanged, once. */
export interface Grant extends Pick<Token, 'scopes' | 'businesses' | 'pages'> {
  redirect: string;
  endsAt: number;
  /** By a login configuration that asks for tokens of a system user. */
  lasting: boolean;
}

/** A request below `/<id>/<edge>`. */
export interface Request {
  method: string;
  id: string;
  edge: string;
  query: URLSearchParams;
  content: Fields;
  token: Token;
}

/** Tokens that are there from the start, for whoever enters them by hand. */
export function firstTokens(ids: {
  appId: string;
  token: string;
  pageToken: string;
  pageId: string;
}): Map<string, Token> {
  const all = { appId: ids.appId, scopes: Object.values(SCOPES).flat(), endsAt: null, isRevoked: false };
  const system: Token = { ...all, value: ids.token, kind: 'SYSTEM_USER', businesses: ['*'], pages: ['*'] };
  const { pageToken: value, pageId } = ids;
  const page: Token = { ...all, value, kind: 'PAGE', pageId, businesses: [], pages: [pageId] };
  return new Map([system, page].map((token) => [token.value, token]));
}
