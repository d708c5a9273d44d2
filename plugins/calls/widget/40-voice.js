// A voice message: recorded here, listened to, sent.
let recorder = null;
/** Milliseconds; what is shorter says nothing. */
const SHORTEST = 800;

async function record() {
  const { view } = state;
  const got = await askMicrophone(() => state.view === view);
  if (!got) return undefined;
  if (!got.stream) {
    state.why = got.why;
    return draw();
  }
  const pieces = [];
  const begun = Date.now();
  recorder = new MediaRecorder(got.stream);
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.onstop = () => {
    silenceStream(got.stream);
    clearTimeout(recorder.limit);
    if (Date.now() - begun < SHORTEST) {
      show(view);
      state.why = 'too_short';
      return draw();
    }
    const blob = new Blob(pieces, { type: recorder.mimeType });
    state.recorded = {
      id: callLine.newId(),
      blob,
      url: URL.createObjectURL(blob),
      seconds: Math.round((Date.now() - begun) / 1000),
    };
    return show('recorded');
  };
  recorder.limit = setTimeout(() => recorder.stop(), config.longest * 1000);
  recorder.start();
  state.since = new Date().toISOString();
  return show('recording');
}

async function sendMessage() {
  const { id, blob, seconds } = state.recorded;
  state.why = '';
  const query = new URLSearchParams({
    id: config.id,
    message: id,
    seconds,
    name: state.name,
    call: state.lastCall ?? '',
  });
  const headers = { authorization: `Bearer ${remembered('token')}`, 'content-type': 'application/octet-stream' };
  const answer = await fetch(`/channels/calls/messages?${query}`, { method: 'POST', headers, body: blob }).catch(
    () => null,
  );
  if (answer?.ok) {
    discard();
    return show('sent');
  }
  state.why = answer?.status === 429 ? 'too_fast' : 'not_sent';
  return draw();
}

function discard() {
  if (state.recorded) URL.revokeObjectURL(state.recorded.url);
  state.recorded = null;
}
