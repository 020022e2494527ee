// A widget's state as its program sees it: what anywidget's front-end module specification promises of a model,
// with the names and the events of the Jupyter widgets it comes from.

const equal = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class Model {
  // state: what the widget says of itself; tell(kind, content): takes what the page says, "update" or "custom".
  constructor(state, tell) {
    Object.assign(this, { state: { ...state }, tell, listeners: new Map(), unsaved: new Set(), own: {} });
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    if (equal(this.state[name], value)) return;
    this.unsaved.add(name);
    this.change({ [name]: value });
  }

  save_changes() {
    if (!this.unsaved.size) return;
    const changed = Object.fromEntries([...this.unsaved].map((name) => [name, this.state[name]]));
    this.unsaved.clear();
    Object.assign(this.own, changed);
    this.tell("update", changed);
  }

  send(content) {
    this.tell("custom", content);
  }

  on(name, act) {
    for (const each of name.split(" ")) this.listeners.set(each, [...(this.listeners.get(each) ?? []), act]);
  }

  off(name, act) {
    const names = name ? name.split(" ") : [...this.listeners.keys()];
    for (const each of names) this.listeners.set(each, act ? (this.listeners.get(each) ?? []).filter((one) => one !== act) : []);
  }

  // All that comes together is set before anybody is told.
  change(state) {
    const names = Object.keys(state).filter((name) => !equal(this.state[name], state[name]));
    for (const name of names) this.state[name] = state[name];
    for (const name of names) this.emit(`change:${name}`, this, this.state[name]);
    if (names.length) this.emit("change", this);
  }

  emit(name, ...told) {
    for (const act of [...(this.listeners.get(name) ?? [])]) act(...told);
  }
}
