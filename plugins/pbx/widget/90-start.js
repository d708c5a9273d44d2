// One window of a browser is the telephone: the next takes over when it is closed.
/** Soon enough for a telephone system that has forgotten who is there. */
const SECONDS = { expires: 120, unanswered: 180, soonest: 1, latest: 30 };
/** Nothing but other settings helps. */
const FINAL = new Set([401, 403, 404, 407]);
const phones = [];

function begin(about) {
  const { user, signsInAs, domain, outboundProxy } = about;
  const ends = new Ends(about);
  const line = new Line(about.account, {
    names: () => ends.names(),
    wants: (wanted) => ends.wants(wanted),
    why: (words) => sayTrouble(about, words),
    isOther: (fresh) => isOther(about, fresh),
  });
  const agent = new JsSIP.UA({
    sockets: [line],
    uri: `sip:${encodeURIComponent(user)}@${domain}`,
    authorization_user: signsInAs,
    // The desk signs in its place; the page never has the password.
    password: 'kept by the desk',
    register: true,
    register_expires: SECONDS.expires,
    no_answer_timeout: SECONDS.unanswered,
    connection_recovery_min_interval: SECONDS.soonest,
    connection_recovery_max_interval: SECONDS.latest,
    user_agent: 'Hubdesk',
  });
  Object.assign(about, { line, agent });
  if (outboundProxy) agent.registrator().setExtraHeaders([`Route: <${outboundProxy}>`]);
  agent.on('newRTCSession', (event) => ends.take(event));
  // The desk has it already; only what is listened to is acknowledged.
  agent.on('newMessage', () => {});
  agent.on('registered', () => {
    if (line.isBack) ends.refresh();
    Object.assign(line, { isBack: false, refusals: 0 });
    about.trouble = '';
  });
  agent.on('registrationFailed', ({ response }) => {
    if (!FINAL.has(response?.status_code)) line.refused();
  });
  agent.start();
  phones.push({ about, agent, ends });
}

/** What was changed counts from now on; who signs in otherwise begins anew, after a talk that goes on. */
function isOther(about, fresh) {
  const isSame = ['user', 'signsInAs', 'domain', 'outboundProxy'].every((name) => about[name] === fresh[name]);
  if (isSame) {
    Object.assign(about, fresh);
    return false;
  }
  about.beginAnew = () => {
    phones.splice(0, phones.length, ...phones.filter((one) => one.about !== about));
    about.line.over = true;
    about.agent.stop();
    begin(fresh);
  };
  const own = phones.find((one) => one.about === about);
  if (own.ends.names().length > 0) return false;
  about.beginAnew();
  return true;
}

async function start() {
  for (const about of await askForLines()) begin(about);
  // Held until the window is closed.
  return new Promise(() => {});
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-call-key]') : null;
  const key = button?.closest('[data-call-phone]')?.dataset.callPhone;
  if (key) for (const { ends } of phones) ends.press(key, button.dataset.callKey);
});

addEventListener('beforeunload', (event) => {
  if (phones.some(({ ends }) => ends.isTalking())) event.preventDefault();
});
addEventListener('pagehide', () => {
  for (const { agent, ends } of phones) {
    ends.leave();
    agent.unregister();
  }
});

desk.whenChanged(showWrongs);
if (navigator.locks) navigator.locks.request('hubdesk-pbx-phone', start).catch((error) => console.error(error));
else void start();
