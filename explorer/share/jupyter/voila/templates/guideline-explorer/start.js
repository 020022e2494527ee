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
  const drawn = () => page.querySelector(".jupyter-widgets, .jp-OutputArea-output > :not(script)");
  const finish = () => drawn() && document.getElementById("starting")?.remove();
  const watcher = new MutationObserver(() => { if (finish() !== null) watcher.disconnect(); });
  watcher.observe(page, { childList: true, subtree: true });
  if (drawn()) { finish(); watcher.disconnect(); }
  setTimeout(() => starting(3, "This takes longer than it should. Loading the page again may help."), 60000);
}
window.voila_heartbeat = () => {};   // sent while a cell takes long
window.voila_process = () => {};
window.voila_finish = () => {};      // the start-up page leaves when something is drawn
// No formula is shown here; without this stand-in Voila would load 0.7 MB of MathJax.
window.MathJax = { Hub: { Config() {}, Configured() {}, Queue() {}, Register: { StartupHook() {} } } };
