// The far side of pushes: a push service with its browsers, which answers as it is told and opens what they get.
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify, type ECDH } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Pushed {
  headers: IncomingHttpHeaders;
  shown: { title: string; body: string; url: string };
  /** What the desk says of itself; null when its signature does not hold. */
  claim: { aud: string; exp: number; sub: string } | null;
}

export interface PushBrowser {
  subscription: { endpoint: string; p256dh: string; auth: string };
}

export interface PushService {
  origin: string;
  pushed: Pushed[];
  /** What the next pushes are answered with; 201 when it is empty. */
  answers: { status: number; retryAfter?: number }[];
  asked: number;
  browser(): PushBrowser;
}

export async function openPushService(t: { teardown(work: () => unknown): void }): Promise<PushService> {
  const browsers = new Map<string, { own: ECDH; auth: Buffer }>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      service.asked += 1;
      const { status, retryAfter } = service.answers.shift() ?? { status: 201 };
      const browser = browsers.get(request.url ?? '');
      if (status === 201 && browser)
        service.pushed.push({
          headers: request.headers,
          shown: JSON.parse(decrypt(Buffer.concat(parts), browser).toString()) as Pushed['shown'],
          claim: claimOf(String(request.headers.authorization)),
        });
      response.writeHead(browser ? status : 404, retryAfter ? { 'retry-after': String(retryAfter) } : {}).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service: PushService = {
    origin,
    pushed: [],
    answers: [],
    asked: 0,
    browser() {
      const own = createECDH('prime256v1');
      own.generateKeys();
      const auth = randomBytes(16);
      const path = `/push/${randomBytes(16).toString('base64url')}`;
      browsers.set(path, { own, auth });
      const [p256dh, secret] = [own.getPublicKey('base64url'), auth.toString('base64url')];
      return { subscription: { endpoint: origin + path, p256dh, auth: secret } };
    },
  };
  return service;
}

/** As a browser does it (RFC 8291). */
function decrypt(body: Buffer, { own, auth }: { own: ECDH; auth: Buffer }): Buffer {
  const [salt, theirs, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
  const derive = (secret: Buffer, by: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, by, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), own.getPublicKey(), theirs]);
  const secret = derive(own.computeSecret(theirs), auth, info, 32);
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2));
}

/** `vapid t=…, k=…` (RFC 8292). */
function claimOf(header: string): Pushed['claim'] {
  const found = /^vapid t=([^.]+)\.([^.]+)\.([^,]+), k=(\S+)$/.exec(header);
  if (!found) return null;
  const [, head, claim, signature, key] = found as unknown as string[];
  const point = Buffer.from(key!, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  const holds = verify(
    'sha256',
    Buffer.from(`${head}.${claim}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature!, 'base64url'),
  );
  return holds ? (JSON.parse(Buffer.from(claim!, 'base64url').toString()) as Pushed['claim']) : null;
}
