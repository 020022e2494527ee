// Shows the kernel's markup (written from a tree of elements, so every text is escaped there) and reports presses.
// Only what differs is touched, so that what is open stays open, the focus stays where it is, and painting is quick.

const PATIENCE = 60_000; // ms a report may take
const KEYS = ["data-key", "data-node", "data-disagreement", "data-statement", "data-do"];

function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeName;
  const name = KEYS.find((key) => node.hasAttribute(key));
  return `${node.nodeName} ${name ? node.getAttribute(name) : node.className}`;
}

function patch(old, wanted) {
  if (old.isEqualNode(wanted)) return; // but for the mark of what had the focus, which stays
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (name !== "open" && name !== MARK && !wanted.hasAttribute(name)) old.removeAttribute(name);
  if (old.dataset.field !== undefined && old !== document.activeElement) old.value = wanted.getAttribute("value") ?? "";
  for (const { name, value } of wanted.attributes) if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  patchChildren(old, wanted);
}

function patchChildren(old, wanted) {
  const kept = new Map();
  for (const child of old.childNodes) {
    const key = keyOf(child);
    kept.set(key, [...(kept.get(key) ?? []), child]);
  }
  let at = old.firstChild;
  for (const child of [...wanted.childNodes]) {
    const match = kept.get(keyOf(child))?.shift();
    if (!match) old.insertBefore(document.importNode(child, true), at);
    else if (match === at) at = at.nextSibling;
    else old.insertBefore(match, at);
    if (match) patch(match, child);
  }
  for (const left of kept.values()) for (const child of left) child.remove();
}

function press(model, target, say) {
  const [verb, ...rest] = target.dataset.do.split(":");
  if (verb === "ask") {
    target.dispatchEvent(new CustomEvent("ge-ask", { bubbles: true, detail: rest.join(":") }));
    return;
  }
  if (verb === "go") return go(target.closest(".guideline-explorer")?.querySelector(`.ge-area-${rest[0]}`));
  if (verb === "case" || verb === "try") target.closest(".ge-tool")?.removeAttribute("open"); // what it opens is to be seen
  const where = verb === "report" ? `:${location.origin === "null" ? "" : location.origin + location.pathname}` : "";
  if (verb === "report") busy(target, say);
  tell(model, `${target.dataset.do}${where}`);
}

// A message, not a state: of states that change while the kernel works, the page sends only the last.
const tell = (model, words) => model.send({ pressed: words });

// Text for somebody's record; where the browser gives no clipboard, it is saved as a file.
async function copy(text, say) {
  try {
    await navigator.clipboard.writeText(text);
    say("Copied.");
  } catch {
    save({ save: "case.txt", type: "text/plain" }, [text]);
  }
}

// A case file is read here and handed over as text; the file can be chosen again afterwards.
const LARGEST_FILE = 800_000; // bytes
async function openFile(model, input) {
  const [file] = input.files;
  if (!file) return;
  const text = file.size > LARGEST_FILE ? "" : await file.text();
  input.value = "";
  model.send({ opened: text, name: file.name });
}

// A report takes a moment: its button and a line for those who do not see it say so until it comes.
function busy(button, say) {
  button.setAttribute("aria-busy", "true");
  say("The report is being made.");
  setTimeout(() => button.hasAttribute("aria-busy") && done(button, () => say("The report has not come. Try again.")), PATIENCE);
}

function done(button, tell) {
  button?.removeAttribute("aria-busy");
  tell();
}

// A way past the rest of the page, for the keyboard and for small screens.
function go(region) {
  const heading = region?.querySelector("h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
}

// What a tool shows lies over the page; Escape or a press elsewhere puts it away.
function putAway(root, event) {
  const open = root.querySelector(".ge-tool[open]");
  if (!open || (event.type === "keydown" ? event.key !== "Escape" : open.contains(event.target))) return;
  open.open = false;
  if (event.type === "keydown") open.querySelector("summary").focus();
}

// One tool is open at a time, in each dashboard of a page.
function closeOthers(root, tool) {
  if (!tool.matches(".ge-tool[open]")) return;
  for (const other of root.querySelectorAll(".ge-tool[open]")) if (other !== tool) other.open = false;
}

// Words that are folded away are only sent once they are wanted.
function opened(model, root) {
  const keys = [...root.querySelectorAll("details[data-key][open]")].map((details) => details.dataset.key);
  if (JSON.stringify(keys) === JSON.stringify(model.get("opened"))) return;
  model.set("opened", keys);
  model.save_changes();
}

// What the kernel made for the reader to keep.
function save({ save: name, type }, buffers) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(buffers, { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The browser prints what stands in a frame that nobody sees; it offers to save it as PDF, too.
function print(buffers) {
  const frame = document.createElement("iframe");
  frame.className = "ge-unseen";
  frame.title = "The report, to be printed";
  frame.addEventListener("load", () => {
    frame.contentWindow.addEventListener("afterprint", () => frame.remove());
    frame.contentWindow.print();
  });
  frame.srcdoc = new TextDecoder().decode(buffers[0]);
  document.body.append(frame);
}

// What a learner knows stays in this browser; the kernel is told of it, and told again when it is asked anew.
const place = (model) => `ge-learnt ${model.get("keeps")}`;
function keep(model, learnt) {
  try {
    learnt ? localStorage.setItem(place(model), learnt) : localStorage.removeItem(place(model));
  } catch {
    // a browser that keeps nothing: what is learnt lasts as long as the page
  }
}
function remind(model) {
  try {
    const learnt = model.get("keeps") && localStorage.getItem(place(model));
    if (learnt) model.send({ learnt });
  } catch {
    // as above
  }
}

// On a page of its own, the tab has the name of the case.
const page = document.title;
function nameTab(root) {
  if (document.body.dataset.guidelineExplorer === undefined || !root.matches(".ge-advice")) return;
  const name = root.querySelector("[data-title]")?.dataset.title;
  document.title = name ? `${name} · ${page}` : page;
}

function render({ model, el }) {
  const root = document.createElement(model.get("name") === "ge-head" ? "header" : "section");
  root.className = `ge-panel ${model.get("name")}`;
  keepKeys(root);
  root.setAttribute("aria-label", model.get("label"));
  el.append(root);
  const said = document.createElement("p");
  said.className = "ge-unseen";
  said.setAttribute("role", "status");
  if (root.tagName === "HEADER") el.append(said);
  const say = (words) => (said.textContent = words);
  const receive = (content, buffers) => {
    if (content.learnt !== undefined) return keep(model, content.learnt);
    if (content.copy) return copy(content.copy, say);
    if (content.scored) return document.dispatchEvent(new CustomEvent("ge-scored", { detail: content.scored })); // for a course (scorm.js)
    content.print ? print(buffers) : save(content, buffers);
    done(root.querySelector("[aria-busy]"), () => say(content.print ? "The report is ready to be printed." : `The report is ready: ${content.save}.`));
  };
  const chosen = () => root.querySelector(".ge-detail[data-node]");
  const update = () => {
    const before = chosen()?.dataset.node;
    const hadFocus = root.contains(document.activeElement);
    patchChildren(root, new DOMParser().parseFromString(model.get("html"), "text/html").body);
    if (hadFocus && !root.contains(document.activeElement)) root.querySelector("[open] [data-next], [open] .ge-option")?.focus();
    nameTab(root);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (chosen() && chosen().dataset.node !== before) chosen().scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  };
  update();
  const later = afterPath(update);
  model.on("change:html", later);
  model.on("msg:custom", receive);
  remind(model);
  root.addEventListener("toggle", (event) => (closeOthers(root, event.target), opened(model, root)), true);
  root.addEventListener("click", (event) => {
    const target = event.target.closest("[data-do]");
    if (target) press(model, target, say);
  });
  root.addEventListener("change", ({ target }) => {
    if (target.dataset.field !== undefined) tell(model, `field:${target.dataset.field}=${target.value}`);
    if (target.dataset.open !== undefined) openFile(model, target);
  });
  const away = (event) => putAway(root, event);
  root.addEventListener("keydown", away);
  document.addEventListener("pointerdown", away);
  return () => {
    document.removeEventListener("pointerdown", away);
    model.off("change:html", later);
    model.off("msg:custom", receive);
  };
}

export default { render };
