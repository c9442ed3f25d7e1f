// Commands on their way: one after the other, each sent until the server answers, always under its first request_id.
// So a lost connection loses no command and doubles none, and a page that is loaded anew goes on where it stopped.

const AGAIN = 1000; // ms between two tries while the server is silent
const SLOW = 1500; // ms after which a command says that it waits

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const unanswered = ({ ok, status, code }) => !ok && (status === 0 || code === "busy");

/**
 * `post(path, body, {id})` asks once; `newId()` makes request_ids; `kept` is a Storage and `name` our place in it.
 * `waits(words)` is told that a command has no answer yet, and null when it has one.
 */
export function outbox({ post, newId, kept, name, waits = () => {}, pause = wait, now = () => Date.now(), later = setTimeout }) {
  let commands = [];
  let busy = false;
  let withdrawn = false;
  let wake = () => {};

  const keep = () => (commands.length ? kept.setItem(name, JSON.stringify({ at: now(), commands })) : kept.removeItem(name));

  async function answered({ path, body, words, id }) {
    let said = false;
    const say = () => {
      said = true;
      waits(words);
    };
    const slow = later(say, SLOW);
    for (;;) {
      const answer = await post(path, body, { id });
      if (!unanswered(answer) || withdrawn) {
        clearTimeout(slow);
        if (said) waits(null);
        return withdrawn ? null : answer;
      }
      if (!said) say();
      await Promise.race([pause(AGAIN), new Promise((resolve) => (wake = resolve))]);
    }
  }

  /** The answers that came, the last one first refused where one was; null in the end of a withdrawn one. */
  async function drain() {
    const answers = [];
    busy = true;
    while (commands.length) {
      const answer = await answered(commands[0]);
      answers.push(answer);
      commands = answer?.ok ? commands.slice(1) : [];
      keep();
    }
    busy = false;
    withdrawn = false;
    return answers;
  }

  return {
    isBusy: () => busy,
    /** Runs [{path, body, words}] in their order up to the first refusal; gives their answers, or null while others run. */
    async run(list) {
      if (busy) return null;
      commands = list.map((command) => ({ ...command, id: newId() }));
      keep();
      return drain();
    },
    /** {at, commands} that an earlier page left without an answer, or null. */
    left: () => JSON.parse(kept.getItem(name) ?? "null"),
    /** Goes on with what an earlier page left. */
    resume() {
      commands = JSON.parse(kept.getItem(name) ?? '{"commands":[]}').commands;
      return drain();
    },
    forget: () => kept.removeItem(name),
    /** The line is back: ask again at once. */
    hurry: () => wake(),
    /** The clerk does not want it any more. Whether the server had heard it, the next reading of the desk shows. */
    withdraw() {
      if (!busy) return;
      withdrawn = true;
      wake();
    },
  };
}
