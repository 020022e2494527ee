// A connection with the room that is taken up again whenever it ends.

const WAITS = [300, 700, 1500, 3000]; // milliseconds until it is tried again

/**
 * @param {string} path of the websocket, beside this page
 * @param {() => object} first what is said first, each time
 * @param {(told: any) => void} heard
 * @param {(isThere: boolean) => void} changed is told when the connection comes or goes
 */
export function line(path, first, heard, changed = () => {}) {
  const address = new URL(path, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  let socket, tries = 0, isOver = false;

  function connect() {
    socket = new WebSocket(address);
    socket.onopen = () => {
      tries = 0;
      changed(true);
      socket.send(JSON.stringify(first()));
    };
    socket.onmessage = ({ data }) => heard(JSON.parse(data));
    socket.onclose = () => {
      changed(false);
      if (!isOver) setTimeout(connect, WAITS[Math.min(tries++, WAITS.length - 1)]);
    };
  }

  connect();
  return {
    send: (what) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(what)),
    end: () => { isOver = true; },
  };
}
