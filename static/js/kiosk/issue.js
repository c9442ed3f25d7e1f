/* One tap is one ticket. Asks the server for a number until it answers, always with the same request_id; then follows its slip.
   issuer({api, hall, own, tell, alive, about, later}) -> {take({id, layanan, priority, language, have}), look({id, code}), again(job), outcome(name, body)}
     own          the name of this kiosk's printer
     tell(act)    changes the state: asking_again, given, slow, slip, copied, no_copy, late, refused
     alive(id)    is this asking still wanted? (false once the visitor gave up or the screen was reset)
     about(job)   what the screen says about that job, null when it shows another
     again(job)   a salinan of that job's slip: the same number, marked
     outcome      keeps what a slip.* message said (it may overtake the answer to the request) and gives it
   A slip is {slip: printing, printed, accepted, uncertain or failed; printer: where, when it is known}. */

const SAID = { "slip.printed": "printed", "slip.accepted": "accepted", "slip.uncertain": "uncertain", "slip.failed": "failed" };
const FINAL = { printed: "printed", accepted: "accepted", uncertain: "uncertain", not_sent: "failed", expired: "failed", cancelled: "failed" };
const MINUTE = 55000; // a kiosk may copy within a minute of the ticket; the key goes a little before the server says no

const SLOW = 3; // looks without an outcome or a reason: a queue of other slips is no trouble yet

const told = ({ code, detail, english, retryAfter: after }) => ({ code, detail, english, after });

const slipOf = ({ state, printer = null }) => ({ slip: FINAL[state] || "printing", printer });

export function issuer({ api, hall, own, tell, alive, about, later = (fn, ms) => setTimeout(fn, ms) }) {
  const outcomes = new Map();
  const jobs = `/api/v1/halls/${hall}/print-jobs`;

  /* `path`: "tickets", or "check-ins" with a letter's code. */
  async function take({ id, path = "tickets", ...wish }) {
    const got = await api.post(`/api/v1/halls/${hall}/${path}`, wish, { id });
    if (!alive(id)) return;
    if (got.ok) {
      give(got.data);
    } else if (got.code === "offline") {
      tell({ do: "asking_again" });
      later(() => alive(id) && take({ id, path, ...wish }), 500);
    } else {
      tell({ do: "refused", refusal: { ...told(got), letter: path === "check-ins", id } });
    }
  }

  /* What a letter's code stands for: letter, wrong_code or refused. */
  async function look({ id, code }) {
    const got = await api.post(`/api/v1/halls/${hall}/check-ins/looks`, { code }, { id });
    if (!alive(id)) return;
    if (got.ok) tell({ do: "letter", letter: { ...got.data, code } });
    else if (got.code === "offline") {
      tell({ do: "asking_again" });
      later(() => alive(id) && look({ id, code }), 500);
    } else if (got.code === "not_found") tell({ do: "wrong_code" });
    else tell({ do: "refused", refusal: { ...told(got), letter: true, locked: got.code === "too_many_requests", id } });
  }

  function give(ticket) {
    const { job, state } = ticket.print || { job: null, state: "not_sent" };
    tell({ do: "given", ticket, job, ...(outcomes.get(job) || slipOf({ state })) });
    follow(job);
    later(() => tell({ do: "late", token: ticket.token }), MINUTE);
  }

  // The socket tells what became of a slip. Asking covers a socket that was away at that moment, and tells of a printer that can't.
  function follow(job, turn = 1) {
    later(async () => {
      if (about(job) !== "printing") return;
      const { ok, data } = await api.get(`${jobs}/${job}`);
      if (about(job) !== "printing") return;
      const known = slipOf(ok ? data : {});
      if (known.slip !== "printing") {
        tell({ do: "slip", ...known });
        return;
      }
      const moved = ok && data.printer && data.printer !== own; // its reason is where it comes out, and no trouble
      if (moved) tell({ do: "slip", ...known });
      else if (turn === SLOW || (ok && data.reason)) tell({ do: "slow" });
      follow(job, turn + 1);
    }, turn === 1 ? 1500 : 3000);
  }

  async function again(job) {
    const asked = `copy of ${job}`;
    tell({ do: "copied", job: asked, slip: "printing" });
    const { ok, data } = await api.post(`${jobs}/${job}/copies`);
    if (!about(asked)) return;
    if (ok) {
      tell({ do: "copied", job: data.id, ...(outcomes.get(data.id) || slipOf(data)) });
      follow(data.id);
    } else {
      tell({ do: "no_copy" });
    }
  }

  function outcome(name, { job, printer = null }) {
    outcomes.set(job, { slip: SAID[name], printer });
    if (outcomes.size > 20) outcomes.delete(outcomes.keys().next().value);
    return outcomes.get(job);
  }

  return { take, look, again, outcome };
}
