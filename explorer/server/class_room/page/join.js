// A pupil's page: a word to come in, then one question at a time; the answer is chosen in the list or on the map.
import { drawn, focus, LETTERS, light, make, signs } from "./drawing.js";
import { line } from "./line.js";

const page = document.getElementById("class-page");
const MOST_FACTS = 5;
const drawings = new Map();
let room, last = "";

function entrance(said = "") {
  const word = make("input", { name: "word", autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: "6", required: "", "aria-label": "The word of the room" });
  const form = make("form", {}, make("p", {}, make("label", {}, "The word of the room: ", word)), make("button", { text: "Come in" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = word.value.trim().toLowerCase();
    if (/^[a-z]{6}$/.test(typed)) location.assign(typed);
    else said_.textContent = "The word has six letters.";
  });
  const said_ = make("p", { role: "status", text: said });
  page.replaceChildren(make("h1", { text: "Come into the class" }), form, said_);
  document.getElementById("lessons").hidden = false;
}

async function map(told) {
  if (!told.pathway) return null;
  if (!drawings.has(told.pathway)) {
    const answer = await fetch(`drawing/${told.pathway}`);
    if (!answer.ok) return null;
    drawings.set(told.pathway, await answer.text());
  }
  return drawn(drawings.get(told.pathway), "The map: press a letter on it to answer");
}

function option(one, at, told) {
  const isTold = one.correct !== undefined, isMine = told.mine === at;
  const mark = isTold ? `${one.correct ? "✓" : "✗"} ` : "";
  const button = make("button", { type: "button", class: "gl-choice", "aria-pressed": String(isMine) }, make("b", { text: `${LETTERS[at]} ` }), mark + one.text);
  button.disabled = !told.open;
  button.addEventListener("click", () => room.send({ vote: at }));
  const item = make("li", isTold ? { "data-correct": String(one.correct) } : {}, button);
  if (isMine) item.append(make("p", { class: "gl-mine", text: told.open ? "Your answer. You can still change it." : "Your answer." }));
  if (isTold && one.why) item.append(make("p", { text: one.why }));
  return item;
}

function facts(told) {
  const list = make("ul", {}, ...told.facts.map((text) => make("li", { text })));
  const more = make("details", {}, make("summary", { text: `What is known (${told.facts.length})` }), list);
  more.open = told.facts.length <= MOST_FACTS;
  return told.facts.length ? more : "";
}

function waiting(told) {
  return told.open || told.sort === "answer" ? "" : make("p", { text: "No more answers are taken." });
}

async function show(told) {
  const who = make("p", { class: "gl-who", text: `You are the ${told.name}.` });
  if (!told.options) return page.replaceChildren(who, make("h1", { text: told.heading }), make("p", { text: "Look at the projector; the next question comes here." }));
  const stage = await map(told), isNew = last !== `${told.question} ${told.sort}`;
  last = `${told.question} ${told.sort}`;
  const list = make("ol", { class: "gl-choices" }, ...told.options.map((one, at) => option(one, at, told)));
  const heading = make("h1", { text: told.heading, tabindex: "-1" });
  page.replaceChildren(...[who, heading, facts(told), list, waiting(told), stage].filter((part) => part));
  if (stage) {
    light(stage, told.options.filter((one) => one.correct).map((one) => one.place), "");
    focus(stage, told.options);
    signs(stage, told.options, (at) => LETTERS[at]);
    for (const sign of stage.querySelectorAll(".gl-sign")) {
      if (told.mine === Number(sign.dataset.option)) sign.dataset.chosen = "";
      sign.addEventListener("click", () => room.send({ vote: Number(sign.dataset.option) }));
    }
  }
  if (isNew) { heading.focus({ preventScroll: true }); scrollTo(0, 0); }
}

const word = location.pathname.split("/").pop();
if (/^[a-z]{6}$/.test(word)) {
  const kept = `ge-pupil-${word}`, connection = document.getElementById("connection");
  document.getElementById("lessons").hidden = true;
  const leave = (said) => { room.end(); entrance(said); };
  let showing = Promise.resolve();
  room = line(`join/${word}`, () => ({ token: localStorage.getItem(kept) ?? "" }), (told) => {
    if (told.token) localStorage.setItem(kept, told.token);
    else if (told.nowhere) leave("There is no class of that word now.");
    else if (told.gone) leave("The class takes nobody in now.");
    else if (told.over) leave("The class is over. Thank you.");
    else showing = showing.then(() => show(told));
  }, (isThere) => { connection.textContent = isThere ? "" : "No connection; trying again …"; });
} else entrance();
