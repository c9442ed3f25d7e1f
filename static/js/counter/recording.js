// Perekaman: letters come with their progress, a long run of summonses goes on by itself, a text is copied. All of it works
// without this file too: a link gives the file, a form one batch, a text can be selected.

const place = document.querySelector("#progress");

function show(done, of, words) {
  if (!place) return;
  place.hidden = false;
  const bar = place.querySelector("progress");
  bar.max = Math.max(1, of);
  bar.value = done;
  place.querySelector("span").textContent = words;
}

function give(base64, name) {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function letters(link) {
  const answer = await fetch(link.dataset.letters, { headers: { Accept: "application/x-ndjson" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    held += value || "";
    const lines = held.split("\n");
    held = lines.pop();
    for (const line of lines) {
      const told = JSON.parse(line);
      show(told.done, told.of, `${told.done} dari ${told.of} surat`);
      if (told.pdf) give(told.pdf, link.dataset.name);
    }
    if (done) return;
  }
}

function id() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function calls(form) {
  const wanted = Number(form.dataset.calls);
  let made = 0;
  for (let more = true; more; ) {
    const told = new FormData(form);
    told.set("request_id", id());
    show(made, wanted, `${made} dari ${wanted} orang dipanggil`);
    const answer = await fetch(form.action, { method: "POST", body: told, headers: { Accept: "application/json" } });
    if (!answer.ok || !(answer.headers.get("Content-Type") || "").includes("json")) throw new Error(String(answer.status));
    const found = await answer.json();
    made += found.made;
    more = found.more;
  }
  show(made, wanted, `${made} orang dipanggil`);
  location.assign(form.action.replace(/\/panggil$/, ""));
}

for (const link of document.querySelectorAll("[data-letters]")) {
  link.addEventListener("click", (event) => {
    if (!("TextDecoderStream" in globalThis)) return;
    event.preventDefault();
    letters(link).catch(() => location.assign(link.href));
  });
}

for (const form of document.querySelectorAll("form[data-calls]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    calls(form).catch(() => form.submit());
  });
}

const where = document.querySelector("[data-office]"); // letters of a session outside must not call people to the office
if (where) {
  const { kind } = where.form.elements;
  kind.addEventListener("change", () => {
    if (kind.value === "office" && !where.value) where.value = where.dataset.office;
    else if (kind.value !== "office" && where.value === where.dataset.office) where.value = "";
  });
}

for (const label of document.querySelectorAll(".pick-file")) {
  label.querySelector("input").addEventListener("change", ({ target }) => {
    if (target.files.length) label.querySelector("span").textContent = target.files[0].name;
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    document.execCommand("copy"); // the clipboard's own interface needs https, which an office has not
    button.lastChild.textContent = "Tersalin";
  });
}
