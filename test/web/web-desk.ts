// A whole desk with its web server, and people who use it as a browser without scripts would.
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { UserView } from '../../core/accounts/accounts.ts';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { createWeb, type Web, type WebSettings } from '../../core/web/web.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

export interface WebDesk {
  desk: TestDesk;
  web: Web;
  server: FastifyInstance;
  /** Somebody who is not signed in. */
  stranger(): Visitor;
  /** A user with the password `PASSWORD`, not signed in. */
  user(name: string, role?: string): Promise<UserView>;
}

export const PASSWORD = 'two wheels and a bell';

export async function openWeb(
  t: { teardown(work: () => unknown): void },
  settings: Partial<WebSettings> & {
    prepare?: (server: FastifyInstance) => void;
    /** The same for what needs the desk. */
    prepareLate?: (server: FastifyInstance, desk: TestDesk) => Promise<void>;
    /** Channels of test/fixtures/plugins, or of the folder; none when absent. */
    plugins?: string[];
    pluginFolder?: string;
  } = {},
): Promise<WebDesk> {
  const { prepare, prepareLate, plugins = [], pluginFolder, ...rest } = settings;
  const desk = await openDesk(t, { plugins, ...(pluginFolder && { pluginFolder }) });
  const web = await createWeb(desk, {
    publicUrl: 'http://desk.test',
    trustedProxies: ['loopback'],
    strict: true,
    ...rest,
  });
  const { server } = web;
  prepare?.(server);
  await prepareLate?.(server, desk);
  await desk.channels.mount(server);
  await server.ready();
  t.teardown(() => server.close());
  return {
    desk,
    web,
    server,
    stranger: () => new Visitor(server),
    user(name, role = 'agent') {
      const email = `${name.toLowerCase()}@radwerk.example`;
      return desk.accounts.users.create(deskViewer(), { name, email, role, password: PASSWORD });
    },
  };
}

/** Signs a user in without the form. */
export async function signIn({ desk, server }: WebDesk, user: { id: number }): Promise<Visitor> {
  const token = await desk.accounts.sessions.start(user.id, { ip: '127.0.0.1', userAgent: 'test' });
  const visitor = new Visitor(server);
  visitor.cookies.set('session', token);
  visitor.csrf = (await desk.accounts.sessions.find(token, '127.0.0.1'))!.csrf;
  return visitor;
}

type Form = Record<string, string | number | string[]>;

/** Keeps cookies, sends forms with the page's token. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #server: FastifyInstance;
  csrf = '';

  constructor(server: FastifyInstance) {
    this.#server = server;
  }

  get(url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.send({ method: 'GET', url, headers: { accept: 'text/html', ...headers } });
  }

  /** `method` goes as a form sends it: POST with `_method`. */
  form(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    form: Form = {},
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    const body = new URLSearchParams({ _csrf: this.csrf });
    for (const [name, value] of Object.entries(form))
      for (const one of Array.isArray(value) ? value : [value]) body.append(name, String(one));
    return this.send({
      method: 'POST',
      url: method === 'POST' ? url : `${url}${url.includes('?') ? '&' : '?'}_method=${method}`,
      headers: {
        accept: 'text/html',
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      payload: body.toString(),
    });
  }

  async send(request: InjectOptions): Promise<LightMyRequestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#server.inject({
      ...request,
      headers: { ...(cookie ? { cookie } : {}), ...request.headers },
    });
    for (const { name, value } of response.cookies as { name: string; value: string }[])
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    this.csrf = /name="_csrf" value="([^"]+)"/.exec(response.body)?.[1] ?? this.csrf;
    return response;
  }
}
