// The map: puts a drawing into the page once, then only changes classes.  No graph logic lives here.

const STEP = 1.25; // one zoom step
const NUDGE = 60; // px an arrow key moves the drawing
const SLACK = 5; // px a pointer may move in a click
const LARGEST = 1.6; // CSS px for one unit of the drawing when it is fitted

const LEGEND = [
  ["active", "on the path"],
  ["possible", "still possible"],
  ["ruled out", "ruled out"],
];

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

class Map_ {
  constructor(model, el) {
    this.model = model;
    this.root = make("section", { class: "ge-map", "aria-label": "Map of the pathway", "data-lm-suppress-shortcuts": "true" });
    this.stage = make("div", { class: "ge-stage", tabindex: "0", role: "group" });
    this.tip = make("div", { class: "ge-tip", role: "tooltip", hidden: "" });
    this.root.append(this.bar(), this.stage, this.tip, this.legend());
    el.append(this.root);
    this.listen();
    this.draw();
  }

  bar() {
    this.heading = make("h2", { class: "ge-map-title" });
    const tools = make("div", { class: "ge-map-tools" });
    const button = (text, label, act) => {
      const made = make("button", { type: "button", "aria-label": label, title: label }, text);
      made.addEventListener("click", act);
      tools.append(made);
    };
    button("−", "Zoom out", () => this.zoom(1 / STEP));
    button("+", "Zoom in", () => this.zoom(STEP));
    button("Fit", "Fit the map", () => this.fit());
    return make("div", { class: "ge-map-bar" }, this.heading, tools);
  }

  legend() {
    const items = LEGEND.map(([status, words]) => make("li", { "data-legend": status }, make("span", { class: "ge-line" }), words));
    const mark = make("li", {}, make("b", {}, "≠ "), "sources differ");
    return make("ul", { class: "ge-legend", "aria-label": "Legend" }, ...items, mark);
  }

  listen() {
    this.stop = new AbortController();
    const on = (target, name, act, more = {}) => target.addEventListener(name, act.bind(this), { signal: this.stop.signal, ...more });
    on(this.stage, "pointerdown", this.grab);
    on(this.stage, "pointermove", this.drag);
    on(this.stage, "pointerup", this.drop);
    on(this.stage, "pointercancel", this.drop);
    on(this.stage, "wheel", this.wheel, { passive: false });
    on(this.stage, "keydown", this.key);
    on(this.stage, "pointerover", (event) => this.hint(event.target));
    on(this.stage, "focusin", (event) => this.hint(event.target));
    on(this.stage, "pointerleave", () => (this.tip.hidden = true));
    on(this.stage, "focusout", () => (this.tip.hidden = true));
    this.changes = { svg: () => this.draw(), status: () => this.paint(), marks: () => this.paint(), selected: () => this.choose(), title: () => this.name() };
    for (const [name, act] of Object.entries(this.changes)) this.model.on(`change:${name}`, act);
    this.sizes = new ResizeObserver(() => this.moved || this.fit());
    this.sizes.observe(this.stage);
  }

  remove() {
    this.stop.abort();
    this.sizes.disconnect();
    for (const [name, act] of Object.entries(this.changes)) this.model.off(`change:${name}`, act);
  }

  // -- drawing and painting --

  draw() {
    const page = new DOMParser().parseFromString(this.model.get("svg"), "image/svg+xml");
    this.svg = document.importNode(page.documentElement, true);
    this.svg.setAttribute("role", "presentation");
    this.size = this.svg.viewBox.baseVal;
    this.shown = new Map();
    this.parts = new Map();
    for (const part of this.svg.querySelectorAll("[data-id]")) {
      const id = part.dataset.id;
      this.parts.set(id, [...(this.parts.get(id) ?? []), part]);
    }
    this.nodes = [...this.svg.querySelectorAll("g.node[role=button]")];
    for (const node of this.nodes) node.dataset.title = node.getAttribute("aria-label");
    if (this.nodes[0]) this.nodes[0].setAttribute("tabindex", "0");
    this.stage.replaceChildren(this.svg);
    this.name();
    this.paint();
    this.choose();
    this.fit();
  }

  name() {
    this.heading.textContent = this.model.get("title");
    this.stage.setAttribute("aria-label", `${this.model.get("title")}: diagram. Arrow keys move between the steps, Enter shows one.`);
  }

  paint() {
    const marks = new Set(this.model.get("marks"));
    for (const [id, status] of Object.entries(this.model.get("status"))) {
      const look = `${status}${marks.has(id) ? " ≠" : ""}`;
      if (this.shown.get(id) === look) continue;
      this.shown.set(id, look);
      for (const part of this.parts.get(id) ?? []) this.dress(part, status, marks.has(id));
    }
  }

  dress(part, status, marked) {
    part.setAttribute("data-status", status);
    part.toggleAttribute("data-marked", marked);
    if (part.dataset.title) part.setAttribute("aria-label", `${part.dataset.title} (${status}${marked ? ", sources differ" : ""})`);
  }

  choose() {
    const chosen = this.model.get("selected");
    for (const node of this.nodes) node.setAttribute("aria-pressed", String(node.dataset.id === chosen));
  }

  hint(target) {
    const node = target.closest?.("g.node[role=button]");
    const note = node && this.model.get("notes")[node.dataset.id];
    this.tip.hidden = !note;
    if (!note) return;
    this.tip.textContent = note;
    const [box, area] = [node.getBoundingClientRect(), this.root.getBoundingClientRect()];
    const left = Math.min(Math.max(box.left - area.left, 4), Math.max(area.width - this.tip.offsetWidth - 4, 4));
    const below = box.bottom - area.top + 6;
    const fits = below + this.tip.offsetHeight < area.height;
    Object.assign(this.tip.style, { left: `${left}px`, top: `${fits ? below : box.top - area.top - this.tip.offsetHeight - 6}px` });
  }

  // -- moving --

  fit() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!width || !height || !this.size) return;
    this.scale = Math.min(width / this.size.width, height / this.size.height, LARGEST);
    this.x = (width - this.size.width * this.scale) / 2;
    this.y = (height - this.size.height * this.scale) / 2;
    this.moved = false;
    this.place();
  }

  zoom(factor, x = this.stage.clientWidth / 2, y = this.stage.clientHeight / 2) {
    this.x = x - (x - this.x) * factor;
    this.y = y - (y - this.y) * factor;
    this.scale *= factor;
    this.moved = true;
    this.place();
  }

  place() {
    Object.assign(this.svg.style, { width: `${this.size.width * this.scale}px`, height: `${this.size.height * this.scale}px` });
    this.svg.style.transform = `translate(${this.x}px, ${this.y}px)`;
  }

  grab(event) {
    if (event.button) return;
    this.held = { x: event.clientX, y: event.clientY, fromX: this.x, fromY: this.y, node: event.target.closest("g.node[role=button]"), far: false };
    this.stage.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.held) return;
    const [dx, dy] = [event.clientX - this.held.x, event.clientY - this.held.y];
    this.held.far ||= Math.hypot(dx, dy) > SLACK;
    if (!this.held.far) return;
    [this.x, this.y, this.moved] = [this.held.fromX + dx, this.held.fromY + dy, true];
    this.place();
  }

  drop(event) {
    const held = this.held;
    this.held = null;
    if (event.type === "pointerup" && held && !held.far && held.node) this.select(held.node);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.stage.getBoundingClientRect();
    this.zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1, event.clientX - box.left, event.clientY - box.top);
  }

  select(node) {
    this.focusNode(node);
    this.tip.hidden = true;
    const id = node.dataset.id;
    this.model.set("selected", this.model.get("selected") === id ? "" : id);
    this.model.save_changes();
  }

  focusNode(node) {
    for (const other of this.nodes) other.setAttribute("tabindex", other === node ? "0" : "-1");
    node.focus({ preventScroll: true });
  }

  key(event) {
    const at = this.nodes.indexOf(document.activeElement);
    const acts = { "+": () => this.zoom(STEP), "=": () => this.zoom(STEP), "-": () => this.zoom(1 / STEP), 0: () => this.fit() };
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step && event.shiftKey) this.nudge(event.key);
    else if (step) this.focusNode(this.nodes[Math.min(Math.max(at + step, 0), this.nodes.length - 1)]);
    else if ((event.key === "Enter" || event.key === " ") && at >= 0) this.select(this.nodes[at]);
    else if (event.key === "Escape" && this.model.get("selected")) this.select(this.nodes.find((n) => n.dataset.id === this.model.get("selected")) ?? this.nodes[0]);
    else if (acts[event.key]) acts[event.key]();
    else return this.keep(event);
    event.preventDefault();
    event.stopPropagation();
  }

  // JupyterLab's own keys stay out of the map; the browser's stay in.
  keep(event) {
    if (event.key !== "Tab") event.stopPropagation();
  }

  nudge(key) {
    this.x += { ArrowLeft: NUDGE, ArrowRight: -NUDGE }[key] ?? 0;
    this.y += { ArrowUp: NUDGE, ArrowDown: -NUDGE }[key] ?? 0;
    this.moved = true;
    this.place();
  }
}

function render({ model, el }) {
  const map = new Map_(model, el);
  return () => map.remove();
}

export default { render };
