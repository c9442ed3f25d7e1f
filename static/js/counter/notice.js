// Tells a clerk who looks elsewhere that somebody waits: the page's title, and a short sound of our own.

const HIGH = 880; // Hz
const LOW = 660;
const NOTE = 0.16; // seconds a note
const SETTING = "antrean.bunyi";

/** "(3) Loket 1" while three wait. */
export const title = (name, waits) => (waits ? `(${waits}) ${name}` : name);

/**
 * `hear(waits, free)` after every reading: rings once when the queue of a free counter was empty and is not any more. Browsers
 * let a page sound only after a press: `unlock()` is called by one. `kept` keeps whether the clerk wants it.
 */
export function bell({ kept, Sound = window.AudioContext }) {
  let context = null;
  let before = null;

  function note(pitch, at) {
    const [tone, level] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = pitch;
    level.gain.setValueAtTime(0.0001, at);
    level.gain.exponentialRampToValueAtTime(0.2, at + 0.02);
    level.gain.exponentialRampToValueAtTime(0.0001, at + NOTE);
    tone.connect(level).connect(context.destination);
    tone.start(at);
    tone.stop(at + NOTE);
  }

  const self = {
    rung: 0,
    on: () => kept.getItem(SETTING) !== "mati",
    turn: () => kept.setItem(SETTING, self.on() ? "mati" : "hidup"),
    unlock() {
      if (Sound && !context) context = new Sound();
    },
    hear(waits, free) {
      const came = before === 0 && waits > 0 && free;
      before = waits;
      if (!came || !self.on() || !context) return;
      self.rung += 1;
      note(HIGH, context.currentTime);
      note(LOW, context.currentTime + NOTE);
    },
  };
  return self;
}
