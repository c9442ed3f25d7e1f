// Says one call: its file, played as often as the hall's rule asks; the chime alone where there is no file to be had.

const GAP = 1500; // between two times, so that nobody takes the second for another call
const LONGEST = 30000; // a sound that neither ends nor fails must not hold the next call

/**
 * `chime()` resolves to true when it sounded; `say(url)` likewise after the last time. `refused(bool)` is told whether the
 * browser keeps us silent until somebody touches the screen. A fault of one sound never reaches the next.
 */
export function speech({ times, volume, chime, refused, later = setTimeout, stop = clearTimeout, Sound = globalThis.Audio }) {
  const sound = new Sound();
  sound.preload = "auto";
  sound.volume = volume / 100;

  const once = () =>
    new Promise((done) => {
      let limit = 0;
      const end = (how) => {
        stop(limit);
        sound.onended = sound.onerror = null;
        done(how);
      };
      limit = later(() => end("failed"), LONGEST);
      sound.onended = () => end("heard");
      sound.onerror = () => end("failed");
      sound.currentTime = 0;
      sound.play().then(
        () => refused(false),
        (fault) => end(fault.name === "NotAllowedError" ? "refused" : "failed"),
      );
    });

  return {
    async say(url) {
      if (!url) return chime();
      sound.src = url;
      for (let time = 1; time <= times; time += 1) {
        const how = await once();
        if (how === "refused") refused(true);
        if (how !== "heard") {
          sound.pause();
          return time > 1 || (how === "failed" && chime());
        }
        if (time < times) await new Promise((done) => later(done, GAP));
      }
      return true;
    },
  };
}
