// The twin of the map: the same steps, ways and states as a list of words.  It is built from the drawing's own data.

const KINDS = { do: "Do", consider: "Consider", test: "Find out", avoid: "Avoid", caution: "Caution", note: "Note", decision: "Decide", handover: "Go on in" };
const WORDS_ONLY = ["silent", "stage"]; // what cannot be chosen
const STATES = { active: "on the path", possible: "still possible", "ruled out": "ruled out" };
const SIGNS = { active: "●", possible: "◐", "ruled out": "○" };

const LOST = "not supported by the chosen sources";

// All that is said of a part beside its name: its state, what is counted in it, where sources differ, what differs.
function said({ status, marked, lost, differs, count }) {
  return [lost ? LOST : STATES[status], count, marked && "sources differ", differs].filter(Boolean);
}

// Only what has changed is touched.
function mark(element, found) {
  if (element.getAttribute("data-status") !== found.status) element.setAttribute("data-status", found.status);
  for (const name of ["marked", "lost", "differs"]) if (element.hasAttribute(`data-${name}`) !== Boolean(found[name])) element.toggleAttribute(`data-${name}`);
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

class Twin {
  constructor(select) {
    this.root = make("div", { class: "ge-twin", role: "group", hidden: "" });
    this.root.addEventListener("click", (event) => {
      const step = event.target.closest("button[data-step]");
      if (step) select(step.dataset.step);
    });
  }

  draw(svg) {
    this.svg = svg;
    this.steps = new Map([...svg.querySelectorAll("g.node")].map((node) => [node.dataset.id, node.dataset]));
    this.ways = new Map([...this.steps.keys()].map((id) => [id, []]));
    for (const edge of svg.querySelectorAll("g.edge")) this.ways.get(edge.dataset.from)?.push(edge.dataset);
    this.parts = new Map();
    this.seen = new Set();
    const reached = new Set([...this.ways.values()].flat().filter((way) => way.kind !== "return").map((way) => way.to));
    const starts = [...this.steps.keys()].filter((id) => !reached.has(id));
    this.root.replaceChildren(...starts.map((id) => this.chain(id)));
  }

  // Steps that follow one another stand below one another; only a choice goes one level deeper.
  chain(id) {
    const list = make("ol", { class: "ge-chain" });
    for (let way = null; ; way = this.ways.get(id)[0], id = way.to) {
      const again = this.seen.has(id);
      const item = make("li", {}, ...(way ? [this.way(way)] : []), this.step(id, again));
      list.append(item);
      this.seen.add(id);
      const onward = this.ways.get(id);
      if (again || !onward.length) return list;
      if (onward.length === 1 && !onward[0].label && onward[0].kind !== "return") continue;
      item.append(make("ul", { class: "ge-ways" }, ...onward.map((one) => this.branch(one))));
      return list;
    }
  }

  branch(way) {
    return make("li", {}, this.way(way), way.kind === "return" ? this.step(way.to, true) : this.chain(way.to));
  }

  way(way) {
    const line = make("span", { class: "ge-way" }, way.kind === "return" ? `↺ ${way.label || "back"}` : way.label || "then", " ");
    const state = make("span", { class: "ge-state" });
    line.append(state);
    this.keep(way.id, (found) => {
      line.hidden = !way.label && !found.differs && found.status === this.steps.get(way.to).status; // a way without words says what its step says
      mark(line, found);
      this.write(state, said(found).join(", "));
    });
    return line;
  }

  step(id, again) {
    const { name, kind } = this.steps.get(id);
    const title = [make("span", { class: "ge-kind" }, KINDS[kind] ?? ""), " ", make("span", { class: "ge-words" }, name), again ? " (shown above)" : "", " "];
    const state = make("span", { class: "ge-state" });
    const row = WORDS_ONLY.includes(kind) ? make("span", { class: "ge-step" }, ...title) : make("button", { type: "button", class: "ge-step", "data-step": id }, ...title);
    row.append(state);
    row.dataset.kind = kind;
    const sign = make("span", { "aria-hidden": "true" });
    const words = make("span");
    state.append(sign, words);
    this.keep(id, (found) => {
      mark(row, found);
      this.write(sign, `${found.lost ? "⊘" : SIGNS[found.status] ?? ""}${found.marked ? " ≠" : ""}${found.differs ? " Δ" : ""} `);
      this.write(words, said(found).join(", "));
    });
    return row;
  }

  write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  keep(id, act) {
    this.parts.set(id, [...(this.parts.get(id) ?? []), act]);
  }

  paint(seen) {
    for (const [id, acts] of this.parts) for (const act of acts) act(seen(id));
  }

  choose(chosen) {
    for (const row of this.root.querySelectorAll("button[data-step]:not([data-kind=handover])")) row.setAttribute("aria-pressed", String(row.dataset.step === chosen));
  }

  focusStart() {
    this.root.querySelector("button")?.focus({ preventScroll: true });
  }
}

