// The TV, assembled: what comes from the server, and who draws it.

import { hallClock, wall } from "../clock.js";
import { first } from "../dom.js";
import { connect } from "../line.js";
import { reporter } from "../report.js";
import { announcer } from "./announcer.js";
import { chime } from "./chime.js";
import { mine, partOf } from "./hall.js";
import { missed } from "./missed.js";
import { speech } from "./speech.js";
import { view } from "./view.js";
import { voice } from "./voice.js";

const OLD = 60000; // what was called a minute ago is shown, not said

const page = first();
const place = (name) => document.querySelector(`[data-place="${name}"]`);
const clock = hallClock(page.state.now);
const glass = view(page, clock);
const bell = chime({ refused });
const mouth = speech({ chime: bell.play, refused });
const newest = (state) => Math.max(0, ...state.calls.map((each) => each.call_id));

let state = page.state;
let renewing = false;
let shown = null; // the call that stands here

const heard = newest(state);
const zone = new URLSearchParams(location.search).get("zone"); // as it was asked for: the keeper may make it later
const lead = voice({ age: () => line.age(), changed: () => word.changed() });
const sound = () => (state.voice.on ? lead.sound() : "off");

function refused(yes) {
  place("sound").hidden = !yes;
  lead.refuse(yes);
}

async function say(said) {
  if (!lead.leads() || wall(clock.now()).at - wall(said.at).at > OLD) return null;
  const how = await mouth.say(said.speech.url, { ...state.voice, may: lead.may });
  lead.became(how);
  return how === "said";
}

const calls = announcer({
  heard, sound: say, find: (id) => state.calls.find((call) => call.call_id === id),
  show(call) {
    glass.show(call);
    tellShown(call.call_id);
  },
  rest() {
    glass.rest();
    tellShown(null);
  },
  told: (call_id) => line.send("call.played", { call_id }),
  changed: () => glass.announce(calls.open()),
});

/** The zone's other screens keep step with its voice. */
function tellShown(id) {
  shown = id;
  if (lead.leads()) line.tell("call.shown", { call_id: id });
}

/** The keeper changed what pages carry: the page is asked for anew and drawn, without losing the sound that a touch allowed. */
async function renew() {
  if (renewing) return;
  renewing = true;
  await again();
  renewing = false;
}

async function again() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer || !answer.ok) return; // the next state tries again
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (fresh.documentElement.dataset.screen !== "display") return; // no longer a TV of this hall: its connection says so
  const { state: known, ...changed } = first(fresh);
  glass.renew(changed, [...fresh.querySelectorAll('[data-page="slide"]')]);
  page.state.setup = known.setup;
}

const line = connect({
  namespace: "/display",
  auth: () => ({ hall: page.hall.slug, zone, heard, leads: lead.leads(), sound: sound() }),
  version: state.version,
  state: (fresh) => {
    clock.set(fresh.now);
    state = fresh;
    glass.draw(fresh, calls.open());
    missed(partOf(fresh, page.part), (late) => calls.hear({ ...late, mute: true }));
    if (fresh.setup !== page.state.setup) renew();
  },
  messages: {
    "ticket.called": (said) => mine(said, page.part) && calls.hear({ ...said, at: clock.now(), mute: !lead.leads() }),
    "voice.leader": (body) => {
      lead.named(body);
      if (body.leader) {
        calls.owes(body.unsaid);
        tellShown(shown);
      } else calls.follow(body.shown);
    },
    "call.shown": ({ call_id }) => lead.leads() || calls.follow(call_id),
    beat: () => {
      lead.beat();
      word.beat();
    },
    "assets.changed": (body) => word.assets(body),
  },
  lost: lead.lost,
  stale(yes) {
    if (yes) {
      lead.left();
      calls.withdraw();
    }
    glass.stale(yes);
    word.stale(yes);
  },
});
const word = reporter({ tell: line.tell, shown: () => state.version, sound, leads: lead.leads, zone: page.zone, quiet: () => !calls.open().length });
