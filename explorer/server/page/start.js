"use strict";
// What the visitor sees until the dashboard is drawn, and what Voila's program calls.
function starting(step, text) {
  const progress = document.getElementById("starting-progress");
  if (!progress) return;
  progress.value = step;
  document.getElementById("starting-text").textContent = text;
}
function finishWhenDrawn() {
  const page = document.getElementById("rendered_cells");
  const drawn = () => page.querySelector(".ge-panel, .jp-OutputArea-output > pre");
  const finish = () => drawn() && document.getElementById("starting")?.remove();
  const watcher = new MutationObserver(() => { if (finish() !== null) watcher.disconnect(); });
  watcher.observe(page, { childList: true, subtree: true });
  if (drawn()) { finish(); watcher.disconnect(); }
  setTimeout(() => starting(3, "This takes longer than it should. Loading the page again may help."), 60000);
}
window.voila_heartbeat = () => {};   // sent while a cell takes long
window.voila_process = () => {};
window.voila_finish = () => {};      // the start-up page leaves when something is drawn
// No formula is shown here; without this stand-in Voila would load 0.7 MB of MathJax.  It asks for its program all
// the same: it gets an empty one, by an address that the page's security policy allows.
window.MathJax = { Hub: { Config() {}, Configured() {}, Queue() {}, Register: { StartupHook() {} } } };
{
  const page = document.getElementById("jupyter-config-data");
  const empty = URL.createObjectURL(new Blob([""], { type: "text/javascript" }));
  page.textContent = JSON.stringify({ ...JSON.parse(page.textContent), fullMathjaxUrl: `${empty}#` });
}
// The case stands in the address, so a page whose kernel is gone only has to be loaded again.  It is, by itself, as
// soon as somebody uses it: a page left open and forgotten takes no new kernel.
function keepKernel() {
  const EVERY = 4000, PATIENCE = 6000, RECENT = 60000, PATIENT = 15, ONCE_IN = 20000;
  const base = JSON.parse(document.getElementById("jupyter-config-data").textContent).baseUrl;
  const kernel = `${base}api/kernels/${document.body.dataset.kernelId}?no_track_activity=1`;
  const note = document.getElementById("connection");
  let used = Date.now(), alone = 0, gone = false;
  const tell = (text) => { if (note.textContent !== text) note.textContent = text; };  // it is read out once
  const again = () => {
    if (document.hidden || Date.now() - used > RECENT) return;
    if (Date.now() - Number(sessionStorage.getItem("ge-again") ?? 0) < ONCE_IN) return;
    sessionStorage.setItem("ge-again", String(Date.now()));
    gone = false;
    document.dispatchEvent(new CustomEvent("ge-leave")); // the form writes the case into the address
    location.reload();
  };
  const lost = () => {
    gone = true;
    tell("The connection ended. Your case is kept in the address; the page loads again when you use it.");
    again();
  };
  const judge = ({ execution_state, connections }) => {
    alone = connections ? 0 : alone + 1;
    if (execution_state === "dead" || alone > PATIENT) lost();
    else tell("");
  };
  const ask = async () => {
    if (gone) return again();
    const answer = await fetch(kernel, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    if (answer?.status === 404) lost();
    else if (answer?.ok) judge(await answer.json());
    else if (!answer || answer.status >= 500) tell("The server does not answer. Your case is kept in the address; trying again …");
  };
  const use = () => { used = Date.now(); if (gone) again(); };
  for (const name of ["pointermove", "pointerdown", "keydown", "touchstart"]) addEventListener(name, use, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("pageshow", (event) => event.persisted && ask());
  // Telephones and discarded tabs leave without the event that Voila waits for; a page that may come back stays.
  addEventListener("pagehide", (event) => event.persisted || navigator.sendBeacon(`${base}voila/api/shutdown/${document.body.dataset.kernelId}`));
  setInterval(ask, EVERY);
}
