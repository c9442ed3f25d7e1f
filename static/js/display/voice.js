// Whether this screen makes the sound of its zone's calls. The server names one screen a zone; when the wire breaks, the
// sound that goes on is finished, and none begins before the server has said again who speaks.

const FRESH = 3500; // ms: a server that was silent for longer may have given the zone to another screen
const MENDS = 60000; // ms after which a sound that failed is trusted again

/** `age()`: ms since the server's last word; `changed()` is called when sound() gives another answer. */
export function voice({ age, changed = () => {}, now = () => performance.now() }) {
  let leads = false;
  let sure = false;
  let asked = [];
  let refused = true; // until the browser has said that it lets us
  let failed = -Infinity;

  const may = () => leads && sure && age() < FRESH;

  function answer(yes) {
    const those = asked;
    asked = [];
    for (const tell of those) tell(yes);
  }

  function look() {
    if (may()) answer(true);
    else if (!leads) answer(false);
  }

  return {
    leads: () => leads,
    /** `voice.leader` from the server. */
    named({ leader }) {
      leads = leader;
      sure = true;
      look();
    },
    /** The wire broke: whoever led says so when it is back, and waits to be named again. */
    lost() {
      sure = false;
    },
    /** A word of the server. */
    beat: look,
    /** The server was silent for so long that another may speak: what waits to begin is left. */
    left: () => answer(false),
    /** Resolves to whether a sound may begin: at once, or when the server has spoken. */
    may: () => (may() ? Promise.resolve(true) : new Promise((tell) => (leads ? asked.push(tell) : tell(false)))),
    /** What became of a call, as speech.js says it. */
    became(how) {
      const before = failed;
      if (how === "said") failed = -Infinity;
      if (how === "failed") failed = now();
      if (before !== failed) changed();
    },
    /** Whether the browser keeps us silent until somebody touches the screen. */
    refuse(yes) {
      if (refused === yes) return;
      refused = yes;
      changed();
    },
    /** "on", "refused" or "failed". */
    sound: () => (refused ? "refused" : now() - failed < MENDS ? "failed" : "on"),
  };
}
