/* The number: being made, given (large, with what became of its slip), or refused in clear words. */

import { plus, time } from "../clock.js";
import { h, pict } from "../dom.js";
import { number, spaced } from "../number.js";
import { estimate } from "../words.js";
import { inWords } from "./choose.js";
import { key } from "./frame.js";
import { SENTENCES_EN } from "./words.js";

export const asking = {
  levels: 1,
  model: ({ asking: asked }) => ({ again: asked.again }),
  draw: ({ again }, say) => h("main", { class: "told", role: "status" }, pict(again ? "putus" : "tiket", "sign"), h("h1", { text: say("asking") }),
    h("p", { class: "lead", text: say(again ? "asking_again" : "asking_more") }), h("p", { class: "lead", text: say("asking_stay") }),
    again && h("div", { class: "quit" }, h("p", { text: say("give_up_more") }), key("quiet", { do: "leave" }, say("give_up")))),
};

const slot = (text) => h("div", { class: text.length > 5 ? "slot long" : "slot", "aria-hidden": "true", "data-free": true }, h("div", { class: "paper", text }));

// What is known of the slip, and never more: "sent" is not "came out".
function paper({ number: text, says, at, copies }, say) {
  const more = says === "uncertain" && !copies ? "uncertain_staff" : `${says}_more`;
  const words = h("div", {}, h("h2", { text: at ? say(`${says}_at`, { printer: at }) : say(says) }), h("p", { text: say(more) }));
  const good = says === "printed" || says === "accepted";
  if (good || says === "printing") {
    return h("div", { class: `take ${says}`, role: "status" }, slot(spaced(text)), words, good && !at && pict("turun", "go-down"));
  }
  const sign = { uncertain: "tanya", none: "tiket", slow: "cetak" }[says] || "awas";
  return h("div", { class: `take warn ${says}`, role: "alert" }, pict(sign), words);
}

const big = (picture, text, more) => h("div", { class: "big" }, pict(picture), h("div", {}, h("b", { text }), more));

function wait({ before, range, issued }, say) {
  const ahead = before ? big("orang", say("people", { n: before }), say("ahead")) : big("orang", say("nobody"), say("nobody_more"));
  if (!range) return [ahead, big("jam", say("no_estimate"), say("no_estimate_more"))];
  const at = say("about", { from: time(plus(issued, range.from)), to: time(plus(issued, range.to)) });
  return [ahead, big("jam", estimate(range, say.language), at)];
}

function follow({ token, number: text, lost }, say) {
  const code = h("img", { src: `/t/${token}/qr.svg`, alt: `QR ${spaced(text)}`, width: 200, height: 200 });
  const box = h("div", { class: "follow" }, code, h("div", {}, h("b", { text: say(lost ? "keep" : "follow") }), h("p", { text: say(lost ? "keep_more" : "follow_more") })));
  code.addEventListener("error", () => box.remove()); // a hall without an address that phones can reach draws no code
  return box;
}

// "none": the office has no printer that works, so nobody waits for paper.
export function saysOf({ slip, slow, hall }) {
  if (slip !== "printing") return slip;
  if (hall.printers.every((one) => one.text && one.paper !== "near_end")) return hall.printers.length ? "slow" : "none";
  return slow ? "slow" : slip;
}

export const given = {
  levels: 4, // then tighter words, then no sentence beside the code, then the code under the number
  model: (state, { layanan, printer }) => {
    const { ticket, language, at, copy, staff } = state;
    const one = layanan.find((each) => each.code === ticket.layanan);
    const what = one && (one.delicate ? inWords(one, "line_name", language) : inWords(one, "title", language));
    const says = saysOf(state);
    const good = says === "printed" || says === "accepted";
    const comes = good || says === "printing";
    return {
      number: ticket.number, token: ticket.token, before: ticket.waiting_before, range: ticket.estimate, issued: ticket.issued_at, what, says, good,
      lost: !comes, at: comes && at !== printer && at, copies: Boolean(ticket.print) && !staff && ((good && !copy) || says === "uncertain" || says === "failed"),
    };
  },
  draw(shown, say, level) {
    const again = h("span", {}, shown.good && say("not_out"), h(shown.good ? "small" : "b", { text: say("reprint") }));
    return h("main", { class: `given${level ? " tight" : ""}${level > 1 ? " bare" : ""}${shown.lost ? " lost" : ""}` },
      h("div", { class: "slipcard" }, h("div", { class: "lab", text: say("yours") }), number(shown.number, shown.number.length > 4 ? "long" : ""), shown.what && h("div", { class: "what", text: shown.what }), level > 2 && follow(shown, say)),
      h("div", { class: "rest-of" },
        shown.lost && paper(shown, say), h("div", { class: "two" }, wait(shown, say)), !shown.lost && paper(shown, say), level < 3 && follow(shown, say),
        h("div", { class: "cta" }, shown.copies && key("", { do: "reprint" }, pict("cetak"), again),
          key("go", { do: "leave" }, pict("centang"), say(shown.lost ? "noted" : "done"))),
        h("p", { class: "leaves", id: "leaves", text: "\u00a0" })));
  },
};

export const refused = {
  levels: 2, // then without the picture
  model: ({ refusal }) => refusal,
  draw({ code, detail, english, after, letter, locked }, say, level) {
    const crowd = code === "too_many_requests";
    const told = letter && !crowd && code !== "busy"; // of a letter everything stands in the sentence, and nothing went wrong
    const text = crowd ? say(locked ? "codes_locked" : "too_many_requests_more") : say.language === "id" ? detail : english || SENTENCES_EN[code];
    return h("main", { class: "told", role: "alert" }, level === 0 && pict(crowd ? "bel" : told ? "surat" : "awas", "sign"), h("h1", { text: say(crowd ? (locked ? "locked" : "too_many_requests") : code === "busy" ? "busy" : told ? "letter_told" : "refused_title") }),
      h("p", { class: told ? "lead says" : "lead", text: text || say("see_staff") }), crowd && after && h("p", { class: "lead", text: say("wait_more", { n: after }) }),
      h("div", { class: "cta" }, code === "busy" ? [key("", { do: "leave" }, pict("balik"), say("back")), key("go", { do: "again" }, pict("ulang"), say("try_again"))] : key("go", { do: "leave" }, pict("balik"), say("back"))));
  },
};
