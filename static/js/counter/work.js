// What a press means now. One command at a time: a second press while one runs does nothing.

import { spaced } from "../number.js";
import { berkasRuns, current, phase, possible, stepsLeft, waiting } from "./desk.js";
import { incomplete, menu, question, unfinished } from "./dialogs.js";

export function work({ desk, tell, ask, refresh, refused, until, leave, person }) {
  let busy = false;

  /** Runs one command, says its refusal in place, and draws what then is. */
  async function run(command) {
    if (busy) return;
    busy = true;
    refused(null);
    try {
      const sentence = await command();
      await refresh();
      refused(sentence);
    } finally {
      busy = false;
    }
  }

  const number = () => spaced(desk().ticket.number);
  const record = (said) => run(() => tell.record(desk().berkas.number, said));

  async function next() {
    const now = phase(desk());
    if (now === "closed" || now === "break") return run(tell.open);
    if (now === "free") return run(tell.call);
    const left = stepsLeft(desk());
    const choice = left ? await ask.ask(unfinished(number(), left)) : "complete";
    if (choice === "incomplete") return lacking();
    return choice === "complete" ? run(() => tell.completeAndCall(waiting(desk()) > 0)) : undefined;
  }

  async function step() {
    if (phase(desk()) === "called") return run(() => tell.begin(desk().ticket.number, berkasRuns(desk())));
    if (!desk().berkas) return run(() => tell.openBerkas(desk().ticket.number));
    const { step: hand } = current(desk());
    if (!hand.question) return record({ outcome: "done" });
    const answer = await ask.ask(question(hand));
    return answer ? record({ outcome: "done", answer }) : undefined;
  }

  async function lacking() {
    const missing = await ask.ask(incomplete(number(), desk().layanan));
    return missing ? record({ outcome: "incomplete", missing }) : undefined;
  }

  const does = { F2: next, F3: () => run(tell.recall), F4: () => run(tell.absent), F8: step, F9: lacking, F10: () => run(tell.complete) };

  const chosen = {
    open: () => run(tell.open),
    close: () => run(tell.close),
    break: ({ minutes }) => run(() => tell.pause(`buka lagi ${until(minutes)}`)),
    leave: () => run(async () => (desk().counter.state === "closed" ? null : await tell.close()) ?? (leave(), null)),
  };

  return {
    /** An F-key, or the button that carries it; what cannot be done now does nothing. */
    press(key) {
      if (!busy && possible(desk())[key].can) does[key]();
    },
    async menu() {
      const wish = await ask.ask(menu({ person, busy: desk().ticket ? number() : "", state: desk().counter.state }));
      if (wish) chosen[wish.do](wish);
    },
  };
}
