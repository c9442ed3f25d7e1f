// Says every call once, in order, none cut short. Pure but for the effects that it is given.

const LEAST = 8000; // a call stands at least so long while another waits
const LEAST_IN_A_CROWD = 5000; // ... and so long when many wait
const CROWD = 4; // so many waiting calls are many
const AFTERWARDS = 8000; // what is said stays to be read

/**
 * `show(call)` and `rest()` draw; `sound(call)` resolves to true when it was heard; `told(call_id)` keeps that.
 * Calls up to `heard` are old: they were said before this screen was opened, and are never said here.
 */
export function announcer({ heard, show, rest, sound, told, changed = () => {}, now = Date.now, later = setTimeout, stop = clearTimeout }) {
  const known = new Set();
  let waiting = [];
  let showing = null;
  let timer = 0;

  const begin = () => {
    stop(timer);
    const call = waiting.shift();
    showing = { call, since: now(), said: 0 };
    show(call);
    changed();
    const turn = showing;
    sound(call).then((was) => {
      if (was) told(call.call_id);
      turn.said = now();
      if (turn === showing) step();
    });
  };

  const step = () => {
    stop(timer);
    if (!showing) return waiting.length ? begin() : undefined;
    if (!showing.said) return undefined;
    const least = waiting.length > CROWD ? LEAST_IN_A_CROWD : LEAST;
    const left = waiting.length ? showing.since + least - now() : showing.said + AFTERWARDS - now();
    if (left > 0) timer = later(step, left);
    else if (waiting.length) begin();
    else end();
    return undefined;
  };

  const end = () => {
    showing = null;
    rest();
    changed();
  };

  return {
    /** A call from the server; a repeat of a known id changes nothing. */
    hear(call) {
      if (call.call_id <= heard || known.has(call.call_id)) return;
      known.add(call.call_id);
      waiting.push(call);
      waiting.sort((a, b) => a.call_id - b.call_id);
      changed();
      step();
    },
    /** Calls that are shown or wait for their turn, newest first. */
    open: () => [...(showing ? [showing.call] : []), ...waiting].sort((a, b) => b.call_id - a.call_id),
    /** The screen is stale: what was not said yet may be said later, what stands is taken away. */
    withdraw() {
      stop(timer);
      for (const call of waiting) known.delete(call.call_id);
      waiting = [];
      if (showing) end();
    },
  };
}
