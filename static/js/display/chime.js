// Our own ding-dong: two struck bars from oscillators, 1.6 s, no file to load.

const LENGTH = 1600;
const NOTES = [
  { at: 0, hertz: 784 }, // g''
  { at: 0.5, hertz: 622.25 }, // e flat'': a third lower, as a door bell
];
const PARTIALS = [
  { times: 1, loud: 1, fades: 1.1 },
  { times: 2.76, loud: 0.28, fades: 0.45 }, // where a struck bar has its next partial
  { times: 5.4, loud: 0.1, fades: 0.18 },
];

/** `refused(bool)` is told whether the browser keeps us silent until somebody touches the screen. */
export function chime({ refused, later = setTimeout, Context = globalThis.AudioContext }) {
  const context = Context ? new Context() : null;
  const tell = () => refused(context !== null && context.state !== "running");
  if (context) {
    context.addEventListener("statechange", tell);
    const wake = () => context.resume().then(tell);
    for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, wake);
  }
  later(tell, 600); // a browser that lets us play starts within a moment

  return {
    /** Resolves after the chime: true when it sounded. `volume` is per cent. */
    play(volume) {
      const sounds = context !== null && context.state === "running";
      if (sounds) strike(context, volume / 100);
      return new Promise((done) => later(() => done(sounds), LENGTH));
    },
  };
}

function strike(context, loud) {
  const out = context.createGain();
  out.gain.value = 0.5 * loud;
  out.connect(context.destination);
  for (const note of NOTES) {
    for (const part of PARTIALS) {
      const begin = context.currentTime + 0.03 + note.at;
      const voice = context.createOscillator();
      const level = context.createGain();
      voice.frequency.value = note.hertz * part.times;
      level.gain.setValueAtTime(0.0001, begin);
      level.gain.exponentialRampToValueAtTime(part.loud, begin + 0.008);
      level.gain.exponentialRampToValueAtTime(0.0001, begin + part.fades);
      voice.connect(level).connect(out);
      voice.start(begin);
      voice.stop(begin + part.fades + 0.05);
    }
  }
}
