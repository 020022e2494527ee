// What the page has to say to Python: one message at a time, and of changes that wait together only the last.
// Until Python is ready, and again when it had to be started anew, everything waits here.

export class Outbox {
  // post: takes a message.
  constructor(post) {
    Object.assign(this, { post, waiting: [], isReady: false, isBusy: false });
  }

  add(model, data) {
    const last = this.waiting.at(-1);
    const joins = last?.model === model && last.data.method === "update" && data.method === "update";
    if (joins) Object.assign(last.data.state, data.state);
    else this.waiting.push({ model, data: data.state ? { ...data, state: { ...data.state } } : data });
    this.next();
  }

  next() {
    if (!this.isReady || this.isBusy || !this.waiting.length) return;
    this.isBusy = true;
    this.post(this.waiting.shift());
  }

  ready() {
    this.isReady = true;
    this.next();
  }

  done() {
    this.isBusy = false;
    this.next();
  }

  // Python is gone: a new one is told all that the page has set, by the number of each model.
  startAgain(models) {
    Object.assign(this, { waiting: [], isReady: false, isBusy: false });
    for (const [number, { own }] of models) {
      if (Object.keys(own).length) this.add(number, { method: "update", state: own, buffer_paths: [] });
    }
  }
}
