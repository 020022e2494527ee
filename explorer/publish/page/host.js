// The page around the dashboard: opens the widgets as they were written down, starts Python, and carries messages.
import { Model } from "./model.js";
import { Outbox } from "./outbox.js";

const STEPS = ["Starting Python …", "Opening the libraries …", "Opening the guideline …", "Working out the advice …"];
const MOST_STARTS = 3;
const NO_PYTHON = "The advice, the reports and the comparison need WebAssembly, which this browser does not offer. The form, the map and its list work.";
const GAVE_UP = "The advice, the reports and the comparison cannot be worked out here: Python could not be started, perhaps for lack of memory. The form, the map and its list work; loading the page again may help.";

export class Host {
  // opening: what was written down; files: how the files of the page are reached (start.js).
  constructor(opening, files) {
    Object.assign(this, { opening, files, starts: 0, gone: new AbortController() });
    this.outbox = new Outbox((message) => this.worker.postMessage({ take: JSON.stringify(message) }));
    this.models = new Map(Object.entries(opening.models).map(([number, state]) => [number, this.model(number, state)]));
  }

  model(number, state) {
    return new Model(state, (kind, content) => {
      if (!this.outbox.isReady) document.body.classList.add("ge-waiting");
      this.outbox.add(number, kind === "update" ? { method: "update", state: content, buffer_paths: [] } : { method: "custom", content });
    });
  }

  async show(el) {
    await this.render(this.opening.root, el, this.gone.signal);
    this.start();
  }

  // -- what a widget's program is given --

  async render(number, el, signal) {
    const model = this.models.get(number);
    const program = (await import(this.files.addressOf(this.opening.programs[model.get("kind")]))).default;
    const host = { getModel: async (name) => this.models.get(numberIn(name)), getWidget: async (name) => this.widget(numberIn(name)) };
    const given = { model, el, signal, host };
    const widget = typeof program === "function" ? await program() : program;
    await widget.initialize?.(given);
    const clear = await widget.render?.(given);
    if (clear) signal.addEventListener("abort", clear, { once: true });
  }

  widget(number) {
    return { render: ({ el, signal = this.gone.signal }) => this.render(number, el, signal) };
  }

  // -- Python --

  async start() {
    if (typeof WebAssembly !== "object") return this.say(NO_PYTHON);
    this.starts += 1;
    this.step(0);
    this.worker = await this.files.workerOf("kernel.js");
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (event) => (event.preventDefault?.(), this.lost());
    this.worker.postMessage({ start: Object.fromEntries(this.opening.files.map((name) => [name, this.files.fileOf(name)])) });
  }

  // Python is gone, with all it knew; the case is kept here and given to the next one.
  lost() {
    this.worker.terminate();
    document.body.classList.add("ge-waiting");
    this.outbox.startAgain(this.models);
    if (this.starts < MOST_STARTS) this.start();
    else this.say(GAVE_UP);
  }

  hear({ step, ready, done, said, buffers, lost }) {
    if (step) this.step(step);
    if (said) this.receive(JSON.parse(said), buffers);
    if (ready) this.ready();
    if (done) this.outbox.done(), this.settle();
    if (lost) this.lost();
  }

  receive({ type, model: number, data }, buffers) {
    const model = this.models.get(number);
    if (type !== "comm_msg" || !model) return; // how widgets open is known already
    if (data.method === "update") model.change(data.state);
    if (data.method === "custom") model.emit("msg:custom", data.content, buffers.map((each) => new DataView(each.buffer)));
  }

  ready() {
    this.starts = 0;
    document.getElementById("working").hidden = true;
    this.outbox.ready();
    this.settle();
  }

  // The words are those of the case again, once they are on the screen: they come after the path (after_path.js).
  async settle() {
    document.body.classList.toggle("ge-ready", this.outbox.isReady);
    await document.gePath;
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    if (this.outbox.isReady && !this.outbox.isBusy) document.body.classList.remove("ge-waiting");
  }

  step(number) {
    const progress = document.querySelector("#working progress");
    document.getElementById("working").hidden = progress.hidden = false;
    progress.max = STEPS.length;
    progress.value = number + 1;
    this.tell(STEPS[number]);
  }

  say(words) {
    document.getElementById("working").hidden = false;
    document.querySelector("#working progress").hidden = true;
    document.body.classList.add("ge-alone");
    this.tell(words);
  }

  tell(words) {
    document.querySelector("#working span").textContent = words;
  }
}

const numberIn = (name) => name.replace(/^(anywidget:|IPY_MODEL_)/, "");
