// The microphone: asked for by one prompt at a time, let go of when nobody wants it any more.
let microphone = null;
let asked = null;
let asker = null;

const silenceStream = (stream) => stream?.getTracks().forEach((track) => track.stop());

const askOnce = async () => {
  asked ??= callLine.microphone().finally(() => (asked = null));
  return asked;
};

/**
 * Gives what `callLine.microphone` gives. Whoever is asked takes their time: null when somebody else here has asked
 * since, or when it is not wanted any more.
 */
async function askMicrophone(isWanted) {
  const self = {};
  asker = self;
  const got = await askOnce();
  if (asker !== self) return null;
  if (isWanted()) return got;
  silenceStream(got.stream);
  return null;
}

function dropMicrophone() {
  silenceStream(microphone);
  microphone = null;
}
