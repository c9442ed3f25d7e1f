// Shows every call and says it once, in order, none cut short. Pure but for the effects that it is given.
// Nothing of the order hangs on a timer: the next sound begins when the one before has ended.

const LEAST = 8000; // a call that nobody hears here stands at least so long while another waits
const LEAST_SAID = 5000; // ... and so long one that was said, or any while many wait
const CROWD = 4; // so many waiting calls are many
const AFTERWARDS = 8000; // what is said stays to be read
const KEEPS_STEP = 60000; // ... for so long with the zone's voice: longer than any call, for a voice that forgets to go on
const KEPT = 300; // ids: a TV that is left on for weeks remembers as much as on its first day

function remember(ids, id) {
  ids.add(id);
  if (ids.size > KEPT) ids.delete(ids.values().next().value); // the oldest
}

/**
 * `show(call)` and `rest()` draw; `sound(call)` resolves to true when it was said to its end, to false when it was not, to null
 * where it is not to be said; `told(call_id)` reports it. A call that is `mute` is only shown. Calls up to `heard` are old: they
 * stood on the page when it was opened. `find(call_id)` gives a call of the hall's state.
 */
export function announcer({
  heard, show, rest, sound, told, find = () => undefined, changed = () => {}, now = Date.now, later = setTimeout, stop = clearTimeout,
}) {
  const known = new Set();
  const said = new Set();
  let waiting = [];
  let showing = null;
  let speaking = null; // whose sound goes on, shown or withdrawn
  let before = Promise.resolve(); // ends with the sound before
  let timer = 0;
  let leader = null; // another screen is the zone's voice, and this call stands there: {id, since}

  function speak(turn) {
    speaking = turn;
    turn.ended = null;
    before = before
      .then(() => (turn.call.mute ? null : sound(turn.call)))
      .catch(() => false) // one sound's fault never reaches the next
      .then((was) => {
        turn.ended = now();
        turn.said = was;
        if (was === null) turn.call = { ...turn.call, mute: true };
        if (speaking === turn) speaking = null;
        if (was) {
          remember(said, turn.call.call_id);
          told(turn.call.call_id);
        }
        if (turn === showing) step();
      });
  }

  const urgent = () => waiting.findIndex((call) => !call.mute);

  /** The next call; what is only to be read gives way to what must be heard: it stands in the list anyway. */
  function begin() {
    waiting = waiting.slice(Math.max(0, urgent()));
    stand(waiting.shift());
  }

  function stand(call) {
    stop(timer);
    showing = { call, since: now(), ended: null, said: false };
    show(showing.call);
    changed();
    speak(showing);
  }

  /** The call that stands where the voice is stands here too; the older ones it has passed. */
  function keepStep() {
    if (showing?.call.call_id === leader.id) return;
    const call = waiting.find((each) => each.call_id === leader.id) ?? find(leader.id);
    if (!call) return; // it is still on its way
    waiting = waiting.filter((each) => each.call_id > leader.id);
    remember(known, leader.id);
    stand({ ...call, mute: true });
  }

  function step() {
    stop(timer);
    const kept = leader ? leader.since + KEEPS_STEP - now() : 0;
    if (kept > 0) {
      keepStep();
      timer = later(step, kept);
      return undefined;
    }
    if (!showing) return waiting.length ? begin() : undefined;
    if (showing.ended === null) return undefined;
    const least = showing.call.mute && urgent() >= 0 ? 0 : showing.said || waiting.length > CROWD ? LEAST_SAID : LEAST;
    const left = waiting.length ? showing.since + least - now() : showing.ended + AFTERWARDS - now();
    if (left > 0) timer = later(step, left);
    else if (waiting.length) begin();
    else end();
    return undefined;
  }

  function end() {
    showing = null;
    rest();
    changed();
  }

  function add(call) {
    remember(known, call.call_id);
    waiting = [...waiting.filter((each) => each.call_id !== call.call_id), call].sort((a, b) => a.call_id - b.call_id);
  }

  /** A call that this screen has to say now: it has said it, is saying it, shows it in silence, or must still begin. */
  function owe(call) {
    const turn = [speaking, showing].find((each) => each?.call.call_id === call.call_id);
    const older = waiting.some((each) => !each.mute && each.call_id < call.call_id);
    if (said.has(call.call_id)) told(call.call_id);
    else if (!turn) add(call);
    else if (turn !== showing) {
      showing = turn;
      show(turn.call);
    } else if (turn !== speaking && older) {
      turn.call = { ...turn.call, mute: true }; // it was shown before its turn: it gives way, and comes again after the older
      add(call);
    } else if (turn !== speaking) {
      turn.call = call;
      speak(turn);
    }
  }

  return {
    /** A call from the server; a repeat of a known id changes nothing, but one that is to be said takes the place of a mute one. */
    hear(call) {
      const shownOnly = !call.mute && waiting.some((each) => each.mute && each.call_id === call.call_id);
      if (call.call_id <= heard || (known.has(call.call_id) && !shownOnly)) return;
      add(call);
      changed();
      step();
    },
    /** This screen speaks for its zone from now on: calls that nobody said to their end, in order. */
    owes(calls) {
      leader = null;
      calls.forEach(owe);
      changed();
      step();
    },
    /** Another screen is the zone's voice: the call that stands there stands here, until it says the next; null: none does. */
    follow(id) {
      leader = id === null ? null : { id, since: now() };
      step();
    },
    /** Calls that are shown or wait for their turn, newest first. */
    open: () => [...(showing ? [showing.call] : []), ...waiting].sort((a, b) => b.call_id - a.call_id),
    /** The screen is stale: what was not said yet may be said later, what stands is taken away. A sound goes on to its end. */
    withdraw() {
      stop(timer);
      for (const call of waiting) known.delete(call.call_id);
      waiting = [];
      leader = null;
      if (showing) end();
    },
  };
}
