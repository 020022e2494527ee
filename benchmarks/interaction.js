// One change at a time: when the page was told, when a frame had shown it, and what went to the kernel and back.
// Put into a page before anything else of it runs.
window.bench = (() => {
  const PATIENCE = 60_000; // ms
  const REST = 350; // ms in which a page does what it left for later
  const log = { sent: [], received: [] };
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => log.received.push({ at: performance.now(), data }));
    }
    send(data) {
      log.sent.push({ at: performance.now(), data });
      super.send(data);
    }
  };

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  // When the frame is painted that shows what was just changed: this one, if frames are being made, or else the next.
  const frame = () =>
    new Promise((done) => {
      const seen = new IntersectionObserver(() => (seen.disconnect(), done(performance.now())));
      seen.observe(document.body);
    });
  const afterThisFrame = () => pause(0).then(() => performance.now());
  const size = (data) => (typeof data === "string" ? data.length : data.byteLength);

  // A message in Jupyter's binary protocol 1: where each part begins, then channel, header, parent, metadata, content.
  function read({ at, data }) {
    if (typeof data === "string") return { at, bytes: size(data), ...JSON.parse(data) };
    const view = new DataView(data);
    const places = [...Array(Number(view.getBigUint64(0, true))).keys()].map((i) => Number(view.getBigUint64(8 * (i + 1), true)));
    const part = (i) => new TextDecoder().decode(new Uint8Array(data, places[i], places[i + 1] - places[i]));
    return { at, bytes: size(data), header: JSON.parse(part(1)), parent_header: JSON.parse(part(2)), content: JSON.parse(part(4)) };
  }

  // What a frame has shown of each region: the first change in it, and the last.
  function watch(root, regions) {
    const found = {};
    const note = (name, shown = frame) => {
      const region = (found[name] ??= { changed: performance.now(), painted: 0, last: 0, waiting: false });
      if (region.waiting) return;
      region.waiting = true;
      shown().then((at) => ((region.waiting = false), (region.painted ||= at), (region.last = at)));
    };
    const watcher = new MutationObserver((records) => {
      const names = records.map((record) => nameOf(record, regions)).filter(Boolean);
      for (const name of new Set(names)) note(name);
    });
    const what = { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-status"] };
    watcher.observe(root, what);
    return { found, note, stop: () => watcher.disconnect() };
  }

  function nameOf({ target, type }, regions) {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const fits = ([selector, kind]) => (kind === "status") === (type === "attributes") && element?.closest(selector);
    return Object.keys(regions).find((name) => fits(regions[name]));
  }

  // ipycytoscape paints on a canvas: its picture tells when it is drawn.
  function watchCanvas(selector, [id, status], note) {
    const picture = [...document.querySelectorAll(selector)].map((place) => place._cyreg?.cy).find(Boolean);
    const drawn = () => picture.getElementById(id).hasClass(status) && (picture.off("render", drawn), note("path", afterThisFrame));
    picture.on("render", drawn);
  }

  function set(control, value) {
    const element = document.querySelector(control);
    if (element.matches("fieldset")) return element.querySelector(`input[value="${value}"]`).click();
    element.value = value;
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const idle = (messages, sent) =>
    messages.some((m) => m.header.msg_type === "status" && m.content.execution_state === "idle" && m.parent_header.msg_id === sent.header.msg_id);

  // Changes a control, waits until the kernel has nothing left to do and the page is at rest, and tells the times.
  async function change({ control, value, root, regions, awaited, canvas, last }) {
    const watching = watch(document.querySelector(root), regions);
    if (canvas) watchCanvas(canvas, last, watching.note);
    log.sent.length = log.received.length = 0;
    const begun = performance.now();
    set(control, value);
    while (awaited && !watching.found[awaited]?.painted) {
      if (performance.now() - begun > PATIENCE) throw new Error(`nothing was painted after ${control} became ${value}`);
      await pause(5);
    }
    let sent, received;
    do {
      await pause(30);
      sent = log.sent.map(read);
      received = log.received.map(read);
    } while (!sent.length || !idle(received, sent[0]));
    await pause(REST);
    watching.stop();
    return { begun, origin: performance.timeOrigin, regions: watching.found, sent: sent.map(told), received: received.map(told) };
  }

  const told = ({ at, bytes, header, content }) => ({ at, bytes, type: header.msg_type, date: header.date, state: content.execution_state, keys: Object.keys(content.data?.state ?? {}), method: content.data?.method });

  return { change };
})();
