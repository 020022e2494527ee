// The map: puts a drawing into the page once, then only changes classes.  No graph logic lives here: it shows what the
// kernel says, and until that has come what the page foresees (foresight.js).

const STEP = 1.25; // one zoom step
const NUDGE = 60; // px an arrow key moves the drawing
const SLACK = 5; // px a pointer may move in a click
const MARGIN = 10; // px around a fitted drawing, where signs may stand out
const LARGEST = 1.4; // CSS px for one unit of the drawing when it is fitted
const READABLE = 0.78; // CSS px for one unit of the drawing: on a small screen no smaller, the rest is reached by moving
const SMALL = "(max-width: 760px)"; // as in page.css
const QUIET = 500; // ms after a change until it is told
const LINGER = 250; // ms the why stays when the pointer leaves, so that the pointer can go to it
const [FARTHEST, NEAREST] = [0.2, 6]; // CSS px for one unit of the drawing, at most and at least
const LEGIBLE = 0.25; // CSS px for one unit of the drawing: below it words are under 3 px high, and neither they nor arrowheads are drawn

const LEGEND = [
  ["active", "on the path"],
  ["possible", "still possible"],
  ["ruled out", "ruled out"],
];
// Signs stand at a corner of a box or on a line; each is explained in the legend while it can be met.
const SIGN = { marked: "≠", lost: "⊘", differs: "Δ" };
const EXPLAINED = { marked: "sources differ", lost: LOST, differs: "differs from the pinned case", count: "steps on the path, still possible" };
const SCOPES = { case: "This case", pathway: "Pathway", whole: "Whole map" };
const STATUS = { a: "active", p: "possible", r: "ruled out" }; // as graph_view.py writes them
const PLAIN = { status: "", marked: false, lost: false, differs: "", short: "", count: "" }; // a part as it is drawn
let maps = 0; // gives each map's hint its own id

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function drawn(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

class Map_ {
  constructor(model, el) {
    this.model = model;
    this.root = make("section", { class: "ge-map", "aria-label": "Map of the pathway" });
    keepKeys(this.root);
    this.stage = make("div", { class: "ge-stage", tabindex: "0", role: "group" });
    this.tip = make("div", { class: "ge-tip", role: "tooltip", id: `ge-tip-${++maps}`, hidden: "" });
    this.twin = new Twin((id) => this.select(this.nodes.find((node) => node.dataset.id === id)));
    this.said = make("p", { class: "ge-said", role: "status" });
    this.root.append(this.bar(), this.stage, this.twin.root, this.tip, this.legend(), this.said);
    el.append(this.root);
    this.listen();
    this.draw();
    this.root.dispatchEvent(new CustomEvent("ge-which-answers", { bubbles: true })); // the form may have been there before
  }

  bar() {
    this.heading = make("span", { class: "ge-map-title" });
    this.scopes = Object.fromEntries(Object.entries(SCOPES).map(([scope, words]) => [scope, this.button(words, () => this.set("scope", scope))]));
    this.views = [this.button("Diagram", () => this.view(false)), this.button("List", () => this.view(true))];
    this.mine = this.button("My path only", () => this.hideRuledOut(!this.root.classList.contains("ge-mine")));
    this.follow = this.button("Follow the case", () => this.set("following", !this.model.get("following")), "Open the pathway where the next question lies, as the case grows");
    this.zooming = make("div", { class: "ge-map-zoom" }, this.button("−", () => this.zoom(1 / STEP), "Zoom out"), this.button("+", () => this.zoom(STEP), "Zoom in"), this.button("Fit", () => this.fit(), "Fit the map"));
    const tools = make("div", { class: "ge-map-tools" }, this.joined("Show", Object.values(this.scopes)), this.mine, this.follow, this.joined("Show as", this.views));
    this.view(false);
    this.hideRuledOut(false);
    return make("div", { class: "ge-map-bar" }, make("h2", {}, "Map: ", this.heading), this.zooming, tools);
  }

  button(text, act, title = "") {
    const made = make("button", { type: "button", ...(title && { title }), ...(title && text.length < 4 && { "aria-label": title }) }, text);
    made.addEventListener("click", act);
    return made;
  }

  joined(label, buttons) {
    return make("div", { class: "ge-map-views", role: "group", "aria-label": label }, ...buttons);
  }

  set(name, value) {
    if (this.model.get(name) === value) return;
    this.model.set(name, value);
    this.model.save_changes();
  }

  view(asList) {
    this.stage.hidden = this.zooming.hidden = asList;
    this.twin.root.hidden = !asList;
    this.views.forEach((button, place) => button.setAttribute("aria-pressed", String(asList === Boolean(place))));
    if (asList) this.list();
  }

  // The list is only kept up while it is seen.
  list() {
    if (this.twin.svg !== this.svg) this.twin.draw(this.svg);
    this.twin.paint(this.seen());
    this.twin.choose(this.model.get("selected"));
  }

  get listed() {
    return !this.twin.root.hidden;
  }

  hideRuledOut(hidden) {
    this.root.classList.toggle("ge-mine", hidden);
    this.mine.setAttribute("aria-pressed", String(hidden));
  }

  legend() {
    const items = LEGEND.map(([status, words]) => make("li", { "data-legend": status }, make("span", { class: "ge-line" }), words));
    this.explained = Object.fromEntries(Object.entries(EXPLAINED).map(([name, words]) => [name, make("li", { "data-legend": name, hidden: "" }, make("span", { class: "ge-sign", "data-sign": name, "aria-hidden": "true" }, SIGN[name] ?? "● ◐"), words)]));
    return make("ul", { class: "ge-legend", "aria-label": "Legend" }, ...items, ...Object.values(this.explained));
  }

  // Shows where the map is, and of the legend what can be met on it.
  pressed() {
    const [scope, following] = [this.model.get("scope"), this.model.get("following") === true];
    for (const [name, button] of Object.entries(this.scopes)) button.setAttribute("aria-pressed", String(name === scope));
    this.follow.setAttribute("aria-pressed", String(following));
    this.follow.hidden = this.mine.hidden = scope === "case"; // which shows the case alone, and follows it
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
    on(this.stage, "pointerleave", this.leave);
    on(this.stage, "focusout", () => this.unhint());
    on(this.tip, "pointerenter", () => clearTimeout(this.leaving));
    on(this.tip, "pointerleave", this.leave);
    on(document, "pointerdown", (event) => this.tip.contains(event.target) || this.unhint(), { capture: true });
    on(document, "keydown", this.dismiss, { capture: true });
    on(this.twin.root, "keydown", this.listKey);
    for (const name of ["pointerenter", "pointermove", "pointerleave", "focusin", "focusout"]) on(this.root, name, this.hold);
    on(document, "keydown", this.hold);
    on(document, "ge-answers", this.foresee);
    for (const name of ["pointerdown", "keydown", "change"]) on(document, name, () => (this.used = true), { capture: true });
    const [paint, pressed] = [() => this.paintOnce(), () => this.pressed()];
    this.changes = { svg: () => this.draw(), parts: paint, states: paint, answered: paint, marks: paint, lost: paint, differs: paint, counts: paint, foresight: () => (this.foresight = null), selected: () => this.choose(), title: () => this.name(), scope: pressed, following: pressed };
    for (const [name, act] of Object.entries(this.changes)) this.model.on(`change:${name}`, act);
    this.sizes = new ResizeObserver(() => this.moved || this.fit());
    this.sizes.observe(this.stage);
  }

  remove() {
    this.stop.abort();
    this.sizes.disconnect();
    clearTimeout(this.telling);
    clearTimeout(this.leaving);
    for (const [name, act] of Object.entries(this.changes)) this.model.off(`change:${name}`, act);
  }

  // -- drawing and painting --

  draw() {
    const hadFocus = this.stage.contains(document.activeElement) && document.activeElement !== this.stage;
    const listHadFocus = this.twin.root.contains(document.activeElement);
    this.unhint();
    this.held = null;
    this.svg = this.read(this.model.get("svg"));
    this.svg.setAttribute("role", "presentation");
    this.size = this.svg.viewBox.baseVal ?? { width: 1, height: 1 };
    this.parts = new Map();
    for (const part of this.svg.querySelectorAll("[data-id]")) {
      const id = part.dataset.id;
      this.parts.set(id, [...(this.parts.get(id) ?? []), part]);
    }
    this.nodes = [...this.svg.querySelectorAll("g.node[role=button]")];
    for (const node of this.nodes) node.dataset.title = node.getAttribute("aria-label");
    if (this.nodes[0]) this.nodes[0].setAttribute("tabindex", "0");
    this.stage.replaceChildren(this.svg);
    this.shown = new Map();
    if (this.listed) this.twin.draw(this.svg);
    this.told = this.nodes.length && this.drawn ? new Map() : null; // what is there at first is read by who comes to it
    this.drawn = true;
    this.name();
    this.paint();
    this.choose();
    this.fit();
    if (hadFocus && this.nodes[0]) this.focusNode(this.nodes[0]);
    if (listHadFocus) this.twin.focusStart();
  }

  // What is not a drawing, or not yet one, is shown as an empty one.
  read(text) {
    const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const drawing = root instanceof SVGSVGElement && root.viewBox.baseVal ? root : document.createElementNS("http://www.w3.org/2000/svg", "svg");
    return document.importNode(drawing, true);
  }

  name() {
    this.heading.textContent = this.model.get("title");
    this.stage.setAttribute("aria-label", `${this.model.get("title")}: diagram. Arrow keys move between the steps, Enter shows one.`);
    this.twin.root.setAttribute("aria-label", `${this.model.get("title")}: list`);
  }

  // The answers of the form beside this map have changed: the path is shown before the kernel has answered.
  foresee({ target, detail }) {
    if (!target.closest(".guideline-explorer")?.contains(this.root)) return;
    this.asked = detail;
    this.paint();
  }

  // What is foreseen, until the kernel has answered; null where that cannot be said.
  ahead() {
    if (!this.asked || same(this.asked, this.model.get("answered"))) return null;
    const [parts, rows] = [this.model.get("parts"), this.model.get("rows")];
    this.foresight ??= new Foresight(JSON.parse(this.model.get("foresight") ?? "{}"));
    return parts?.length === rows?.length ? this.foresight.states(this.asked, rows) : null;
  }

  // What came together is painted together.
  paintOnce() {
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => ((this.due = false), this.paint()));
  }

  // The path is what the eye waits for: the words wait until it is on the screen (after_path.js).
  paint() {
    const seen = this.seen();
    const changed = [...this.parts.keys()].filter((id) => this.dress(id, seen(id)));
    if (changed.length) document.gePath = new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    if (this.listed) Promise.resolve(document.gePath).then(() => this.listed && this.list());
    const met = { marked: true, lost: this.model.get("lost")?.length, differs: this.model.get("differs"), count: Object.keys(this.model.get("counts") ?? {}).length };
    for (const [name, item] of Object.entries(this.explained)) item.hidden = !met[name];
    this.pressed();
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(), QUIET);
  }

  // What the case says of a part, by its id.
  seen() {
    const [counts, differs] = ["counts", "differs"].map((name) => this.model.get(name) ?? {});
    const [parts, states] = [this.model.get("parts") ?? [], this.ahead() ?? this.model.get("states") ?? ""];
    const statuses = Object.fromEntries(parts.map((id, place) => [id, STATUS[states[place]]]));
    const [marks, lost] = ["marks", "lost"].map((name) => new Set(this.model.get(name) ?? []));
    return (id) => ({ status: statuses[id] ?? "", marked: marks.has(id), lost: lost.has(id), differs: differs[id] ?? "", short: counts[id]?.[0] ?? "", count: counts[id]?.[1] ?? "" });
  }

  // Only what has changed is touched; says whether anything has.
  dress(id, found) {
    const before = this.shown.get(id) ?? PLAIN;
    if (Object.keys(PLAIN).every((name) => before[name] === found[name])) return false;
    this.shown.set(id, found);
    const signed = before.lost !== found.lost || before.differs !== found.differs;
    for (const part of this.parts.get(id)) this.clothe(part, found, signed);
    return true;
  }

  clothe(part, found, signed) {
    mark(part, found);
    if (signed) this.sign(part, "lost", found.lost && part.matches("g.node"), 0);
    if (signed) this.sign(part, "differs", found.differs, found.lost ? 1 : 0);
    const count = part.querySelector("text.count");
    if (count) count.textContent = found.short;
    const words = said({ ...found, status: "" });
    if (!found.lost && found.status) words.unshift(found.status);
    if (part.dataset.title) part.setAttribute("aria-label", part.dataset.title + (words.length ? ` (${words.join(", ")})` : ""));
  }

  // Puts a sign at the first corner of a box, or on the middle of a line, or takes it away.
  sign(part, name, wanted, place) {
    part.querySelector(`g.sign[data-sign=${name}]`)?.remove();
    const at = wanted && this.corner(part);
    if (!at) return;
    const [x, y] = [at.x + place * 18, at.y];
    const shapes = { differs: `M${x - 9},${y}L${x},${y - 9}L${x + 9},${y}L${x},${y + 9}Z`, lost: `M${x - 8},${y - 7}H${x + 8}V${y + 7}H${x - 8}Z` };
    const sign = drawn("g", { class: "sign", "data-sign": name }, drawn("path", { d: shapes[name] }), drawn("text", { x, y: y + 4, "text-anchor": "middle" }, SIGN[name]));
    part.append(sign);
  }

  corner(part) {
    const box = part.querySelector(":scope > polygon");
    if (part.matches("g.node") && box) return box.points[0];
    const lines = [...part.querySelectorAll(":scope > path")];
    const longest = lines.sort((one, other) => other.getTotalLength() - one.getTotalLength())[0];
    return longest?.getPointAtLength(part.matches("g.node") ? 0 : longest.getTotalLength() / 2);
  }

  // Says in one sentence what changed on the map, or what a newly opened one holds.
  tell() {
    const now = new Map(this.nodes.map((node) => [node.dataset.id, node.dataset.status]));
    const before = this.told;
    this.told = now;
    if (!before || !this.used) return;
    const changed = [...now].filter(([id, status]) => before.get(id) !== status).map(([, status]) => status);
    if (!changed.length) return;
    const counts = Object.entries(STATES).map(([status, words]) => [changed.filter((one) => one === status).length, words]);
    const told = counts.filter(([count]) => count).map(([count, words], place) => (place ? `${count} ${words}` : `${count} ${count === 1 ? "step is" : "steps are"} ${before.size ? "now " : ""}${words}`));
    this.said.textContent = `${this.model.get("title")}: ${told.join(", ")}.`;
  }

  choose() {
    const chosen = this.model.get("selected");
    if (this.listed) this.twin.choose(chosen);
    for (const node of this.nodes) node.setAttribute("aria-pressed", String(node.dataset.id === chosen));
  }

  hint(target) {
    const node = target.closest?.("g.node[role=button]");
    if (!node) return this.leave();
    clearTimeout(this.leaving);
    if (node !== this.dismissed && node !== this.hinted) this.show(node);
  }

  show(node) {
    this.unhint();
    const note = this.model.get("notes")[node.dataset.id];
    if (!note || this.held?.far || node.dataset.id === this.model.get("selected")) return; // of a chosen step the advice says more
    this.hinted = node;
    node.setAttribute("aria-describedby", this.tip.id);
    this.tip.textContent = note;
    this.tip.hidden = false;
    const [box, area] = [node.getBoundingClientRect(), this.root.getBoundingClientRect()];
    const left = Math.min(Math.max(box.left - area.left, 4), Math.max(area.width - this.tip.offsetWidth - 4, 4));
    const below = box.bottom - area.top + 6;
    const fits = below + this.tip.offsetHeight < area.height;
    Object.assign(this.tip.style, { left: `${left}px`, top: `${fits ? below : box.top - area.top - this.tip.offsetHeight - 6}px` });
  }

  unhint() {
    clearTimeout(this.leaving);
    this.hinted?.removeAttribute("aria-describedby");
    this.hinted = null;
    this.dismissed = null;
    this.tip.hidden = true;
  }

  // The pointer has left a step, perhaps on its way to the why; the why of the step with the focus stays.
  leave() {
    this.dismissed = null;
    if (this.hinted?.matches(":focus-visible")) return;
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.unhint(), LINGER);
  }

  // Escape puts the why away, wherever the focus is, and nothing else.
  dismiss(event) {
    if (event.key !== "Escape" || this.tip.hidden) return;
    const node = this.hinted;
    this.unhint();
    this.dismissed = node;
    if (this.root.contains(event.target)) event.stopPropagation();
  }

  // While the reader is in the map it stays as it is; a pointer left there by someone who types elsewhere does not count.
  hold(event) {
    this.pointed = { pointerenter: true, pointermove: true, pointerleave: false, keydown: this.pointed && this.root.contains(event.target) }[event.type] ?? this.pointed;
    const focused = this.root.contains(event.type === "focusout" ? event.relatedTarget : document.activeElement);
    const held = Boolean(this.pointed || focused);
    if (held !== this.busy) this.model.send?.({ held });
    this.busy = held;
  }

  // -- moving --

  // On a small screen the map is as high as it needs and its words stay readable: the page scrolls past it.
  fit() {
    const small = matchMedia(SMALL).matches;
    const width = this.stage.clientWidth;
    const room = width - 2 * MARGIN;
    if (!width || !this.size) return;
    if (small) this.scale = Math.max(Math.min(room / this.size.width, 1), READABLE);
    this.stage.style.height = small ? `${Math.ceil(this.size.height * this.scale) + 2 * MARGIN}px` : "";
    const height = this.stage.clientHeight;
    if (!height) return;
    const whole = Math.min(room / this.size.width, (height - 2 * MARGIN) / this.size.height, LARGEST);
    if (!small) this.scale = whole < LEGIBLE ? READABLE : whole; // what would be too small to read is reached by moving
    this.x = (width - this.size.width * this.scale) / 2;
    if (this.x < 0) this.x = this.startsAt(width);
    this.y = Math.max((height - this.size.height * this.scale) / 2, MARGIN);
    this.moved = false;
    this.place();
  }

  // Where the drawing begins when it is wider than its place: with its first step in view.
  startsAt(width) {
    const first = this.nodes[0]?.getBBox();
    if (!first) return 0;
    const middle = (first.x + first.width / 2 - this.size.x) * this.scale;
    return Math.min(Math.max(width / 2 - middle, width - this.size.width * this.scale), 0);
  }

  zoom(wanted, x = this.stage.clientWidth / 2, y = this.stage.clientHeight / 2) {
    const factor = Math.min(Math.max(this.scale * wanted, FARTHEST), NEAREST) / this.scale;
    this.x = x - (x - this.x) * factor;
    this.y = y - (y - this.y) * factor;
    this.scale *= factor;
    this.moved = true;
    this.place();
  }

  place() {
    Object.assign(this.svg.style, { width: `${this.size.width * this.scale}px`, height: `${this.size.height * this.scale}px` });
    this.svg.style.transform = `translate(${this.x}px, ${this.y}px)`;
    this.stage.classList.toggle("ge-far", this.scale < LEGIBLE);
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
    this.unhint();
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
    if (!node) return;
    if (!this.listed) this.focusNode(node);
    this.unhint();
    const id = node.dataset.id;
    this.set("selected", this.model.get("selected") === id ? "" : id);
  }

  focusNode(node) {
    for (const other of this.nodes) other.setAttribute("tabindex", other === node ? "0" : "-1");
    node.focus({ preventScroll: true });
  }

  listKey(event) {
    if (event.key !== "Escape" || !this.model.get("selected")) return this.keep(event);
    this.select(this.nodes.find((node) => node.dataset.id === this.model.get("selected")));
    event.stopPropagation();
  }

  key(event) {
    const nodes = this.nodes.filter((node) => getComputedStyle(node).display !== "none");
    const at = nodes.indexOf(document.activeElement);
    const acts = { "+": () => this.zoom(STEP), "=": () => this.zoom(STEP), "-": () => this.zoom(1 / STEP), 0: () => this.fit() };
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step && event.shiftKey) this.nudge(event.key);
    else if (step) this.focusNode(nodes[Math.min(Math.max(at + step, 0), nodes.length - 1)]);
    else if ((event.key === "Enter" || event.key === " ") && at >= 0) this.select(nodes[at]);
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
