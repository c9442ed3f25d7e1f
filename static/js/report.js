/* What a screen says of itself: every two seconds, and at once when it changes for better or worse.
   reporter({tell, shown, sound, leads, zone, quiet, offer, ready, again, every, clock, page, kept})
       -> {beat(), changed(), stale(yes), assets(body)}
     tell(name, body)  puts a message on the wire, when there is one (line.js)
     shown()           version of the state on the glass
     sound()           "on", "refused", "failed", "off", or null where the screen has none to make
     leads()           whether this screen is the voice of its zone
     zone              the TV's zone, or null
     quiet()           whether the page may be loaded anew this moment without anybody noticing
     offer(assets)     called once for a newer release, for pages that are never quiet by themselves
     ready()           resolves to whether the server would answer; again() loads the page anew
   The page hands on `beat` and `assets.changed`, calls changed() when its sound changed, and stale(yes) as line.js says it.
   A hidden tab's timers are held back by the browser, messages are not: so the server's beat moves it too. */

const EVERY = 2000;
const LEAST = 1500; // ms between two words without a change: timer and beat are one rhythm
const ONCE_IN = 600000; // ms in which a release is loaded once: of two servers of different age neither may win for ever
const OWN = new URL(import.meta.url).pathname.split("/")[2]; // /static/<version>/js/report.js
const LOADED = "antrean.loaded";

/** Asked first: a page that is loaded anew from a silent server would be an error page. */
const answers = () => fetch("/readyz", { cache: "no-store" }).then((answer) => answer.ok, () => false);

export function reporter({
  tell, shown, sound = () => null, leads = () => false, zone = null, quiet = () => false, offer = () => {}, ready = answers, again = () => location.reload(),
  every = (fn, ms) => setInterval(fn, ms), clock = () => performance.now(), page = document, kept = sessionStorage,
}) {
  let old = false;
  let newer = null;
  let last = "";
  let at = -Infinity;

  const grave = () => ({ zone, stale: old, sound: sound(), leads: leads(), visible: page.visibilityState === "visible", assets: OWN });

  function say() {
    const word = grave();
    last = JSON.stringify(word);
    at = clock();
    tell("screen.report", { ...word, version: shown() });
  }

  function changed() {
    if (JSON.stringify(grave()) !== last) say();
  }

  async function load() {
    const [which, when] = (kept.getItem(LOADED) || "").split(" ");
    if (!newer || old || !quiet() || (which === newer && Date.now() - Number(when) < ONCE_IN)) return;
    if (!(await ready()) || !quiet()) return;
    kept.setItem(LOADED, `${newer} ${Date.now()}`);
    again();
  }

  function turn() {
    if (clock() - at >= LEAST) say();
    else changed();
    load();
  }

  page.addEventListener("visibilitychange", changed);
  every(turn, EVERY);

  return {
    beat: turn,
    changed,
    stale(yes) {
      old = yes;
      changed();
    },
    assets(body) {
      if (newer === body.assets || body.assets === OWN) return;
      newer = body.assets;
      offer(newer);
    },
  };
}
