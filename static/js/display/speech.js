// Says one call: its file, played as often as the hall's rule asks; the chime alone where there is no file to be had.

const GAP = 1500; // between two times, so that nobody takes the second for another call
const LONGEST = 30000; // a sound that neither ends nor fails must not hold the next call

/**
 * `chime(volume)` resolves to true when it sounded; `refused(bool)` is told whether the browser keeps us silent until somebody
 * touches the screen.
 */
export function speech({ chime, refused, later = setTimeout, stop = clearTimeout, Sound = globalThis.Audio }) {
  const sound = new Sound();
  sound.preload = "auto";

  const once = () =>
    new Promise((done) => {
      let limit = 0;
      const end = (how) => {
        stop(limit);
        sound.onended = sound.onerror = null;
        done(how);
      };
      limit = later(() => end("failed"), LONGEST);
      sound.onended = () => end("said");
      sound.onerror = () => end("failed");
      sound.currentTime = 0;
      sound.play().then(
        () => refused(false),
        (fault) => end(fault.name === "NotAllowedError" ? "refused" : "failed"),
      );
    });

  const ring = async (volume) => ((await chime(volume)) ? "said" : "failed");

  return {
    /**
     * `times` and `volume` (per cent) are the hall's; `may()` is asked before every sound. Resolves to "said", to "left" where
     * it may not go on, to "refused" or "failed". A fault of one sound never reaches the next.
     */
    async say(url, { times, volume, may }) {
      if (!(await may())) return "left";
      if (!url) return ring(volume);
      sound.volume = volume / 100;
      sound.src = url;
      for (let time = 1; ; time += 1) {
        const how = await once();
        if (how !== "said") sound.pause();
        if (how === "refused") refused(true);
        if (how === "failed") return time > 1 ? "said" : ring(volume);
        if (how === "refused" || time >= times) return how;
        await new Promise((done) => later(done, GAP));
        if (!(await may())) return "left";
      }
    },
  };
}
