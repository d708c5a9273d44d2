// Records a call where the customer has agreed: both sides as one sound, brought to the desk piece by piece.
{
  /** Milliseconds of a piece, and until it is tried again. */
  const PIECE = 3000;
  const AGAIN = 2000;
  const TRIES = 30;

  async function bring(url, body) {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const headers = { 'content-type': 'application/octet-stream' };
      // Small enough to be sent also while the page goes.
      const answer = await fetch(url, { method: 'POST', headers, body, keepalive: body.size < 60_000 }).catch(
        () => null,
      );
      if (answer && answer.status < 500) return answer.ok;
      await new Promise((go) => setTimeout(go, AGAIN));
    }
    return false;
  }

  /** `hear(tracks)` says of whom there is sound now; `stop()` ends it. */
  desk.recordCall = (address) => {
    const context = new AudioContext();
    const mixed = context.createMediaStreamDestination();
    const sources = new Map();
    const recorder = new MediaRecorder(mixed.stream, { audioBitsPerSecond: 32_000 });
    const take = callLine.newId();
    const begun = Date.now();
    let [number, work, isRefused] = [0, Promise.resolve(), false];
    async function after(before, url, data) {
      await before;
      if (!isRefused) isRefused = !(await bring(url, data));
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
      stop() {
        if (recorder.state !== 'inactive') recorder.stop();
        void work.finally(() => context.close());
      },
    };
  };
  document.dispatchEvent(new CustomEvent('desk:recorder'));
}
