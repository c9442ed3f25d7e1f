// Questions stand in a dialog of the page: F-keys answer, Escape closes. One at a time.

import { h, pict, replace } from "../dom.js";
import { papers } from "./desk.js";

/** `ask(build)` shows a dialog and resolves to what was answered, null after Escape; `key(name)` hands it an F-key. */
export function dialogs(dialog) {
  let keys = {};
  let done = () => {};

  dialog.addEventListener("close", () => {
    if (dialog.open) return; // the event of a dialog that the next one has already followed
    keys = {};
    done(null);
  });

  const answer = (value) => {
    const tell = done;
    done = () => {};
    dialog.close();
    tell(value);
  };

  return {
    isOpen: () => dialog.open,
    key: (name) => keys[name]?.(),
    close: () => dialog.open && dialog.close(),
    ask(build) {
      return new Promise((resolve) => {
        const built = build(answer);
        keys = built.keys;
        done = resolve;
        replace(dialog, built.content);
        dialog.setAttribute("aria-label", built.title);
        dialog.showModal();
        (dialog.querySelector("[data-focus]") ?? dialog).focus();
      });
    },
  };
}

const key = (name, picture, words, press, css = "") =>
  h("button", { type: "button", class: `btn key ${css}`.trim(), on: { click: press } }, picture && pict(picture), words, name && h("kbd", { text: name }));
const back = (answer) => key("Esc", null, "Kembali", () => answer(null));

/** A question inside a step: resolves to "yes" or "no". */
export const question = (step) => (answer) => ({
  title: step.question.text,
  keys: { F8: () => answer("yes"), F9: () => answer("no") },
  content: h(
    "div", { class: "body" },
    h("p", { class: "step", text: `Langkah ${step.no ?? step.order}. ${step.text}` }), h("h2", { text: step.question.text }),
    h("div", { class: "pair" }, key("F8", "centang", "Ya", () => answer("yes")), key("F9", "silang", "Tidak", () => answer("no"))),
    h("div", { class: "row" }, back(answer)),
  ),
});

/** Ending with steps left asks once: "complete" or "incomplete". */
export const unfinished = (number, left) => (answer) => ({
  title: `${left} langkah belum dicatat`,
  keys: { F10: () => answer("complete"), F9: () => answer("incomplete") },
  content: h(
    "div", { class: "body" },
    h("h2", { text: `${left} langkah ${number} belum dicatat` }),
    h("p", { text: "Berkasnya tetap berjalan di kantor. Atau ada yang harus dibawa kembali?" }),
    h("div", { class: "row" }, key("F10", "selesai", "Selesai, panggil berikutnya", () => answer("complete")), key("F9", "lembar", "Belum lengkap", () => answer("incomplete"))),
    h("div", { class: "row" }, back(answer)),
  ),
});

/** What is missing, ticked from the papers that the office asks for, or written: resolves to a list of texts. */
export const incomplete = (number, layanan) => (answer) => {
  const all = papers(layanan);
  const rows = all.map((paper) => {
    const box = h("input", { type: "checkbox", value: paper.text });
    const row = h("label", { class: "tick-row" }, box, pict(paper.pictogram), h("span", { text: paper.text }));
    box.addEventListener("change", () => row.classList.toggle("on", box.checked));
    return { box, row };
  });
  const other = h("input", { type: "text", class: "in", id: "other", maxlength: 200, autocomplete: "off" });
  const problem = h("p", { class: "refusal", role: "alert", hidden: true }, pict("awas"), h("span", { text: "Centang atau tulis yang kurang." }));
  (rows[0]?.box ?? other).setAttribute("data-focus", "");
  const save = () => {
    const missing = [...rows.filter(({ box }) => box.checked).map(({ box }) => box.value), other.value.trim()].filter(Boolean);
    problem.hidden = missing.length > 0;
    if (missing.length) answer(missing);
  };
  return {
    title: "Apa yang belum lengkap?",
    keys: { F9: save },
    content: h(
      "div", { class: "body" },
      h("h2", { text: `Apa yang belum lengkap dari ${number}?` }),
      rows.length > 0 && h("div", { class: all.length > 4 ? "ticks many" : "ticks" }, rows.map(({ row }) => row)),
      h("label", {}, h("b", { text: rows.length ? "Lainnya" : "Yang harus dibawa" }), other),
      problem,
      h("div", { class: "row" }, key("F9", "lembar", "Simpan", save, "strong"), back(answer)),
    ),
  };
};

const BREAKS = [10, 15, 30, 60];

/** Break, close or leave: {do: "break", minutes}, {do: "close"}, {do: "open"}, {do: "leave"}. */
export const menu = ({ person, busy, state }) => (answer) => {
  const away = state === "closed" || state === "break";
  const stop = busy && `Selesaikan ${busy} dulu.`;
  return {
    title: "Istirahat atau tutup",
    keys: {},
    content: h(
      "div", { class: "body" },
      person && h("p", { class: "person-name", text: person.name }),
      stop && h("p", { class: "refusal" }, pict("awas"), h("span", { text: stop })),
      !stop && !away && [
        h("h3", {}, pict("rehat"), "Istirahat, buka lagi dalam"),
        h("div", { class: "four" }, BREAKS.map((minutes) => key(null, null, `${minutes} menit`, () => answer({ do: "break", minutes })))),
      ],
      !stop && h(
        "div", { class: "row" },
        away ? key(null, "selesai", "Buka loket", () => answer({ do: "open" }), "strong") : key(null, "pintu", "Tutup loket", () => answer({ do: "close" })),
        key(null, "pergi", state === "closed" ? "Keluar" : "Tutup loket dan keluar", () => answer({ do: "leave" })),
      ),
      h("hr"),
      h("div", { class: "row" }, back(answer)),
    ),
  };
};
