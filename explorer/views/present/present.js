// A lesson on a projector: one frame at a time; arrow keys, a clicker, or the buttons below go on and back.
import { drawn, focus, light, LETTERS, make, signs } from "./drawing.js";

const ON = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];
const KEYS = [
  ["→ or a clicker", "go on"], ["←", "go back"], ["b", "black screen"], ["n", "notes"], ["t", "start or stop the clock"],
  ["f", "full screen"], ["Home, End", "first and last"], ["?", "these keys"],
];

const MOST_FACTS = 5; // that stand open beside a question

/** @typedef {{text: string, correct: boolean, why: string, place: string}} Option */
/** @typedef {{sort: string, heading: string, words: string[], facts: string[], new: number, question: string, options: Option[], pathway: string, lit: string[], at: string, notes: string}} Frame */

/** The facts of the case; those that are new stand out. @param {Frame} frame */
function facts(frame) {
  const known = frame.facts.length - frame.new;
  const items = frame.facts.map((fact, at) => make("li", at < known ? { text: fact } : { text: fact, class: "gl-new" }));
  return make("ul", { class: "gl-facts", "aria-label": "What is known of the case" }, ...items);
}

/** The facts beside a question: many are folded away, as they were told before. @param {Frame} frame */
function reminder(frame) {
  if (!frame.facts.length) return "";
  if (frame.facts.length <= MOST_FACTS) return facts(frame);
  return make("details", { class: "gl-reminder" }, make("summary", { text: `What is known (${frame.facts.length})` }), facts(frame));
}

/** @param {Frame} frame @param {number[][]} votes a row of counts for each round */
function options(frame, votes) {
  const isTold = frame.sort === "answer";
  const list = make("ol", { class: "gl-options" });
  frame.options.forEach((option, at) => {
    const item = make("li", isTold ? { "data-correct": String(option.correct) } : {}, make("b", { text: option.text }));
    if (isTold) item.prepend(make("span", { class: "gl-mark", text: option.correct ? "✓ " : "✗ " }));
    if (isTold && option.why) item.append(make("p", { text: option.why }));
    item.append(...votes.map((row, round) => bar(row, at, votes.length > 1 ? ["before", "after"][round] : "")));
    list.append(item);
  });
  return list;
}

/** How many chose an option. @param {number[]} row @param {number} at @param {string} round */
function bar(row, at, round) {
  const all = row.reduce((sum, count) => sum + count, 0);
  const share = all ? Math.round((100 * row[at]) / all) : 0;
  const line = make("span", { class: "gl-bar" });
  line.style.setProperty("--share", `${share}%`);
  return make("span", { class: "gl-votes" }, line, make("span", { text: `${round} ${row[at]} (${share} %)`.trim() }));
}

/** What a source says of a dispute, its verdict first. @param {string} text */
function side(text) {
  const end = text.indexOf(". ");
  return make("li", {}, make("b", { text: text.slice(0, end + 1) }), text.slice(end + 1));
}

/** What a frame says beside its drawing. @param {Frame} frame @param {number[][]} votes */
function words(frame, votes) {
  const told = make("div", { class: "gl-words" }, make("h1", { text: frame.heading }));
  if (frame.sort === "facts") told.append(...frame.words.map((text) => make("p", { text })), facts(frame));
  else if (frame.options.length) told.append(reminder(frame), options(frame, votes));
  else if (frame.sort === "title") told.append(make("ul", {}, ...frame.words.map((text) => make("li", { text }))));
  else if (frame.sort === "dispute") told.append(make("ul", {}, ...frame.words.map(side)));
  else told.append(...frame.words.map((text) => make("p", { text })));
  return told;
}

/** A clock that runs. @param {HTMLElement} shown */
function clock(shown) {
  let begun = 0, timer = 0;
  const show = () => {
    const seconds = Math.floor((Date.now() - begun) / 1000);
    shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  return () => {
    if (timer) return (clearInterval(timer), (timer = 0));
    begun = Date.now();
    show();
    timer = setInterval(show, 250);
  };
}

/**
 * Present a lesson.
 * @param {HTMLElement} root @param {{title: string, minutes: number, frames: Frame[], drawings: Record<string, string>}} lesson
 * @param {(at: number, frame: Frame) => void} went is told of every frame that is shown
 * @param {string[][]} keys further ones that the page takes, each with what it does
 */
export function present(root, lesson, went = () => {}, keys = []) {
  const stage = make("section", { class: "gl-frame", "aria-live": "polite" });
  const notes = make("aside", { class: "gl-notes", hidden: "", "aria-label": "Notes" });
  const black = make("div", { class: "gl-black", hidden: "" });
  const place = make("span", { class: "gl-place" }), time = make("button", { type: "button", "aria-label": "Clock", text: "0:00" });
  const help = make("dialog", { class: "gl-help" }, make("h2", { text: "Keys" }), make("dl", {}, ...[...KEYS, ...keys].flatMap(([key, does]) => [make("dt", { text: key }), make("dd", { text: does })])), make("form", { method: "dialog" }, make("button", { text: "Close" })));
  const drawings = new Map();
  let at = 0, votes = [];

  function drawing(frame) {
    if (!frame.pathway) return null;
    if (!drawings.has(frame.pathway)) drawings.set(frame.pathway, drawn(lesson.drawings[frame.pathway], "The map"));
    return drawings.get(frame.pathway);
  }

  function sign(frame, option) {
    const now = votes[votes.length - 1];
    return now ? `${LETTERS[option]} ${now[option]}` : LETTERS[option];
  }

  function show() {
    const frame = lesson.frames[at], map = drawing(frame);
    stage.dataset.sort = frame.sort;
    stage.replaceChildren(...[words(frame, votes), map].filter((part) => part !== null));
    if (map) {
      const right = frame.options.filter((option) => frame.sort === "answer" && option.correct).map((option) => option.place);
      light(map, frame.options.length ? right : frame.lit, frame.at);
      focus(map, frame.options);
      signs(map, frame.options, (option) => sign(frame, option));
    }
    notes.replaceChildren(make("h2", { text: "Notes" }), make("p", { text: frame.notes || "None for this frame." }));
    place.textContent = `${at + 1} of ${lesson.frames.length}`;
  }

  function go(to) {
    const next = Math.max(0, Math.min(lesson.frames.length - 1, to));
    if (next === at) return;
    if (lesson.frames[next].question !== lesson.frames[at].question) votes = [];
    at = next;
    black.hidden = true;
    show();
    went(at, lesson.frames[at]);
  }

  const runClock = clock(time);
  const toggle = (what) => { what.hidden = !what.hidden; };
  const full = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.());
  const does = { b: () => toggle(black), ".": () => toggle(black), n: () => toggle(notes), t: runClock, f: full, "?": () => help.showModal(), Home: () => go(0), End: () => go(lesson.frames.length - 1) };

  root.ownerDocument.addEventListener("keydown", (event) => {
    if (help.open || event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    const isOnButton = event.target instanceof Element && event.target.closest("button, summary") && [" ", "Enter"].includes(event.key);
    const act = ON.includes(event.key) ? () => go(at + 1) : BACK.includes(event.key) ? () => go(at - 1) : does[event.key];
    if (!act || isOnButton) return;
    event.preventDefault();
    act();
  });
  time.addEventListener("click", runClock);
  black.addEventListener("click", () => toggle(black));

  const button = (text, label, act) => {
    const made = make("button", { type: "button", text, "aria-label": label });
    made.addEventListener("click", act);
    return made;
  };
  const bar = make("nav", { class: "gl-bar-below", "aria-label": "Lesson" }, button("‹", "Back", () => go(at - 1)), place, button("›", "Go on", () => go(at + 1)), time, button("Notes", "Notes", () => toggle(notes)), button("Black", "Black screen", () => toggle(black)), button("?", "Keys", () => help.showModal()));
  root.classList.add("gl-lesson");
  root.replaceChildren(stage, notes, bar, black, help);
  show();
  return {
    bar,
    go,
    get at() { return at; },
    votes(rows) { votes = rows; show(); },
  };
}
