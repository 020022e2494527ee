// The teacher's page of a live class: the lesson, how many have answered, and how they chose.
import { make } from "./drawing.js";
import { line } from "./line.js";
import { present } from "./present.js";

const lesson = JSON.parse(document.getElementById("lesson").textContent);
const number = location.pathname.split("/").pop();
const kept = `ge-class-${number}`;
const remembered = () => JSON.parse(sessionStorage.getItem(kept) ?? "{}");

let state = null, isShown = false, isComing = true;
const shown = present(document.getElementById("lesson-page"), lesson, (at) => {
  isShown = false;
  if (!isComing) room.send({ go: at });
}, [["r", "the room: how to come in, who is there"], ["l", "lock or unlock the question"], ["v", "show or hide the votes"], ["a", "vote again"]]);

const word = make("b", { class: "gl-code" }), answered = make("span", { role: "status" });
const button = (text, act, more = {}) => {
  const made = make("button", { type: "button", text, ...more });
  made.addEventListener("click", act);
  return made;
};
const lock = button("Lock", () => room.send({ lock: state.open }));
const votes = button("Show votes", () => { isShown = !isShown; show(); }, { "aria-pressed": "false" });
const again = button("Vote again", () => room.send({ again: true }));
const invited = make("dialog", { class: "gl-invited" });
shown.bar.append(button("Room", () => { invite(); invited.showModal(); }), word, answered, lock, votes, again);
document.body.append(invited);
document.addEventListener("keydown", (event) => {
  if (invited.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const does = { r: () => { invite(); invited.showModal(); }, l: () => lock.click(), v: () => votes.click(), a: () => again.click() }[event.key];
  if (does) does();
});

/** What the class needs to come in, and who is in it. */
function invite() {
  const { address, qr, alone } = remembered();
  const close = button("Close", () => invited.close());
  const door = button(state?.closed ? "Let others in" : "Close the door", () => room.send({ door: !state.closed }));
  const save = button("Save the answers", () => room.send({ save: true }));
  const end = button("End the class", () => room.send({ end: true }));
  const pupils = (state?.pupils ?? []).map((name) => make("li", {}, `${name} `, button("Remove", () => room.send({ remove: name }), { "aria-label": `Remove ${name}` })));
  invited.replaceChildren(
    make("h2", { text: "Come in" }),
    make("div", { class: "gl-how" }, ...(qr ? [make("img", { src: qr, alt: `QR code of ${address}` })] : []),
    make("div", {}, make("p", {}, "Open ", make("b", { text: address ?? location.origin }), ", or type the word ", make("b", { class: "gl-code", text: state?.code ?? "" }), "."),
    ...(alone ? [make("p", { text: "Only this machine can reach this address. Start the server with --host 0.0.0.0, so that telephones can come in." })] : []),
    )),
    make("p", { text: `${pupils.length} in the room. Nobody gives a name.` }),
    make("ul", { class: "gl-pupils" }, ...pupils),
    make("p", {}, close, " ", door, " ", save, " ", end),
  );
}

/** The class as it stands. */
function show() {
  if (!state || state.at !== shown.at) return;
  const isAsked = lesson.frames[shown.at].options.length > 0, isTold = lesson.frames[shown.at].sort === "answer";
  word.textContent = state.code;
  answered.textContent = isAsked ? `${state.answered} of ${state.pupils.length} answered` : `${state.pupils.length} in the room`;
  lock.textContent = state.open ? "Lock" : "Unlock";
  votes.setAttribute("aria-pressed", String(isShown));
  lock.hidden = votes.hidden = !isAsked || isTold;
  again.hidden = !isAsked || isTold || state.round > 0;
  shown.votes(isAsked && (isShown || isTold || !state.open) ? state.votes : []);
  if (invited.open) invite();
}

function save(csv) {
  const link = make("a", { download: "answers.csv", href: URL.createObjectURL(new Blob([csv], { type: "text/csv" })) });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Go where the class is, without telling it. @param {number} at */
function come(at) {
  isComing = true;
  shown.go(at);
  isComing = false;
}

function heard(told) {
  if (told.csv !== undefined) return save(told.csv);
  if (told.over || told.full) {
    room.end();
    sessionStorage.removeItem(kept);
    answered.textContent = told.full ? "No more rooms can be opened on this server." : "The class is over.";
    return;
  }
  if (told.entered) {
    sessionStorage.setItem(kept, JSON.stringify({ code: told.entered, key: told.key, address: told.address, qr: told.qr, alone: told.alone }));
    return come(told.at);
  }
  if (told.went !== undefined) return come(told.went); // another page of the teacher went on
  state = told;
  show();
}

const folder = new URL("../", location.href).href;
const room = line(`../teach/${number}`, () => ({ ...remembered(), address: undefined, qr: undefined, from: folder }), heard, (isThere) => {
  if (!isThere) answered.textContent = "No connection; trying again …";
});
