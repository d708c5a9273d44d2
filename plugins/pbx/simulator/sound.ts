// Descriptions of sound (SDP) of a far side that says nothing: what a browser takes, though nobody is heard.

const FINGERPRINT = Array.from({ length: 32 }, (_, index) =>
  (index * 7 + 16).toString(16).toUpperCase().padStart(2, '0'),
);

function description(id: number, mid: string, setup: string, direction: string): string {
  const lines = [
    'v=0',
    `o=- ${id} ${id} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mid}`,
    'm=audio 9 UDP/TLS/RTP/SAVPF 0',
    'c=IN IP4 127.0.0.1',
    'a=rtcp:9 IN IP4 127.0.0.1',
    'a=ice-ufrag:sims',
    'a=ice-pwd:simulated-telephone-sys1',
    `a=fingerprint:sha-256 ${FINGERPRINT.join(':')}`,
    `a=setup:${setup}`,
    `a=mid:${mid}`,
    `a=${direction}`,
    'a=rtcp-mux',
    'a=rtpmap:0 PCMU/8000',
    'a=candidate:1 1 udp 2113937151 127.0.0.1 9 typ host',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

export function offer(id = 1): string {
  return description(id, '0', 'actpass', 'sendrecv');
}

const OTHER: Record<string, string> = { sendonly: 'recvonly', recvonly: 'sendonly', inactive: 'inactive' };

export function answerTo(theirs: string, id = 1): string {
  const mid = /^a=mid:(\S+)/m.exec(theirs)?.[1] ?? '0';
  return description(id, mid, 'passive', OTHER[directionOf(theirs)] ?? 'sendrecv');
}

export function directionOf(sdp: string): string {
  return /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(sdp)?.[1] ?? 'sendrecv';
}
