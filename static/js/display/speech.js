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
      let over = false; // a play() that hung is refused late: the sound after it must keep its ears
      const end = (how) => {
        if (over) return;
        over = true;
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

  /** Plays the file `times` times, asking `may()` before each: what became of it, and how often it was heard whole. */
  async function play(times, may) {
    for (let heard = 0; ; ) {
      const how = await once();
      if (how !== "said") {
        sound.pause();
        return { how, heard };
      }
      heard += 1;
      if (heard === times) return { how, heard };
      await new Promise((done) => later(done, GAP));
      if (!(await may())) return { how: "left", heard };
    }
  }

  return {
    /**
     * `times` and `volume` (per cent) are the hall's; `may()` is asked before every sound. Resolves to "said", to "left" where
     * it may not go on, to "refused" or "failed". A fault of one sound never reaches the next: a file that fails is asked for
     * once more (the server may have been away in the middle of it), and then the chime rings alone.
     */
    async say(url, { times, volume, may }) {
      sound.volume = volume / 100;
      for (let tries = url ? 2 : 0; tries > 0; tries -= 1) {
        if (!(await may())) return "left";
        sound.src = url;
        const { how, heard } = await play(times, may);
        if (how === "refused") refused(true);
        if (how !== "failed") return how;
        if (heard > 0) return "said";
      }
      if (!(await may())) return "left";
      return (await chime(volume)) ? "said" : "failed";
    },
  };
}
