/* Nobody there? After some time without a touch the kiosk asks, counts down, and starts over, everything forgotten.
   idle({every, clock, state, tell, seconds, answer}) watches; touched() is called on every touch.
   A ticket whose slip came out leaves by itself after 25 s, told in words; a ticket without a slip waits for the question.
   Both times are doubled in large text (law of accessible timing: who reads slowly gets longer). */

const TICKET = 25;

export function idle({ state, tell, seconds, answer, every = (fn, ms) => setInterval(fn, ms), clock = () => performance.now() }) {
  let touchedAt = clock();

  function left(limit) {
    return Math.ceil(limit * (state().large ? 2 : 1) - (clock() - touchedAt) / 1000);
  }

  function leaves({ view, slip }) {
    return view === "given" && (slip === "printed" || slip === "accepted");
  }

  function look() {
    const now = state();
    if (now.view === "rest" || now.view === "asking") {
      touchedAt = clock();
    } else if (leaves(now)) {
      const rest = left(TICKET);
      if (rest <= 0) tell({ do: "leave" });
      else if (rest <= TICKET - 5 && rest !== now.leaving) tell({ do: "leaving", value: rest });
    } else {
      const rest = left(seconds + answer);
      const whole = answer * (now.large ? 2 : 1);
      if (rest <= 0) tell({ do: "leave" });
      else if (rest <= whole && rest !== now.idle) tell({ do: "idle", value: rest });
    }
  }

  every(look, 200);
  return {
    touched() {
      touchedAt = clock();
      if (state().leaving !== null) tell({ do: "leaving", value: null });
    },
    whole: () => answer * (state().large ? 2 : 1),
  };
}
