// The twin of the map: the same steps, ways and states as a list of words.  It is built from the drawing's own data.

const KINDS = { do: "Do", consider: "Consider", test: "Find out", avoid: "Avoid", caution: "Caution", note: "Note", decision: "Decide", handover: "Go on in" };
const STATES = { active: "on the path", possible: "still possible", "ruled out": "ruled out" };
const SIGNS = { active: "●", possible: "◐", "ruled out": "○" };

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
    this.keep(way.id, (status) => {
      line.hidden = !way.label && status === this.steps.get(way.to).status; // a way without words says what its step says
      if (line.dataset.status === status) return;
      line.dataset.status = status;
      state.textContent = STATES[status] ?? "";
    });
    return line;
  }

  step(id, again) {
    const { name, kind } = this.steps.get(id);
    const words = [make("span", { class: "ge-kind" }, KINDS[kind] ?? ""), " ", make("span", { class: "ge-words" }, name), again ? " (shown above)" : "", " "];
    const state = make("span", { class: "ge-state" });
    const row = kind === "silent" ? make("span", { class: "ge-step" }, ...words) : make("button", { type: "button", class: "ge-step", "data-step": id }, ...words);
    row.append(state);
    row.dataset.kind = kind;
    this.keep(id, (status, marked) => {
      if (row.dataset.status === status && row.hasAttribute("data-marked") === marked) return;
      row.dataset.status = status;
      row.toggleAttribute("data-marked", marked);
      state.replaceChildren(make("span", { "aria-hidden": "true" }, `${SIGNS[status] ?? ""} `), `${STATES[status] ?? ""}${marked ? ", ≠ sources differ" : ""}`);
    });
    return row;
  }

  keep(id, act) {
    this.parts.set(id, [...(this.parts.get(id) ?? []), act]);
  }

  paint(statuses, marks) {
    for (const [id, acts] of this.parts) for (const act of acts) act(statuses[id] ?? "", marks.has(id));
  }

  choose(chosen) {
    for (const row of this.root.querySelectorAll("button[data-step]:not([data-kind=handover])")) row.setAttribute("aria-pressed", String(row.dataset.step === chosen));
  }

  focusStart() {
    this.root.querySelector("button")?.focus({ preventScroll: true });
  }
}

