// Calls made while this screen was cut off: whoever is still waited for is announced late rather than never.

const GRACE = 1500; // ticket.called of the same call normally comes first

/** Hands on, oldest first, the calls of `state` whose counter still calls; what was said already is dropped by `hear`. */
export function missed(state, hear, later = setTimeout) {
  const open = new Map(state.counters.filter((counter) => counter.state === "calling").map((counter) => [counter.code, counter.ticket]));
  const late = state.calls.filter((call) => open.get(call.counter) === call.number);
  if (late.length) later(() => late.reverse().forEach((call) => hear(call)), GRACE);
}
