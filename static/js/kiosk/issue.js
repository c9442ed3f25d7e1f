/* One tap is one ticket. Asks the server for a number until it answers, always with the same request_id.
   issuer({api, hall, tell, alive, showing, later}) -> {take({id, layanan, priority, language, have}), outcome(name, {job})}
     tell(act)       changes the state: asking_again, given, slow, slip, refused
     alive(id)       is this asking still wanted? (false once the visitor gave up or the screen was reset)
     showing(token)  what the screen says about that ticket's slip, null when it shows another
     outcome         keeps what a slip.* message said (it may overtake the answer to the request) and gives it as a word
   A slip is: printing, printed, accepted, uncertain or failed. */

const SAID = { "slip.printed": "printed", "slip.accepted": "accepted", "slip.uncertain": "uncertain", "slip.failed": "failed" };
const FINAL = { printed: "printed", accepted: "accepted", uncertain: "uncertain", not_sent: "failed", expired: "failed", cancelled: "failed" };

export const slipOf = (ticket) => (ticket.print ? FINAL[ticket.print.state] || "printing" : "failed");

export function issuer({ api, hall, tell, alive, showing, later = (fn, ms) => setTimeout(fn, ms) }) {
  const outcomes = new Map();

  async function take({ id, ...wish }) {
    const got = await api.post(`/api/v1/halls/${hall}/tickets`, wish, { id });
    if (!alive(id)) return;
    if (got.ok) {
      give(got.data);
    } else if (got.code === "offline") {
      tell({ do: "asking_again" });
      later(() => alive(id) && take({ id, ...wish }), 500);
    } else {
      tell({ do: "refused", refusal: { code: got.code, detail: got.detail, after: got.retryAfter, id } });
    }
  }

  function give(ticket) {
    const job = ticket.print && ticket.print.job;
    tell({ do: "given", ticket, slip: outcomes.get(job) || slipOf(ticket) });
    later(() => showing(ticket.token) === "printing" && tell({ do: "slow" }), 8000);
    follow(ticket);
  }

  // The socket tells what became of the slip; asking now and then covers a socket that was away at that moment.
  function follow(ticket) {
    later(async () => {
      if (showing(ticket.token) !== "printing") return;
      const got = await api.get(`/api/v1/tickets/${ticket.token}`);
      const slip = got.ok && got.data.print ? slipOf(got.data) : "printing";
      if (showing(ticket.token) !== "printing") return;
      if (slip !== "printing") tell({ do: "slip", slip });
      else follow(ticket);
    }, 3000);
  }

  function outcome(name, { job }) {
    outcomes.set(job, SAID[name]);
    if (outcomes.size > 20) outcomes.delete(outcomes.keys().next().value);
    return SAID[name];
  }

  return { take, outcome };
}
