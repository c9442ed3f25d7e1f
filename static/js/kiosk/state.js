/* The kiosk's state: one plain value, changed only by next(state, act). Pure: no clock, no page, no server.
   What the server says (`hall`, `stale`) outlives a visitor; everything else is cleared when a visit ends. */

const visit = () => ({
  view: "rest", language: "id", large: false, contrast: false, low: false,
  category: null, page: 0, query: "", about: null, code: null, ticked: [], needs: 0, rows: 0, priority: false,
  typed: "", wrong: false, letter: null, asking: null, ticket: null, job: null, slip: null, at: null, slow: false, copy: false, staff: false, refusal: null, leaving: null, idle: null,
});

export const begin = (hall) => ({ ...visit(), hall, stale: false });

const home = (state, more = {}) => ({ ...begin(state.hall), stale: state.stale, ...more });
const show = (state, view, more = {}) => ({ ...state, view, page: 0, ...more });
const toggle = (list, item) => (list.includes(item) ? list.filter((one) => one !== item) : [...list, item]);

const ACTS = {
  // what a finger asks
  start: (state, { value }) => show(state, "choose", { language: value || state.language }),
  choose: (state) => show(state, "choose", { about: null }),
  category: (state, { value }) => ({ ...state, category: value, page: 0 }),
  page: (state, { value }) => ({ ...state, page: Number(value) }),
  search: (state) => show(state, "search", { query: "" }),
  type: (state, { value }) => ({ ...state, query: (state.query + value).replace(/^ +| {2,}/g, "").slice(0, 24) }),
  erase: (state) => ({ ...state, query: state.query.slice(0, -1) }),
  clear: (state) => ({ ...state, query: "" }),
  code: (state) => show(state, "code", { typed: "", wrong: false }),
  sign: (state, { value }) => ({ ...state, typed: (state.typed + value).slice(0, 8), wrong: false }),
  unsign: (state) => ({ ...state, typed: state.typed.slice(0, -1), wrong: false }),
  guide: (state) => show(state, "guide", { about: null }),
  about: (state, { value }) => ({ ...state, about: value, page: 0 }),
  open: (state, { value }) => ({ ...state, view: "layanan", from: state.view, code: value, ticked: state.code === value ? state.ticked : [], needs: 0, rows: 0 }),
  steps: (state) => ({ ...state, view: "steps", rows: 0 }),
  needs: (state) => ({ ...state, view: "layanan", needs: 0 }),
  needs_page: (state, { value }) => ({ ...state, needs: Number(value) }),
  steps_page: (state, { value }) => ({ ...state, rows: Number(value) }),
  back: (state) => ({ ...state, view: state.from || "choose" }),
  tick: (state, { value }) => ({ ...state, ticked: toggle(state.ticked, value) }),
  priority: (state) => ({ ...state, priority: !state.priority }),
  language: (state) => ({ ...state, language: state.language === "id" ? "en" : "id" }),
  large: (state) => ({ ...state, large: !state.large, page: 0, needs: 0, rows: 0 }),
  contrast: (state) => ({ ...state, contrast: !state.contrast }),
  low: (state) => ({ ...state, low: !state.low, page: 0 }),
  stay: (state) => ({ ...state, idle: null }),
  leave: (state) => home(state),
  // what the kiosk itself does
  idle: (state, { value }) => ({ ...state, idle: value }),
  leaving: (state, { value }) => ({ ...state, leaving: value }),
  asking: (state, { id }) => ({ ...state, view: "asking", asking: { id, again: false }, refusal: null }),
  letter: (state, { letter }) => ({ ...state, view: "letter", asking: null, letter }),
  wrong_code: (state) => ({ ...state, view: "code", asking: null, typed: "", wrong: true }),
  asking_again: (state) => (state.asking ? { ...state, asking: { ...state.asking, again: true } } : state),
  given: (state, { ticket, job, slip, printer }) => ({ ...state, view: "given", asking: null, ticket, job, slip, at: printer, slow: false, copy: false, staff: false }),
  // `job` is the slip that the screen tells of (the original or its salinan), `at` the printer it came to
  slip: (state, { slip, printer }) => ({ ...state, slip, at: printer, slow: false }),
  slow: (state) => ({ ...state, slow: true }),
  copied: (state, { job, slip, printer }) => ({ ...state, job, slip, at: printer, slow: false, copy: true }),
  no_copy: (state) => ({ ...state, slip: "uncertain", slow: false, staff: true }),
  late: (state, { token }) => (state.ticket && state.ticket.token === token ? { ...state, staff: true } : state),
  refused: (state, { refusal }) => ({ ...state, view: "refused", asking: null, refusal }),
  hall: (state, { hall }) => ({ ...state, hall }),
  stale: (state, { value }) => ({ ...state, stale: value }),
};

export function next(state, act) {
  const change = ACTS[act.do];
  if (!change) throw new Error(`the kiosk knows no "${act.do}"`);
  return change(state, act);
}
