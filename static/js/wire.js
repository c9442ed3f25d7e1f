/* The phone's own line: just enough of the Socket.IO protocol (engine 4 over one WebSocket) to listen to one namespace.
   A citizen's page may weigh 60 kB with its letters; the full client alone is a fifth of that.
   listen({namespace, auth, message(name, body), open(), closed(), refused(), again = 500, Socket}) -> {close()}
   Frames: 0 opened, 2 ping (answered by 3), 40 namespace joined, 44 refused, 42["name", body] a message. */

export function listen({ namespace, auth, message, open = () => {}, closed = () => {}, refused = () => {}, again = 500, Socket = WebSocket, place = location }) {
  let socket = null;
  let ended = false;

  function read(text) {
    if (text === "2") socket.send("3");
    else if (text[0] === "0") socket.send(`40${namespace},${JSON.stringify(auth)}`);
    else if (text.startsWith(`40${namespace}`)) open();
    else if (text.startsWith(`44${namespace}`)) refused();
    else if (text.startsWith(`42${namespace},`)) message(...JSON.parse(text.slice(text.indexOf(",") + 1)));
  }

  function begin() {
    if (ended) return;
    socket = new Socket(`${place.protocol === "https:" ? "wss" : "ws"}://${place.host}/socket.io/?EIO=4&transport=websocket`);
    socket.onmessage = (event) => read(event.data);
    socket.onclose = () => {
      closed();
      setTimeout(begin, again);
    };
  }

  begin();
  return {
    again: () => socket.close(),
    close() {
      ended = true;
      socket.close();
    },
  };
}
