// Emoji to pick from: a small set of our own, found by English and German words. Fetched when somebody wants one.
{
  /** Groups by the icon at their head; a line is the sign, its English and its German words. */
  const GROUPS = [
    [
      'smile',
      `
😀|grin smile happy|grinsen froh
😃|happy smile|froh lachen
😄|laugh happy|lachen froh
😁|beam grin|strahlen grinsen
😅|sweat relief|schwitzen puh
😂|tears joy laugh|tränen lachen
🙂|slight smile|lächeln
😉|wink|zwinkern
😊|blush smile|erröten lächeln
😍|love eyes|verliebt herz
😘|kiss|kuss
😎|cool sunglasses|cool sonnenbrille
🤔|think hmm|denken hm
🤗|hug|umarmen
🤝|handshake deal|handschlag abgemacht
😐|neutral|neutral
🙄|roll eyes|augen rollen
😴|sleep tired|schlafen müde
😢|cry sad|weinen traurig
😭|sob cry|heulen weinen
😞|sad sorry|traurig leider
😮|wow surprised|wow überrascht
😱|scream shock|schreck schock
😡|angry|wütend ärger
😬|grimace oops|ups grimasse
🤒|ill sick|krank
🥳|party celebrate|party feiern
🙈|monkey oops|affe ups
`,
    ],
    [
      'hand',
      `
👍|thumbs up yes good|daumen hoch ja gut
👎|thumbs down no bad|daumen runter nein
👌|ok perfect|ok perfekt
✌️|peace victory|peace sieg
🤞|fingers crossed luck|daumen drücken glück
👏|clap bravo|klatschen bravo
🙌|hooray hands|hurra hände
🙏|thanks please pray|danke bitte
💪|strong muscle|stark muskel
👋|wave hello bye|winken hallo tschüss
👉|point right|zeigen rechts
👇|point down|zeigen unten
☝️|point up note|zeigen oben achtung
✍️|write|schreiben
👀|eyes look|augen schauen
🧑‍💻|computer work|computer arbeit
🧑‍🔧|mechanic repair|mechaniker reparatur
🤷|shrug dunno|achselzucken
`,
    ],
    [
      'heart',
      `
❤️|heart love|herz liebe
🧡|orange heart|oranges herz
💛|yellow heart|gelbes herz
💚|green heart|grünes herz
💙|blue heart|blaues herz
🎉|party congratulations|party glückwunsch
🎁|gift present|geschenk
🎂|birthday cake|geburtstag kuchen
🌟|star shine|stern glänzen
⭐|star|stern
🔥|fire hot|feuer heiß
✨|sparkles new|funkeln neu
💐|flowers bouquet|blumen strauß
🌷|tulip flower|tulpe blume
🏆|trophy winner|pokal sieger
🎈|balloon|ballon
🍀|clover luck|klee glück
🥂|cheers toast|prost anstoßen
`,
    ],
    [
      'thing',
      `
☕|coffee|kaffee
🍕|pizza food|pizza essen
🚲|bike bicycle|fahrrad rad
🚗|car|auto
🚚|truck delivery|lieferung lastwagen
✈️|plane travel|flugzeug reise
📦|package parcel|paket
📬|mail letter|post brief
📞|phone call|telefon anruf
📱|mobile phone|handy
💻|laptop computer|laptop computer
🖨️|printer|drucker
📅|calendar date|kalender termin
⏰|alarm clock time|wecker zeit
⏳|wait hourglass|warten sanduhr
📎|clip attachment|klammer anhang
📄|document page|dokument seite
📷|camera photo|kamera foto
🔧|wrench repair|schraubenschlüssel reparatur
🔑|key|schlüssel
🔒|lock secure|schloss sicher
💡|idea light|idee licht
🔍|search magnifier|suche lupe
💰|money|geld
💳|card payment|karte zahlung
🧾|receipt invoice|beleg rechnung
🏠|house home|haus zuhause
☀️|sun weather|sonne wetter
🌧️|rain|regen
❄️|snow cold|schnee kalt
🐶|dog|hund
🐱|cat|katze
`,
    ],
    [
      'mark',
      `
✅|check done yes|haken erledigt ja
☑️|checkbox|kästchen haken
❌|cross no wrong|kreuz nein falsch
⚠️|warning attention|warnung achtung
❗|exclamation important|ausrufezeichen wichtig
❓|question|frage
ℹ️|information|information
➡️|arrow right|pfeil rechts
⬅️|arrow left|pfeil links
⬆️|arrow up|pfeil oben
⬇️|arrow down|pfeil unten
🔴|red circle|roter kreis
🟡|yellow circle|gelber kreis
🟢|green circle|grüner kreis
🆕|new|neu
🆗|ok|ok
🔗|link|verknüpfung
♻️|recycle|recycling
💯|hundred percent|hundert prozent
1️⃣|one|eins
2️⃣|two|zwei
3️⃣|three|drei
`,
    ],
  ];
  const RECENT = 'recent emoji';
  const COLUMNS = 8;
  const all = GROUPS.flatMap(([, lines]) =>
    lines
      .trim()
      .split('\n')
      .map((line) => line.split('|'))
      .map(([sign, english, german]) => ({ sign, english, german })),
  );
  let owner = null;

  function recent() {
    const known = new Set(all.map(({ sign }) => sign));
    return (localStorage.getItem(RECENT) ?? '').split(' ').filter((sign) => known.has(sign));
  }

  const nameOf = ({ english, german }) => (document.documentElement.lang.startsWith('de') ? german : english);

  function box() {
    let element = document.getElementById('emoji');
    if (element) return element;
    element = Object.assign(document.createElement('div'), { id: 'emoji', className: 'menu emoji', popover: 'auto' });
    const search = Object.assign(document.createElement('input'), { type: 'search', className: 'input' });
    search.setAttribute('role', 'combobox');
    search.setAttribute('aria-expanded', 'true');
    search.setAttribute('aria-controls', 'emoji-found');
    search.setAttribute('data-no-draft', '');
    search.autocomplete = 'off';
    const found = Object.assign(document.createElement('div'), { id: 'emoji-found', className: 'emoji-found' });
    found.setAttribute('role', 'listbox');
    element.append(search, found);
    document.body.append(element);
    return element;
  }

  function show(words) {
    const found = document.getElementById('emoji-found');
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (one) => wanted.every((word) => ` ${one.english} ${one.german}`.includes(` ${word}`));
    const first = wanted.length === 0 ? recent() : [];
    const shown = [...first.map((sign) => all.find((one) => one.sign === sign)), ...all.filter(fits)];
    found.replaceChildren(
      ...[...new Set(shown)].map((one, index) => {
        const option = Object.assign(document.createElement('button'), { type: 'button', textContent: one.sign });
        option.id = `emoji-${index}`;
        option.title = nameOf(one);
        option.tabIndex = -1;
        option.setAttribute('role', 'option');
        option.setAttribute('aria-label', nameOf(one));
        return option;
      }),
    );
    choose(found.firstElementChild);
  }

  const options = () => [...document.querySelectorAll('#emoji-found [role=option]')];
  const chosen = () => options().find((option) => option.getAttribute('aria-selected') === 'true');
  function choose(option) {
    for (const one of options()) one.setAttribute('aria-selected', String(one === option));
    document.querySelector('#emoji input').setAttribute('aria-activedescendant', option?.id ?? '');
    option?.scrollIntoView({ block: 'nearest' });
  }

  function take(option) {
    const sign = option.textContent;
    localStorage.setItem(RECENT, [sign, ...recent().filter((one) => one !== sign)].slice(0, COLUMNS * 2).join(' '));
    document.getElementById('emoji').hidePopover();
    desk.insertAtCaret(owner.form, sign, sign);
  }

  desk.openEmoji = (button) => {
    owner = button;
    const element = box();
    const [search, found] = element.children;
    for (const one of [search, found]) one.setAttribute('aria-label', button.dataset.label);
    search.placeholder = button.dataset.label;
    search.value = '';
    show('');
    const place = button.getBoundingClientRect();
    element.style.insetInlineStart = `${Math.max(8, Math.min(place.left, innerWidth - 328))}px`;
    element.style.insetBlockEnd = `${innerHeight - place.top + 6}px`;
    element.showPopover();
    search.focus();
  };
  desk.on('input', '#emoji input', (_event, search) => show(search.value));
  desk.on('click', '#emoji [role=option]', (_event, option) => take(option));
  desk.on('keydown', '#emoji input', (event) => {
    const signs = options();
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (step && signs.length) {
      choose(signs[Math.max(0, Math.min(signs.length - 1, signs.indexOf(chosen()) + step))]);
    } else if (event.key === 'Enter' && chosen()) take(chosen());
    else return;
    event.preventDefault();
  });
}
