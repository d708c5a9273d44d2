// Records a call where the customer has agreed: both sides as one sound, brought to the desk piece by piece.
{
  /** Milliseconds of a piece, until it is tried again, and until an attempt counts as lost. */
  const PIECE = 3000;
  const AGAIN = 2000;
  const LOST = 20_000;
  /** Milliseconds for which pieces are still tried once nothing is recorded any more; the desk waits longer. */
  const PATIENCE = 60_000;

  /** The desk is away or busy for now, or opens the account anew. */
  const isPassing = (status) => status >= 500 || [404, 408, 429].includes(status);

  /** The status with which it was refused, 0 without one; null once it is safe. Tried again for as long as `goesOn()`. */
  async function bring(url, body, goesOn) {
    for (;;) {
      const headers = { 'content-type': 'application/octet-stream' };
      // Small enough to be sent also while the page goes.
      const keepalive = body.size < 60_000;
      const signal = AbortSignal.timeout(LOST);
      const answer = await fetch(url, { method: 'POST', headers, body, keepalive, signal }).catch(() => null);
      if (answer && !isPassing(answer.status)) return answer.ok ? null : answer.status;
      if (!goesOn()) return 0;
      await new Promise((go) => setTimeout(go, AGAIN));
    }
  }

  /** `hear(tracks)` says of whom there is sound now; `stop()` ends it. `refused(status)`: the desk takes no more of it. */
  desk.recordCall = (address, refused) => {
    const context = new AudioContext();
    // Two voices as one: what is recorded, and unpacked when it is looked at, is half as much.
    const mixed = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    const sources = new Map();
    const recorder = new MediaRecorder(mixed.stream, { audioBitsPerSecond: 32_000 });
    const take = callLine.newId();
    const begun = Date.now();
    let [number, work, isRefused, until] = [0, Promise.resolve(), false, Infinity];
    async function after(before, url, data) {
      await before;
      if (isRefused) return;
      const status = await bring(url, data, () => Date.now() < until);
      isRefused = status !== null;
      if (!isRefused || recorder.state === 'inactive') return;
      stop();
      refused(status);
    }
    function stop() {
      if (until === Infinity) until = Date.now() + PATIENCE;
      if (recorder.state !== 'inactive') recorder.stop();
      void work.finally(() => context.state !== 'closed' && context.close());
    }
    recorder.ondataavailable = ({ data }) => {
      const isLast = recorder.state === 'inactive';
      const query = `seconds=${Math.round((Date.now() - begun) / 1000)}${isLast ? '&last=1' : ''}`;
      const url = `${address}/${take}/${number}?${query}`;
      number += 1;
      // In their order, each when the one before is safe.
      work = after(work, url, data);
    };
    recorder.start(PIECE);
    return {
      hear(tracks) {
        for (const [track, source] of sources)
          if (!tracks.includes(track)) {
            source.disconnect();
            sources.delete(track);
          }
        for (const track of tracks) {
          if (sources.has(track)) continue;
          const source = context.createMediaStreamSource(new MediaStream([track]));
          source.connect(mixed);
          sources.set(track, source);
        }
      },
      stop,
    };
  };
  document.dispatchEvent(new CustomEvent('desk:recorder'));
}
