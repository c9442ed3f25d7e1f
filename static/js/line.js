/* The screen's line to the server, and what it knows about its freshness.
   connect({namespace, auth, version, state, messages, stale, refused, io, every, clock}) -> {close(), send(name, body), tell(name, body), age()}
     namespace  "/kiosk", "/display", "/counter", "/ticket"
     auth       what the connection says about itself, e.g. {hall: "jumapolo"} or {token}, or a function that gives it anew for
                each connection; the cookie says who it is
     version    version of the state that the page already shows; only a HIGHER one replaces it
     state(s)   called with every newer hall.state
     messages   {"ticket.called": (body) => …}: other messages by name, passed on as they come
     stale(yes) called with true after 5 s without a word of the server (it beats every 2 s), with false when it speaks again
     lost()     the wire broke; age() gives the ms since the server's last word
     refused(error) the server refused this screen (revoked, hall unknown); it goes on trying
     tell() is for words that are old when they are late: without a connection they are dropped
     `io`, `every` (setInterval) and `clock` are passed in by tests.
   io(namespace, {auth}) is the smallest client that this needs: Socket.IO 5 over one WebSocket (Engine.IO 4), trying again
   every 500 ms for ever. It knocks by a request first: browsers hold back a WebSocket whose forerunners failed (Chromium for
   5 s, Firefox for a minute), a request never. */

const SILENCE = 5000;
const AGAIN = 500;
const PATIENCE = 3000;
const KNOCK = 1000; // ms that one knock waits for its answer
const KNOCKS = 2; // at once: the page's own requests need the other connections that a browser allows to one server
const MUTE = 10; // knocks in a row that nobody even refuses: a request may hang on a dead connection, a WebSocket is dialled anew

const knock = (signal) => fetch("/healthz", { cache: "no-store", signal });

export function io(namespace, {
  auth = {}, Socket = WebSocket, place = location, ask = knock, later = (fn, ms) => setTimeout(fn, ms),
} = {}) {
  const ears = {};
  const tell = (name, ...what) => (ears[name] || []).forEach((fn) => fn(...what));
  const line = { connected: false, active: true };
  let wire = null;
  let turn = 0;
  let asking = 0;
  let mute = 0;

  function lost(reason) {
    const was = line.connected;
    line.connected = false;
    if (was) tell("disconnect", reason);
  }

  function read(text) {
    if (text === "2") wire.send("3"); // ping, pong
    else if (text[0] === "0") wire.send(`40${namespace},${JSON.stringify(typeof auth === "function" ? auth() : auth)}`);
    else if (text.startsWith(`40${namespace}`)) {
      line.connected = true;
      tell("connect");
    } else if (text.startsWith(`44${namespace}`)) {
      hangUp();
      tell("connect_error", new Error(text.slice(text.indexOf(",") + 1)));
    } else if (text.startsWith(`41${namespace}`)) {
      hangUp();
      lost("io server disconnect");
    } else if (text.startsWith(`42${namespace},`)) tell(...JSON.parse(text.slice(text.indexOf("["))));
  }

  function hangUp() {
    line.active = false;
    turn += 1; // what the old wire still says or does is no longer heard
    if (wire) wire.close();
  }

  /** Knocks every half second until somebody answers; then dials. */
  function seek(mine) {
    if (mine !== turn) return;
    later(() => seek(mine), AGAIN);
    if (asking >= KNOCKS) return;
    asking += 1;
    const stop = new AbortController();
    let waited = false;
    later(() => {
      waited = true;
      stop.abort();
    }, KNOCK);
    ask(stop.signal).then((answer) => answer.status < 500, () => false).then((answered) => {
      asking -= 1;
      mute = answered || !waited ? 0 : mute + 1;
      if (mine === turn && (answered || mute >= MUTE)) dial(answered ? PATIENCE : KNOCK);
    });
  }

  function dial(patience) {
    line.active = true;
    mute = 0;
    turn += 1;
    const mine = turn;
    const current = () => mine === turn;
    wire = new Socket(`${place.protocol === "https:" ? "wss" : "ws"}://${place.host}/socket.io/?EIO=4&transport=websocket`);
    wire.onmessage = (event) => current() && read(event.data);
    wire.onclose = () => {
      if (!current()) return;
      lost("transport close");
      later(() => seek(mine), AGAIN);
    };
    later(() => current() && !line.connected && wire.close(), patience);
  }

  line.connect = () => {
    dial(PATIENCE);
    return line;
  };
  line.disconnect = () => {
    hangUp();
    lost("io client disconnect");
    return line;
  };
  line.again = () => {
    line.disconnect();
    seek(turn);
    return line;
  };
  line.close = line.disconnect;
  line.on = (name, fn) => (ears[name] = [...(ears[name] || []), fn]);
  line.emit = (...what) => line.connected && wire.send(`42${namespace},${JSON.stringify(what)}`);
  return line.connect();
}

export function connect({
  namespace, auth = {}, version = -1, state = () => {}, messages = {}, stale = () => {}, lost = () => {}, refused = () => {},
  io: client = io, every = (fn, ms) => setInterval(fn, ms), later = (fn, ms) => setTimeout(fn, ms), clock = () => performance.now(),
}) {
  let newest = version;
  let heard = clock();
  let kicked = heard;
  let old = false;

  const socket = client(namespace, { auth });

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
  // A client tries again by itself when the wire breaks, but not after a refusal or when the server hung up.
  socket.on("connect_error", (error) => {
    if (socket.active) return;
    refused(error);
    later(() => socket.connect(), AGAIN);
  });
  socket.on("disconnect", (reason) => {
    lost();
    if (reason === "io server disconnect") later(() => socket.connect(), AGAIN);
  });

  every(() => {
    if (clock() - heard < SILENCE) return;
    if (!old) {
      old = true;
      stale(true);
    }
    // A pulled cable leaves a connection that looks alive: after the silence it is hung up, so that trying begins.
    if (socket.connected && clock() - kicked > SILENCE) {
      kicked = clock();
      socket.again();
    }
  }, 250);

  return { close: () => socket.close(), send: (name, body) => socket.emit(name, body), tell: (name, body) => socket.connected && socket.emit(name, body), age: () => clock() - heard };
}
