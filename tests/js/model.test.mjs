// What anywidget's front-end module specification promises of a model, one row each.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Model } from "../../explorer/publish/page/model.js";
import { Outbox } from "../../explorer/publish/page/outbox.js";

const made = (state = { a: 1, b: { c: [2] } }) => {
  const told = [];
  return { model: new Model(state, (kind, content) => told.push([kind, content])), told };
};

test("get gives what the kernel said", () => assert.deepEqual(made().model.get("b"), { c: [2] }));

test("set is seen at once and told only when saved", () => {
  const { model, told } = made();
  model.set("a", 5);
  assert.equal(model.get("a"), 5);
  assert.deepEqual(told, []);
  model.save_changes();
  assert.deepEqual(told, [["update", { a: 5 }]]);
  model.save_changes();
  assert.equal(told.length, 1, "what is saved is not told again");
});

test("what is set to what it was changes nothing", () => {
  const { model, told } = made();
  model.on("change:b", () => assert.fail("nothing changed"));
  model.set("b", { c: [2] });
  model.save_changes();
  assert.deepEqual(told, []);
});

test("every listener of a change is called, and change after all of them", () => {
  const { model } = made();
  const heard = [];
  model.on("change:a", () => heard.push("one"));
  model.on("change:a", () => heard.push("two"));
  model.on("change", () => heard.push("all"));
  model.set("a", 2);
  assert.deepEqual(heard, ["one", "two", "all"]);
});

test("what comes together is all set before anybody is told", () => {
  const { model } = made();
  const seen = [];
  model.on("change:a", () => seen.push(model.get("b")));
  model.change({ a: 9, b: 7 });
  assert.deepEqual(seen, [7]);
});

test("off takes one listener away, all of a name, or all", () => {
  const { model } = made();
  const heard = [];
  const one = () => heard.push("one");
  model.on("change:a", one);
  model.on("change:a", () => heard.push("two"));
  model.off("change:a", one);
  model.set("a", 2);
  assert.deepEqual(heard, ["two"]);
  model.off("change:a");
  model.set("a", 3);
  model.on("msg:custom", one);
  model.off();
  model.emit("msg:custom");
  assert.deepEqual(heard, ["two"]);
});

test("a listener may take itself away while it is called", () => {
  const { model } = made();
  const heard = [];
  const once = () => (heard.push("once"), model.off("change:a", once));
  model.on("change:a", once);
  model.on("change:a", () => heard.push("always"));
  model.set("a", 2);
  model.set("a", 3);
  assert.deepEqual(heard, ["once", "always", "always"]);
});

test("send tells a message of the widget's own", () => {
  const { model, told } = made();
  model.send({ held: true });
  assert.deepEqual(told, [["custom", { held: true }]]);
});

const boxed = () => {
  const posted = [];
  return { box: new Outbox((message) => posted.push(message)), posted };
};
const update = (state) => ({ method: "update", state, buffer_paths: [] });

test("until Python is ready all waits, and changes of one model join", () => {
  const { box, posted } = boxed();
  box.add("1", update({ a: 1 }));
  box.add("1", update({ a: 2, b: 3 }));
  assert.deepEqual(posted, []);
  box.ready();
  assert.deepEqual(posted, [{ model: "1", data: update({ a: 2, b: 3 }) }]);
});

test("one message is under way at a time, in the order they were said", () => {
  const { box, posted } = boxed();
  box.ready();
  box.add("1", update({ a: 1 }));
  box.add("2", { method: "custom", content: 5 });
  box.add("1", update({ a: 2 }));
  assert.equal(posted.length, 1);
  box.done();
  box.done();
  assert.deepEqual(posted.map(({ data }) => data.state ?? data.content), [{ a: 1 }, 5, { a: 2 }]);
});

test("a new Python is told what the page has set, but no press again", () => {
  const { box, posted } = boxed();
  const { model } = made({ answers: {} });
  model.set("answers", { kras: "mutant" });
  model.save_changes();
  box.ready();
  box.add("3", update({ x: 1 }));
  box.add("3", { method: "custom", content: { pressed: "pin:" } });
  box.startAgain(new Map([["7", model]]));
  assert.equal(posted.length, 1);
  box.ready();
  assert.deepEqual(posted[1], { model: "7", data: update({ answers: { kras: "mutant" } }) });
});
