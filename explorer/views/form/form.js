// The form of a case: every parameter once, as native labelled controls, drawn once; later only what changed is touched.
//
// The model keeps groups (what can be asked), answers (parameter → text; absent = not known), messages, assumed,
// ask (what matters now, in order) and idle (what cannot matter for this case).  Answers are parsed by the kernel only.
//
// Nothing moves under the reader's hands.  The control in use never changes its place; in "What matters now" what
// stands above it stays; a group in use keeps its order until it is left.  Everything shown is set as text, never as HTML.

const NOW = 5; // questions shown under "What matters now"
const PAUSE = 800; // ms without a key after which a typed number is taken
const STEPS = 200; // answers that undo remembers
const SOON = 50; // ms after which an answer is marked as given, if the kernel has not answered before
const HELD = 1000; // ms after which a pointer that was pressed counts as released
const LATE = 1500; // ms after which the page says that the kernel has not read the answers yet
const SETTLED = 250; // ms without a change after which the address follows; browsers write it slowly
const LIFTED = "unknown"; // said of an assumption: not even assumed
const SERVER = /^(token$|reset$|voila-)/; // address parts that belong to the server, not to the case
const DASHBOARD = ".guideline-explorer"; // what is pressed in one dashboard of a page is not meant for another
const TRACKING = /^(utm_|fbclid$|gclid$|msclkid$|mc_|ref$)/; // what mail programs and other sites add to a link
const SPELLINGS = { true: "yes", false: "no", 1: "yes", 0: "no" }; // of yes and no, as the kernel takes them
let forms = 0;
const ANSWER_KEYS = { y: "yes", n: "no", "?": "" };

const own = (record, key) => (Object.hasOwn(record, key) ? record[key] : undefined);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

// ---- Controls: { element, focus(), read(), write(text) }; the empty text is "nothing said" ----

function nothingSaid(parameter) {
  const assumed = parameter.options.find(([name]) => name === parameter.assume);
  return assumed ? `Assumed: ${assumed[1].toLowerCase()}` : "Not known";
}

const lifting = (parameter) => (parameter.assume ? [[LIFTED, "Not known"]] : []);

function makeSegments(parameter, id) {
  const choices = [...parameter.options, ...lifting(parameter), ["", nothingSaid(parameter)]];
  const radios = choices.map(([name]) => make("input", { type: "radio", name: id, value: name, autocomplete: "off" }));
  const labels = choices.map(([, label], i) => make("label", {}, radios[i], make("span", {}, label)));
  const legend = make("legend", { id: `${id}-question` }, parameter.question);
  const segments = make("div", { class: "ge-form-segments", title: "Keys: y, n, ?" }, ...labels);
  return {
    element: make("fieldset", { role: "radiogroup", "aria-labelledby": legend.id }, legend, segments),
    focus: () => (radios.find((radio) => radio.checked) ?? radios[0]).focus({ preventScroll: true }),
    read: () => radios.find((radio) => radio.checked)?.value ?? "",
    write: (text) => radios.forEach((radio) => (radio.checked = radio.value === text)), // none, if it is no answer
  };
}

function makeSelect(parameter) {
  const choices = [["", nothingSaid(parameter)], ...parameter.options, ...lifting(parameter)];
  const element = make("select", { autocomplete: "off" }, ...choices.map(([value, label]) => make("option", { value }, label)));
  return {
    element,
    focus: () => element.focus({ preventScroll: true }),
    read: () => element.value,
    write: (text) => (element.selectedIndex = choices.findIndex(([name]) => name === text)), // -1, if it is no answer
  };
}

function makeInput(parameter) {
  const inputmode = parameter.kind === "integer" ? "numeric" : "decimal";
  const element = make("input", { type: "text", inputmode, autocomplete: "off", spellcheck: "false", maxlength: 40 });
  element.placeholder = "Not known";
  return {
    element,
    focus: () => element.focus({ preventScroll: true }),
    read: () => element.value.trim(),
    write: (text) => element.value.trim() === text || (element.value = text),
  };
}

// ---- One parameter: its question, control, range, help and message ----

class Item {
  constructor(parameter, group, form) {
    Object.assign(this, { parameter, group, shown: "", id: `${form}-${parameter.id}` });
    this.control = this.makeControl();
    this.help = this.makeHelp();
    this.element = make("div", { class: "ge-form-item", "data-item": parameter.id }, ...this.parts());
    this.stub = this.makeWay("ge-form-stub", make("span", {}, "asked above"));
    this.pointer = this.makeWay("ge-form-pointer");
    this.words = plain([parameter.id, parameter.label, parameter.question, parameter.help, ...parameter.options.flat()].join(" "));
    this.control.element.dataset.parameter = parameter.id;
    this.control.write("");
    this.describe();
  }

  makeControl() {
    if (this.parameter.kind === "yes/no") return makeSegments(this.parameter, this.id);
    const control = this.parameter.kind === "choice" ? makeSelect(this.parameter) : makeInput(this.parameter);
    control.element.id = this.id;
    return control;
  }

  makeHelp() {
    const lines = this.parameter.options.filter(([, , help]) => help).map(([, label, help]) => `${label}: ${help}`);
    const texts = [this.parameter.help, ...lines].filter(Boolean);
    return texts.length ? make("div", { class: "ge-form-help", id: `${this.id}-help` }, ...texts.map((t) => make("p", {}, t))) : null;
  }

  parts() {
    const { question, range, unit } = this.parameter;
    const segmented = this.parameter.kind === "yes/no";
    const label = segmented ? null : make("label", { for: this.id }, question);
    const limits = range ? `${range[0]} to ${range[1]}${unit ? ` ${unit}` : ""}` : null;
    this.range = limits ? make("span", { class: "ge-form-range", id: `${this.id}-range` }, limits) : null;
    const line = make("div", { class: "ge-form-line" }, this.control.element, this.range);
    return [label, line, this.help && this.makeHelpButton(), this.help];
  }

  makeHelpButton() {
    const button = make("button", { type: "button", class: "ge-form-help-button", "aria-expanded": "false" }, "?");
    button.setAttribute("aria-controls", this.help.id);
    button.setAttribute("aria-label", `Help: ${this.parameter.label}`);
    button.addEventListener("click", () => {
      const open = this.element.classList.toggle("ge-form-explained");
      button.setAttribute("aria-expanded", String(open));
    });
    return button;
  }

  // A button that leads to this question from elsewhere.
  makeWay(name, ...more) {
    const button = make("button", { type: "button", class: name }, more.length ? `${this.parameter.label} ` : this.parameter.label, ...more);
    button.addEventListener("click", () => this.reveal());
    return button;
  }

  describe() {
    const parts = [this.note, this.range, this.help].filter(Boolean).map((part) => part.id);
    if (parts.length) this.control.element.setAttribute("aria-describedby", parts.join(" "));
    else this.control.element.removeAttribute("aria-describedby");
  }

  show(answer, isAssumed) {
    const text = answer === LIFTED && !this.parameter.assume ? "" : answer;
    if (text !== this.shown) this.control.write(text);
    this.shown = text;
    this.element.classList.toggle("ge-form-known", this.isKnown());
    this.element.classList.toggle("ge-form-assumed", isAssumed);
  }

  // At once, and with what was typed and not yet taken.
  empty() {
    this.control.write("");
    this.shown = "";
  }

  isKnown() {
    return this.shown !== "" && this.shown !== LIFTED && !this.note;
  }

  say(message = "") {
    if (message === (this.note?.textContent ?? "")) return;
    this.note?.remove();
    this.note = message ? make("p", { class: "ge-form-message", id: `${this.id}-message`, role: "alert" }, message) : null;
    if (this.note) this.element.querySelector(".ge-form-line").after(this.note);
    this.control.element.setAttribute("aria-invalid", String(Boolean(message)));
    this.describe();
  }

  unfold() {
    for (let place = this.element.parentElement; place; place = place.parentElement) if (place.matches?.("details")) place.open = true;
  }

  reveal() {
    this.unfold();
    this.element.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    this.control.focus();
    this.element.classList.remove("ge-form-found");
    void this.element.offsetWidth; // starts the highlight again
    this.element.classList.add("ge-form-found");
  }
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// ---- A group: its items in the guideline's order, and a fold for those that do not matter ----

class Group {
  constructor({ id, title, help, parameters }, form) {
    this.items = parameters.map((parameter) => new Item(parameter, this, form));
    this.list = make("div", { class: "ge-form-list" });
    this.folded = make("div", { class: "ge-form-list" });
    this.foldTitle = make("summary");
    this.fold = make("details", { class: "ge-form-fold", hidden: "" }, this.foldTitle, this.folded);
    this.count = make("span", { class: "ge-form-count" });
    const summary = make("summary", {}, make("span", { class: "ge-form-group-title" }, title), " ", this.count);
    this.element = make("details", { class: "ge-form-group", "data-group": id }, summary, help && make("p", {}, help), this.list, this.fold);
  }

  tell() {
    write(this.count, `${this.items.filter((item) => item.isKnown()).length} of ${this.items.length} known`);
    const away = this.items.filter((item) => this.folded.contains(item.element));
    const known = away.filter((item) => item.isKnown()).length;
    write(this.foldTitle, `Does not matter for this case (${away.length}${known ? `, ${known} answered` : ""})`);
    this.fold.hidden = !away.length;
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Puts exactly these children into a place, touching only those that are not where they belong.
function fill(place, wanted) {
  const keep = new Set(wanted);
  for (const child of [...place.children]) if (!keep.has(child)) child.remove();
  let next = place.firstChild;
  for (const child of wanted) {
    if (child === next) next = next.nextSibling;
    else place.insertBefore(child, next);
  }
}

function scrollerOf(element) {
  for (let place = element.parentElement; place; place = place.parentElement) {
    if (place.scrollHeight > place.clientHeight && /auto|scroll/.test(getComputedStyle(place).overflowY)) return place;
  }
  return document.scrollingElement;
}

// ---- The form ----

class Form {
  constructor(model, root) {
    const form = `ge-form-${++forms}`;
    Object.assign(this, { model, root, id: form, past: [], future: [], good: {}, unfolded: new Set(), visited: new Set(), at: null, typing: null, pause: 0 });
    this.last = model.get("answers");
    this.standalone = document.body.dataset.guidelineExplorer !== undefined;
    this.groups = model.get("groups").map((group) => new Group(group, form));
    this.items = new Map(this.groups.flatMap((group) => group.items).map((item) => [item.parameter.id, item]));
    this.build(form);
    this.listen();
    keepKeys(root);
    if (this.standalone) this.readAddress();
    this.show();
  }

  build(form) {
    this.now = make("div", { class: "ge-form-list" });
    this.settled = make("p", { class: "ge-form-hint" }, "No open question changes the advice for this case.");
    const title = make("h3", { id: `${form}-now` }, "What matters now");
    this.hint = make("p", { class: "ge-form-hint" }, "Answer what you know; leave the rest. The order follows your answers.");
    this.nowSection = make("section", { class: "ge-form-now", "aria-labelledby": `${form}-now` }, title, this.hint, this.now, this.settled);
    this.root.classList.add("ge-form");
    this.root.dataset.lmSuppressShortcuts = "true"; // for JupyterLab: see key()
    this.root.append(this.makeBar(), ...this.makeLinkNotes(), this.nowSection, this.makeSearch(form), ...this.groups.map((g) => g.element));
  }

  makeBar() {
    const button = (text, act) => {
      const made = make("button", { type: "button" }, text);
      made.addEventListener("click", () => act.call(this));
      return made;
    };
    this.undoButton = button("Undo", this.undo);
    this.redoButton = button("Redo", this.redo);
    this.clearButton = button("Clear", this.clear);
    this.copyButton = this.standalone ? button("Copy link", this.copyLink) : null;
    this.said = make("span", { class: "ge-form-said", role: "status" });
    return make("div", { class: "ge-form-bar" }, make("h2", {}, "The case"), this.undoButton, this.redoButton, this.clearButton, this.copyButton, this.said);
  }

  makeLinkNotes() {
    this.linkText = make("div", { role: "alert" });
    const dismiss = make("button", { type: "button" }, "Dismiss");
    dismiss.addEventListener("click", () => this.put(this.ofGuideline(this.model.get("answers"))));
    this.linkNote = make("div", { class: "ge-form-link", hidden: "" }, this.linkText, dismiss);
    this.wrongText = make("span", {}, "Not used, because it cannot be read: ");
    this.wrongNote = make("div", { class: "ge-form-wrong", role: "alert", hidden: "" }, this.wrongText);
    return [this.linkNote, this.wrongNote];
  }

  makeSearch(form) {
    this.search = make("input", { type: "search", id: `${form}-search`, autocomplete: "off" });
    this.found = make("span", { class: "ge-form-range", role: "status" });
    this.search.addEventListener("input", () => this.find(this.search.value));
    this.search.addEventListener("keydown", (event) => this.searchKey(event));
    const line = make("div", { class: "ge-form-line" }, this.search, this.found);
    const label = make("label", { for: `${form}-search` }, "Find a question by a word (key /)");
    return make("div", { class: "ge-form-search" }, make("h3", {}, "All questions"), label, line);
  }

  listen() {
    const { model, root } = this;
    this.stop = new AbortController();
    const { signal } = this.stop;
    const heard = (target, names, act) => names.forEach((name) => target.addEventListener(name, act, { signal }));
    heard(root, ["pointerdown"], () => this.hold());
    heard(document, ["pointerup", "pointercancel"], () => this.release());
    heard(root, ["focusin", "pointerdown"], (event) => this.enter(event));
    heard(document, ["focusin", "pointerdown"], (event) => root.contains(event.target) || this.leave());
    heard(root, ["change"], (event) => this.take(event, false));
    heard(root, ["input"], (event) => this.take(event, true));
    heard(root, ["keydown"], (event) => this.key(event));
    heard(document, ["ge-which-answers"], ({ target }) => this.isNear(target) && this.sayAnswers());
    heard(document, ["ge-ask"], ({ target, detail }) => this.isNear(target) && this.ask(detail));
    if (this.standalone) heard(document, ["keydown"], (event) => this.findKey(event));
    if (this.standalone) heard(document, ["ge-leave"], () => this.writeAddress()); // of the page, before it loads itself again
    if (this.standalone) heard(window, ["beforeunload", "pagehide"], () => this.writeAddress());
    const later = () => this.later();
    this.showLater = afterPath(() => this.show());
    this.changes = { answers: () => this.answersChanged(), read: () => this.wasRead(), messages: later, assumed: later, ask: later, idle: later };
    for (const [name, act] of Object.entries(this.changes)) model.on(`change:${name}`, act);
  }

  remove() {
    this.stop.abort();
    clearTimeout(this.pause);
    clearTimeout(this.leaving);
    clearTimeout(this.releasing);
    clearTimeout(this.writing);
    clearTimeout(this.marking);
    clearTimeout(this.late);
    for (const [name, act] of Object.entries(this.changes)) this.model.off(`change:${name}`, act);
  }

  // -- answers --

  itemOf(target) {
    return this.items.get(target.closest?.("[data-item]")?.dataset.item);
  }

  take(event, typed) {
    const item = this.itemOf(event.target);
    if (!item || event.target.type === "search") return;
    const isText = event.target.type === "text";
    if (!typed) return this.answer(item);
    clearTimeout(this.pause);
    if (isText) this.pause = setTimeout(() => this.answer(item, true), PAUSE);
  }

  answer(item, typing = false) {
    clearTimeout(this.pause);
    this.at = item;
    const { [item.parameter.id]: _, ...others } = this.model.get("answers");
    const text = item.control.read();
    this.goesOn = this.typing === item && text.startsWith(item.shown); // the same number typed on: one step to undo
    item.shown = text;
    this.put(text ? { ...others, [item.parameter.id]: text } : others);
    this.goesOn = false;
    this.typing = typing ? item : null;
  }

  put(answers) {
    if (same(this.model.get("answers"), answers)) return;
    this.mine = answers;
    this.model.set("answers", answers);
    this.model.save_changes();
  }

  // What was answered and the kernel has not read is not lost: when a lost connection is back, the page is told what
  // the kernel held then, and the answer is given again.
  again(mine) {
    this.mine = null;
    this.moving = true;
    this.model.set("answers", mine);
    this.model.save_changes();
    this.moving = false;
  }

  // The kernel has read answers.  Until they are those of the form, the words speak of answers before.
  wasRead() {
    if (same(this.model.get("read"), this.mine)) this.mine = null;
    this.expect();
  }

  expect(wait = LATE) {
    clearTimeout(this.late);
    const behind = !same(this.model.get("read"), this.last);
    if (!behind && this.isBehind) this.showBehind(false);
    if (behind) this.late = setTimeout(() => (this.showBehind(true), this.expect(2 * wait)), wait);
  }

  showBehind(isBehind) {
    this.isBehind = isBehind;
    this.root.closest(".guideline-explorer")?.classList.toggle("ge-behind", isBehind);
    this.tell(isBehind ? "The words still speak of the answers before." : "");
    if (isBehind) this.model.send?.({ answers: this.last }); // they may have been lost on the way
  }

  answersChanged() {
    const answers = this.model.get("answers");
    if (this.mine && !same(answers, this.mine)) return this.again(this.mine);
    this.remember(answers);
    if (!this.moving && !this.goesOn) this.past = [...this.past, this.last].slice(-STEPS);
    if (!this.moving) this.future = [];
    this.last = answers;
    this.expect();
    clearTimeout(this.writing); // the address waits until the kernel has read the answer
    clearTimeout(this.marking);
    this.marking = setTimeout(() => this.later(), SOON);
    queueMicrotask(() => this.sayAnswers()); // once they are sent
  }

  sayAnswers() {
    this.root.dispatchEvent(new CustomEvent("ge-answers", { bubbles: true, detail: this.last }));
  }

  remember(answers) {
    const messages = this.model.get("messages");
    for (const id of this.items.keys()) {
      if (own(answers, id) !== own(this.last, id) && !own(messages, id)) this.good[id] = own(this.last, id);
    }
  }

  ofGuideline(answers) {
    return Object.fromEntries(Object.entries(answers).filter(([id]) => this.items.has(id)));
  }

  showAnswers() {
    const [answers, messages, assumed] = ["answers", "messages", "assumed"].map((name) => this.model.get(name));
    for (const [id, item] of this.items) {
      item.say(own(messages, id));
      item.show(own(answers, id) ?? "", Object.hasOwn(assumed, id));
    }
    for (const group of this.groups) group.tell();
    this.showLinkNote(own(messages, "") ?? "");
    this.showWrong();
    this.showBar(answers);
    if (this.standalone) this.addressLater();
  }

  showLinkNote(text) {
    this.linkNote.hidden = !text;
    write(this.linkText, text);
  }

  // What came wrong with a link is told at the top as well, with a way to its question, until the reader has been there.
  showWrong() {
    const wrong = [...this.items.values()].filter((item) => item.note && !this.visited.has(item));
    if (wrong.length === this.wrongNote.childElementCount - 1) return;
    this.keepStill(() => {
      this.wrongNote.hidden = !wrong.length;
      fill(this.wrongNote, [this.wrongText, ...wrong.map((item) => item.pointer)]);
    });
  }

  showBar(answers) {
    const able = [[this.undoButton, this.past.length], [this.redoButton, this.future.length], [this.clearButton, Object.keys(answers).length]];
    for (const [button, count] of able) button.setAttribute("aria-disabled", String(!count));
  }

  // -- undo, redo, clear --

  undo() {
    this.go(this.past, this.future, "Undone");
  }

  redo() {
    this.go(this.future, this.past, "Done again");
  }

  go(from, to, word) {
    if (!from.length) return;
    const [before, after] = [this.last, from.pop()];
    to.push(before);
    this.move(after);
    const names = [...this.items.values()].filter(({ parameter: { id } }) => own(before, id) !== own(after, id));
    this.tell(`${word}: ${names.length > 3 ? `${names.length} answers` : names.map((item) => item.parameter.label).join(", ")}`);
  }

  move(answers) {
    clearTimeout(this.pause);
    this.typing = null;
    this.moving = true;
    this.put(answers);
    this.moving = false;
  }

  clear() {
    if (!Object.keys(this.last).length) return;
    this.typing = this.at = null;
    this.put({});
    for (const item of this.items.values()) item.empty();
    this.tell("Cleared: nothing is known. Undo brings the case back.");
  }

  tell(text) {
    this.said.textContent = text;
  }

  // "y", "n" and "?" answer the yes/no question that has the focus, and the next question takes it.
  answerKey(event) {
    const [item, answer] = [this.itemOf(event.target), own(ANSWER_KEYS, event.key)];
    if (answer === undefined || item?.parameter.kind !== "yes/no" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    item.control.write(answer || (item.parameter.assume ? LIFTED : ""));
    this.answer(item);
    const next = this.items.get(item.element.nextElementSibling?.dataset.item);
    (next ?? item).control.focus();
  }

  key(event) {
    this.answerKey(event);
    if (!this.standalone) event.stopPropagation(); // a notebook would take the focus, and "d d" would delete the cell
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const redo = key === "y" || (key === "z" && event.shiftKey);
    if ((key !== "z" && !redo) || this.isTyping(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    redo ? this.redo() : this.undo();
  }

  isTyping(target) {
    if (target.type === "search") return true;
    const item = target.type === "text" && this.itemOf(target);
    return item && item.control.read() !== item.shown;
  }

  // -- order: what matters now, groups, folds --

  enter(event) {
    clearTimeout(this.leaving);
    const item = this.itemOf(event.target);
    if (item) this.visited.add(item);
    if (item !== this.at) this.typing = null;
    const place = this.nowSection.contains(event.target) ? this.at : null;
    this.at = item ?? place;
  }

  leave() {
    if (!this.at) return;
    this.at = null;
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.arrange(), 400); // after the click that leaves has landed
  }

  // All that changed together is shown together.
  later() {
    clearTimeout(this.marking);
    this.showLater();
  }

  show() {
    this.showAnswers();
    this.arrange();
    this.unfoldMessages();
  }

  // Nothing moves between the press of a pointer and its release, else the click would land beside what was meant.
  hold() {
    this.held = true;
    clearTimeout(this.releasing);
    this.releasing = setTimeout(() => this.release(), HELD);
  }

  release() {
    if (!this.held) return;
    this.held = false;
    clearTimeout(this.releasing);
    this.releasing = setTimeout(() => this.arrange()); // after the click
  }

  arrange() {
    if (this.held) return;
    const asked = this.model.get("ask").filter((id) => this.items.has(id)).map((id) => this.items.get(id));
    const raised = this.raise(asked);
    const idle = new Set(this.model.get("idle"));
    const order = `${raised.map((item) => item.parameter.id)}|${[...idle]}|${this.at?.parameter.id}`;
    if (order === this.order) return;
    this.order = order;
    this.keepStill(() => this.place(raised, idle));
    this.settled.hidden = asked.length > 0;
    this.hint.hidden = !asked.length;
  }

  // A message is not told where nobody sees it: the group it lies in opens, once.
  unfoldMessages() {
    const told = [...this.items.values()].filter((item) => item.note);
    for (const item of told) if (!this.unfolded.has(item)) item.unfold();
    this.unfolded = new Set(told);
  }

  raise(asked) {
    const list = [...this.now.children].map((element) => this.items.get(element.dataset.item));
    const before = this.at ? list.slice(0, list.indexOf(this.at) + 1) : [];
    const stay = before.filter((item) => item === this.at || !item.isKnown()); // what was answered before makes room
    const busy = this.at && !before.length ? this.at.group : null;
    const rest = asked.filter((item) => !stay.includes(item) && (item.group !== busy || list.includes(item)));
    const open = stay.filter((item) => asked.includes(item)).length;
    return [...stay, ...rest.slice(0, Math.max(1, NOW - open))];
  }

  place(raised, idle) {
    const busy = this.at && !raised.includes(this.at) ? this.at.group : null;
    this.now.style.minHeight = "";
    fill(this.now, raised.map((item) => item.element));
    for (const group of this.groups) {
      const away = (item) => (group === busy ? group.folded.contains(item.element) : idle.has(item.parameter.id));
      const [out, stay] = [new Set(raised), (item) => (out.has(item) ? item.stub : item.element)];
      const folded = group.items.filter((item) => !out.has(item) && away(item));
      fill(group.folded, folded.map((item) => item.element));
      fill(group.list, group.items.filter((item) => !folded.includes(item)).map(stay));
      group.tell();
    }
    for (const [id, item] of this.items) item.element.classList.toggle("ge-form-off", idle.has(id));
  }

  keepStill(change) {
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    const still = this.at?.element ?? focused;
    const before = still?.getBoundingClientRect().top;
    const moved = () => (still ? still.getBoundingClientRect().top - before : 0);
    change();
    if (Math.abs(moved()) > 1) scrollerOf(still).scrollBy({ top: moved(), behavior: "instant" });
    const missing = -moved(); // what could not be scrolled is kept as free room
    if (missing > 1) this.now.style.minHeight = `${this.now.offsetHeight + missing}px`;
    if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true });
  }

  // -- finding --

  // Whether something stands in the same dashboard, or in none.
  isNear(target) {
    const home = target.closest?.(DASHBOARD);
    return !home || home === this.root.closest(DASHBOARD);
  }

  ask(id) {
    const item = this.items.get(id);
    if (!item) return;
    if (this.search.value) this.find((this.search.value = ""));
    item.reveal();
  }

  find(text) {
    const words = plain(text).split(/\s+/).filter(Boolean);
    if (Boolean(words.length) !== this.root.classList.contains("ge-form-searching")) this.openAll(Boolean(words.length));
    const hits = [...this.items.values()].filter((item) => {
      const hit = words.every((word) => item.words.includes(word));
      item.element.hidden = item.stub.hidden = !hit;
      return hit;
    });
    for (const group of this.groups) group.element.hidden = !group.items.some((item) => hits.includes(item));
    write(this.found, words.length ? `${hits.length || "none"} found` : "");
    this.hits = words.length ? hits : [];
  }

  openAll(searching) {
    this.root.classList.toggle("ge-form-searching", searching);
    for (const element of this.groups.flatMap((group) => [group.element, group.fold])) {
      if (searching) element.dataset.wasOpen = element.open;
      element.open = searching || element.dataset.wasOpen === "true";
    }
  }

  // On a page of its own "/" leads to the search, unless one is typing.
  findKey(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input:not([type=radio]), textarea, select, [contenteditable]")) return;
    event.preventDefault();
    this.search.focus();
    this.search.select();
  }

  searchKey(event) {
    if (event.key === "Escape") this.find((this.search.value = ""));
    if (event.key !== "Enter") return;
    event.preventDefault(); // else the key would open the list it leads to
    this.hits?.[0]?.reveal();
  }

  // -- the address bar, on the page that is ours alone --

  readAddress() {
    const given = new Map(); // a name may be __proto__
    for (const [written, text] of new URLSearchParams(location.search)) {
      const name = written.replace(/^amp;/, ""); // of a link that was copied out of a page's source
      if (SERVER.test(name) || TRACKING.test(name)) continue;
      const answer = this.spelled(name, text);
      given.set(name, (given.get(name) ?? answer) === answer ? answer : `${given.get(name)} and ${answer}`); // told as wrong
    }
    if (!given.size) return;
    this.root.closest(DASHBOARD)?.classList.add("ge-by-link");
    this.move(Object.fromEntries(given));
  }

  // An answer as its control shows it: an option in its own spelling.
  spelled(name, text) {
    const options = this.items.get(name)?.parameter.options ?? [];
    const small = text.trim().toLowerCase();
    const word = options.some(([option]) => option === "yes") ? (own(SPELLINGS, small) ?? small) : small;
    return options.find(([option]) => option.toLowerCase() === word)?.[0] ?? text;
  }

  link(keepsServer = true) {
    const messages = this.model.get("messages");
    const query = new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => keepsServer && SERVER.test(name)));
    for (const [id, item] of this.items) {
      const text = own(messages, id) ? own(this.good, id) : own(this.last, id);
      if (text && (text !== LIFTED || item.parameter.assume)) query.set(id, text);
    }
    return location.pathname + (query.size ? `?${query}` : "") + location.hash;
  }

  addressLater() {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.writeAddress(), SETTLED);
  }

  writeAddress() {
    clearTimeout(this.writing);
    const link = this.link();
    if (link === location.pathname + location.search + location.hash) return;
    try {
      history.replaceState(history.state, "", link);
    } catch {} // browsers refuse too many changes in a short time; the next change catches up
  }

  async copyLink() {
    const link = new URL(this.link(false), location.href).href;
    const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
    if (!copied) return this.offerLink(link);
    this.copyButton.textContent = "Copied";
    this.tell("The link to this case is copied.");
    setTimeout(() => (this.copyButton.textContent = "Copy link"), 2000);
  }

  offerLink(link) {
    this.copyField ??= make("input", { type: "text", readonly: "", "aria-label": "Link to this case", class: "ge-form-address" });
    this.copyField.value = link;
    this.copyButton.parentElement.append(this.copyField);
    this.copyField.select();
    this.tell("Copy the link from this field.");
  }
}

function render({ model, el }) {
  const form = new Form(model, el);
  return () => form.remove();
}

export default { render };
