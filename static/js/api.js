/* Asking the server.
   requestId() -> 32 random hex digits (crypto.getRandomValues: crypto.randomUUID is missing on plain http)
   client({csrf, fetch, pause, tries = 4, patience = 8000}) -> {get(path), post(path, body, {id})}
     Every answer is a value, nothing throws: {ok: true, status, data} or {ok: false, status, code, detail, english, retryAfter}
     (`english`: null where the server has no sentence of its own in it).
     A network failure or a 502/503/504 without a problem body is tried again with the SAME request_id, `tries` times in
     all with 600 ms between; then {ok: false, status: 0, code: "offline"}. Repeat post(path, body, {id}) with the same id
     to go on asking for the same thing. `pause(ms)` and `fetch` are passed in by tests. */

export function requestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function read(response) {
  const kind = response.headers.get("Content-Type") || "";
  if (!kind.includes("json")) return null;
  return response.json().catch(() => null); // a body cut off by a dying server is no body
}

function answer(response, data) {
  if (response.ok) return { ok: true, status: response.status, data };
  const after = Number(response.headers.get("Retry-After"));
  const { code = "fault", detail = "", title = "", detail_en: english = null } = data || {};
  return { ok: false, status: response.status, code, detail: detail || title, english, retryAfter: after > 0 ? after : null };
}

export function client({ csrf = "", fetch = (...what) => window.fetch(...what), pause = wait, tries = 4, patience = 8000 } = {}) {
  async function once(path, options) {
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), patience);
    try {
      const response = await fetch(path, { ...options, signal: stop.signal, credentials: "same-origin", cache: "no-store" });
      const data = await read(response);
      return data === null && response.status >= 502 ? null : answer(response, data);
    } catch {
      return null; // no answer came: the caller asks again
    } finally {
      clearTimeout(limit);
    }
  }

  async function ask(path, options) {
    for (let turn = 1; turn <= tries; turn += 1) {
      const got = await once(path, options);
      if (got) return got;
      if (turn < tries) await pause(600);
    }
    return { ok: false, status: 0, code: "offline", detail: "", english: null, retryAfter: null };
  }

  return {
    get: (path) => ask(path, { headers: { Accept: "application/json" } }),
    post: (path, body = {}, { id = requestId() } = {}) =>
      ask(path, {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": csrf },
        body: JSON.stringify({ request_id: id, ...body }),
      }),
  };
}
