/* The screen's line to the server. One namespace a kind of screen; the device's cookie says who it is.
   connect({namespace, auth, version, state, messages, stale, refused, io, every, clock}) -> {close(), send(name, body)}
     namespace  "/kiosk", "/display", "/counter", "/ticket"
     auth       what the connection says about itself, e.g. {hall: "jumapolo"} or {token}
     version    version of the state that the page already shows; only a HIGHER one replaces it
     state(s)   called with every newer hall.state
     messages   {"ticket.called": (body) => …}: other messages by name, passed on as they come
     stale(yes) called with true after 5 s without a word of the server (it beats every 2 s), with false when it speaks again
     refused(error) the server refused this screen (revoked, hall unknown); it goes on trying
     WebSocket only; tries again every 500 ms, for ever. `io`, `every` (setInterval) and `clock` are passed in by tests. */

import { io as client } from "../vendor/socket.io.esm.min.js";

const SILENCE = 5000;
const AGAIN = 500;

export function connect({
  namespace, auth = {}, version = -1, state = () => {}, messages = {}, stale = () => {}, refused = () => {},
  io = client, every = (fn, ms) => setInterval(fn, ms), clock = () => performance.now(),
}) {
  let newest = version;
  let heard = clock();
  let old = false;

  const socket = io(namespace, {
    auth, transports: ["websocket"], reconnectionDelay: AGAIN, reconnectionDelayMax: AGAIN, randomizationFactor: 0, timeout: 3000,
  });

  function hear() {
    heard = clock();
    if (!old) return;
    old = false;
    stale(false);
  }

  socket.on("connect", hear);
  socket.on("beat", hear);
  socket.on("hall.state", (fresh) => {
    if (fresh.version > newest) {
      newest = fresh.version;
      state(fresh);
    }
    hear();
  });
  for (const [name, fn] of Object.entries(messages)) {
    socket.on(name, (body) => {
      fn(body);
      hear();
    });
  }
  // The client tries again by itself when the wire breaks, but not after a refusal or when the server hung up.
  socket.on("connect_error", (error) => {
    if (socket.active) return;
    refused(error);
    setTimeout(() => socket.connect(), AGAIN);
  });
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect") setTimeout(() => socket.connect(), AGAIN);
  });

  every(() => {
    if (clock() - heard < SILENCE) return;
    if (!old) {
      old = true;
      stale(true);
    }
    // A pulled cable leaves a connection that looks alive: after the silence it is hung up, so that trying begins.
    if (socket.connected) socket.disconnect().connect();
  }, 250);

  return { close: () => socket.close(), send: (name, body) => socket.emit(name, body) };
}
