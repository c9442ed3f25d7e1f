// What every page of the room does with: asks, commands that are kept until they are answered, and what is said of them.

import { client, requestId } from "../api.js";
import { sentence } from "./commands.js";
import { dialogs, sure } from "./dialogs.js";
import { outbox } from "./outbox.js";
import { drawSaid } from "./page.js";

const FRESH = 60_000; // ms in which a command of the page before is sent on without asking

/**
 * `page` is the page's first state, `place` its parts, `root` the hall's API, `name` the page's place in the browser's memory;
 * `reread()` reads anew what the page shows and resolves when it is drawn; `spoke()` hears that the sentences changed, `heard(answers)` every
 * answer before that.
 */
export function hands({ page, place, root, name, reread, spoke = () => {}, heard = () => {} }) {
  const api = client({ csrf: page.csrf });
  const asking = dialogs(place.dialog);
  let list = null;

  function say(said) {
    drawSaid(place, said);
    spoke();
  }

  const box = outbox({
    post: client({ csrf: page.csrf, tries: 1 }).post, newId: requestId, kept: sessionStorage, name: `antrean.${name}`,
    waits: (words) => say(words ? { waits: words } : {}),
  });

  async function told(answers) {
    heard(answers);
    await reread();
    say({ refusal: sentence(answers.find((answer) => answer && !answer.ok)) });
    return answers;
  }

  const self = {
    api, box, asking, say, asked: -Infinity,
    async ask(build) {
      const answer = await asking.ask(build);
      self.asked = performance.now();
      return answer;
    },
    /** Runs commands one after the other and draws what then is; the first refusal stands in place. Null while others run. */
    async send(commands) {
      if (box.isBusy()) return null;
      say({});
      return told((await box.run(commands)) ?? []);
    },
    /** The same, and says `words` (or what they make of the answers) where all went well. */
    async done(commands, words) {
      const answers = await self.send(commands);
      if (answers?.length && answers.every((answer) => answer?.ok)) say({ done: typeof words === "function" ? words(answers) : words });
      return answers;
    },
    refused: (words) => say({ refusal: words }),
    /** Anything of the hall, or null after its refusal was said. */
    async read(path) {
      const answer = await api.get(`${root}/${path}`);
      if (!answer.ok) say({ refusal: sentence(answer) });
      return answer.ok ? answer.data : null;
    },
    layanan: async () => (list ??= await self.read("layanan")),
    /** What the page before this one asked and got no answer to: sent on, or asked about when it is old. */
    async goOn() {
      const left = box.left();
      if (!left) return;
      const words = left.commands.map((command) => command.words).join(", lalu ");
      const fresh = Date.now() - left.at < FRESH;
      const yes = fresh || (await self.ask(sure({ title: "Perintah ini belum terjawab", say: words, verb: "Kirim sekarang" })));
      if (yes) await told(await box.resume());
      else box.forget();
    },
  };
  return self;
}
