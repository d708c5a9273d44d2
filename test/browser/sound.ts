// Sound in the browser of a test: a microphone, every connection a page makes, and whether anything is heard over it.

/** A microphone that beeps, granted without a question; connections stay on this machine. */
export const FAKE = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--autoplay-policy=no-user-gesture-required',
];

/** Every connection a page makes, for looking whether sound arrives. */
export const WATCHED = `globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection { constructor(...given) { super(...given); connections.push(this); } };`;

/** Whether sound of the other end is heard: the energy of what arrives grows. */
export const HEARS = `(async () => {
  const energy = async () => {
    let sum = 0;
    for (const one of connections) if (one.connectionState === 'connected')
      for (const report of (await one.getStats()).values())
        if (report.type === 'inbound-rtp' && report.kind === 'audio') sum += report.totalAudioEnergy ?? 0;
    return sum;
  };
  const before = await energy();
  // Not for ever: a file that hangs takes the time of all others.
  for (let turn = 0; turn < 400 && (await energy()) <= before + 1e-6; turn += 1) await new Promise((go) => setTimeout(go, 50));
  return (await energy()) > before + 1e-6;
})()`;

/** Whether what the microphone hears goes out. */
export const SENDS = `connections.at(-1).getSenders().map(({ track }) => track.enabled)`;
