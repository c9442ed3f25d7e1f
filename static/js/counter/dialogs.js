// Questions stand in a dialog of the page: F-keys and figures answer, arrows walk, Escape closes. One at a time; the focus
// goes back to where it was.

import { h, pict, replace } from "../dom.js";

/**
 * `ask(build)` shows a dialog and resolves to what was answered, null after Escape; `key(name)` hands it a key and says
 * whether it used it. `build(answer)` gives {title, keys, content, enter}: `enter` is done by Enter in a field.
 */
export function dialogs(dialog) {
  let keys = {};
  let enter = null;
  let done = () => {};

  dialog.addEventListener("close", () => {
    if (dialog.open) return; // the event of a dialog that the next one has already followed
    keys = {};
    done(null);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && enter && event.target.matches("input")) {
      event.preventDefault();
      enter();
    }
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way && !event.target.matches("select, input[type=date], input[type=number]")) walk(event, way);
  });

  function walk(event, way) {
    const stops = [...dialog.querySelectorAll(".opt:not([disabled]), .tick-row input, input.in")];
    const at = stops.indexOf(document.activeElement);
    const next = stops[at < 0 ? 0 : at + way];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  const answer = (value) => {
    const tell = done;
    done = () => {};
    dialog.close();
    tell(value);
  };

  return {
    isOpen: () => dialog.open,
    key(name) {
      if (name === "Esc" || !keys[name]) return false;
      keys[name]();
      return true;
    },
    close: () => dialog.open && dialog.close(),
    ask(build) {
      return new Promise((resolve) => {
        const built = build(answer);
        keys = built.keys;
        enter = built.enter ?? null;
        dialog.className = `asks ${built.css ?? ""}`.trim();
        dialog.setAttribute("aria-label", built.title);
        replace(dialog, h("div", { class: "body" }, built.content));
        if (dialog.open) dialog.close();
        done = resolve;
        dialog.showModal();
        (dialog.querySelector("[data-focus]:not([disabled])") ?? dialog.querySelector(".opt:not([disabled])") ?? dialog).focus();
      });
    },
  };
}

/** A button with its key at the right. */
export const key = (name, picture, words, press, css = "") =>
  h("button", { type: "button", class: `btn key ${css}`.trim(), on: { click: press } }, picture && pict(picture), h("span", {}, words), name && h("kbd", { text: name }));

export const back = (answer, words = "Kembali") => key("Esc", null, words, () => answer(null));
export const row = (...buttons) => h("div", { class: "row" }, buttons);

/** "14.30", "1430" or "9:05" as a time "HH:MM", else null: the browser's own time fields speak the computer's language. */
export function typedTime(text) {
  const found = /^(\d{1,2})[.: ]?(\d{2})$/.exec(text.trim());
  return found && Number(found[1]) < 24 && Number(found[2]) < 60 ? `${found[1].padStart(2, "0")}:${found[2]}` : null;
}

/** "25/11", "25-11-2026" or "2 3 26" as a day "YYYY-MM-DD", in the next twelve months where no year stands; `today` likewise. */
export function typedDay(text, today) {
  const found = /^(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{2}|\d{4}))?$/.exec(text.trim());
  if (!found) return null;
  const [day, month] = [found[1].padStart(2, "0"), found[2].padStart(2, "0")];
  const year = found[3] ? found[3].padStart(4, "20") : today.slice(0, 4);
  const written = `${year}-${month}-${day}`;
  const real = new Date(`${written}T00:00:00Z`);
  if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== written) return null;
  return found[3] || written >= today ? written : `${Number(year) + 1}-${month}-${day}`;
}

/** A sentence that stands in the dialog until what it asks for is there. */
export function problem(sentence) {
  const said = h("p", { class: "refusal", role: "alert", hidden: true }, pict("awas"), h("span", { text: sentence }));
  return { said, show: (yes) => (said.hidden = !yes) };
}

/** A labelled field: {label, input}. */
export function field(words, attributes = {}) {
  const input = h("input", { type: "text", class: "in", maxlength: 200, autocomplete: "off", ...attributes });
  return { input, label: h("label", { class: "field" }, h("b", { text: words }), input) };
}

/**
 * A list to choose from by figure, arrow or finger: {list, keys}. `choices`: [{words, note, picture, value, off}], the first
 * nine with the figures 1 to 9 and the tenth with 0. `value` may be a function that is called instead of answering.
 */
export function choices(all, answer, css = "") {
  const keys = {};
  const list = h("div", { class: `opts ${css}`.trim() }, all.map((choice, index) => {
    const name = index < 10 ? String((index + 1) % 10) : null;
    const pick = () => !choice.off && (typeof choice.value === "function" ? choice.value() : answer(choice.value));
    if (name) keys[name] = pick;
    return h(
      "button", { type: "button", class: "btn key opt", disabled: Boolean(choice.off), "data-focus": index === 0, on: { click: pick } },
      choice.picture && pict(choice.picture), h("span", {}, choice.words, choice.note && h("small", { text: choice.note })), name && h("kbd", { text: name }),
    );
  }));
  return { list, keys };
}

/** A reason, chosen by figure or written: resolves to its text. */
export const reason = ({ title, say, presets, verb, picture, label = "Alasan lain" }) => (answer) => {
  const { list, keys } = choices(presets.map((words) => ({ words, value: words })), answer, "two");
  const own = field(label);
  const missing = problem("Pilih atau tulis alasannya.");
  const save = () => {
    const text = own.input.value.trim();
    missing.show(!text);
    if (text) answer(text);
  };
  return {
    title, keys: { ...keys, F8: save }, enter: save,
    content: [h("h2", { text: title }), say && h("p", { text: say }), list, own.label, missing.said, row(key("F8", picture, verb, save, "strong"), back(answer))],
  };
};

/** Yes or no to one sentence: resolves to true. */
export const sure = ({ title, say, verb, picture = "centang" }) => (answer) => {
  const yes = () => answer(true);
  return { title, keys: { F8: yes }, content: [h("h2", { text: title }), say && h("p", { text: say }), row(key("F8", picture, verb, yes, "strong"), back(answer))] };
};
