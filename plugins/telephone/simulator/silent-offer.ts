// An end of a call without sound: what a browser may answer, although nothing is heard where it leads.
import { randomBytes } from 'node:crypto';

/** A description of a session as WebRTC has it (RFC 8866, RFC 8829), with an end that nobody is at. */
export function silentOffer(): string {
  const fingerprint = randomBytes(32).toString('hex').toUpperCase().match(/../g)!.join(':');
  return [
    ...['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0'],
    ...['m=audio 9 UDP/TLS/RTP/SAVPF 111 0 101', 'c=IN IP4 0.0.0.0', 'a=rtcp:9 IN IP4 0.0.0.0'],
    `a=ice-ufrag:${randomBytes(4).toString('hex')}`,
    `a=ice-pwd:${randomBytes(12).toString('hex')}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    ...['a=setup:actpass', 'a=mid:0', 'a=sendrecv', 'a=rtcp-mux'],
    ...['a=rtpmap:111 opus/48000/2', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:101 telephone-event/8000', ''],
  ].join('\r\n');
}
