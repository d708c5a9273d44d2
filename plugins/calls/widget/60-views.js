// What is shown in each state, one function each.
const VIEWS = {
  idle() {
    const nobody = NOBODY.has(state.standing);
    const call = el('button', { type: 'submit', class: 'main' }, icon('phone'), t('caller.ring'));
    const form = el('form', { onsubmit: ringDesk }, ...fields(), consent(), !nobody && notice(), !nobody && call);
    const words = { busy: 'caller.busy', away: 'caller.away', closed: 'caller.closed' }[state.standing];
    return [
      el('p', { class: 'lead' }, words ? t(words) : config.greeting || t('caller.greeting')),
      wrong(),
      form,
      nobody && messageButton(),
    ];
  },
  ringing: () => [
    el('p', { class: 'lead', role: 'status' }, t(state.call ? 'caller.ringing' : 'caller.connecting')),
    el('div', { class: 'pulse' }, icon('phone')),
    el(
      'div',
      { class: 'acts' },
      round('caller.cancel', 'hangup', () => hangUp('cancelled'), 'end'),
    ),
  ],
  incoming: () => [
    el('p', { class: 'lead', role: 'alert' }, t('caller.incoming', { title: config.title })),
    wrong(),
    notice(),
    el(
      'div',
      { class: 'acts' },
      round('caller.decline', 'hangup', () => hangUp('declined'), 'end'),
      round('caller.take', 'phone', take, 'go'),
    ),
  ],
  talking() {
    const { held, peers, answeredAt } = state.told;
    const [peer] = peers;
    const who = held ? t('caller.held') : peer?.name ? t('caller.with', { name: peer.name }) : t('caller.talking');
    return [
      el('p', { class: 'lead', role: 'status' }, who),
      config.recordingNotice && state.recordable && el('p', {}, t('caller.is_recorded')),
      state.weak && el('p', { class: 'wrong', role: 'status' }, t('caller.weak')),
      answeredAt && clock(answeredAt),
      el(
        'div',
        { class: 'acts' },
        round(state.muted ? 'caller.unmute' : 'caller.mute', state.muted ? 'micoff' : 'mic', toggleMute, '', {
          'aria-pressed': String(state.muted),
        }),
        round('caller.hang_up', 'hangup', () => hangUp('hung_up'), 'end'),
      ),
    ];
  },
  missed: () => [el('p', { class: 'lead', role: 'status' }, t('caller.no_answer')), wrong(), messageButton(), again()],
  over: () => [
    el('p', { class: 'lead', role: 'status' }, t(state.why === 'no_answer' ? 'caller.no_answer_short' : 'caller.over')),
    wrong(),
    again(),
  ],
  recording: () => [
    el('p', { class: 'lead', role: 'status' }, t('caller.recording')),
    clock(state.since),
    el(
      'div',
      { class: 'acts' },
      round('caller.stop', 'stop', () => recorder.stop(), 'end'),
    ),
  ],
  recorded: () => [
    el('p', { class: 'lead' }, t('caller.recorded')),
    el('audio', { controls: true, src: state.recorded.url }),
    wrong(),
    button('caller.send', null, sendMessage, 'main'),
    button(
      'caller.discard',
      null,
      () => {
        discard();
        show('idle');
      },
      'second',
    ),
  ],
  sent: () => [el('p', { class: 'lead', role: 'status' }, t('caller.sent')), again()],
  unavailable: () => [el('p', { class: 'lead' }, t('caller.unavailable'))],
};
