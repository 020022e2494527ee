// A drawn pathway of a lesson: dark at first, lit node by node, with a letter at each thing that can be chosen.

const SVG = "http://www.w3.org/2000/svg";
export const LETTERS = "ABCDEFGH";
const MARGIN = 60; // around what is in focus, in the units of the drawing

/**
 * Make an element.
 * @param {string} tag @param {Record<string, string>} given its attributes; `text` is its text
 * @param {(Node | string)[]} content
 */
export function make(tag, given = {}, ...content) {
  const { text, ...attributes } = given;
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  made.append(...content);
  return made;
}

/** Put a drawing into a stage. @param {string} svg as the server drew it @param {string} title */
export function drawn(svg, title) {
  const stage = make("div", { class: "ge-stage gl-stage" });
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  parsed.removeAttribute("width");
  parsed.removeAttribute("height");
  parsed.setAttribute("role", "img");
  parsed.setAttribute("aria-label", title);
  for (const part of parsed.querySelectorAll("[role=button], [tabindex]")) {
    part.removeAttribute("role");
    part.removeAttribute("tabindex");
    part.removeAttribute("aria-pressed");
  }
  stage.append(document.importNode(parsed, true));
  return stage;
}

/** @param {Element} stage @param {string} id */
const part = (stage, id) => stage.querySelector(`[data-id="${CSS.escape(id)}"]`);

/** Light nodes and branches. @param {Element} stage @param {string[]} lit @param {string} at the one spoken of */
export function light(stage, lit, at) {
  for (const each of stage.querySelectorAll("[data-status]")) each.removeAttribute("data-status");
  for (const id of lit) part(stage, id)?.setAttribute("data-status", "active");
  for (const each of stage.querySelectorAll("[data-at]")) each.removeAttribute("data-at");
  if (at) part(stage, at)?.setAttribute("data-at", "");
}

/** Where a sign stands, in the drawing's own units: after a branch's label, else on its line; on a node's upper edge. @param {SVGGraphicsElement} found @param {number} width of the sign */
function place(found, width) {
  const isBranch = found.classList.contains("edge"), label = isBranch && found.querySelector("text"), line = isBranch && found.querySelector("path");
  const box = (label || found).getBBox();
  if (label) return { x: box.x + box.width + width / 2 + 3, y: box.y + box.height / 2 };
  return line ? line.getPointAtLength(line.getTotalLength() / 2) : { x: box.x + box.width / 2, y: box.y };
}

/** Show only the part of a drawing on which the options lie, or all of it where there are none. @param {Element} stage which is in the page already @param {{place: string}[]} options */
export function focus(stage, options) {
  const svg = stage.querySelector("svg");
  svg.dataset.whole ??= svg.getAttribute("viewBox");
  if (!options.length) return svg.setAttribute("viewBox", svg.dataset.whole);
  const boxes = options.map((option) => part(stage, option.place)?.getBBox()).filter((box) => box);
  const left = Math.min(...boxes.map((box) => box.x)), right = Math.max(...boxes.map((box) => box.x + box.width));
  const top = Math.min(...boxes.map((box) => box.y)), bottom = Math.max(...boxes.map((box) => box.y + box.height));
  const move = stage.querySelector("svg > g")?.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
  const box = [left + move.e - MARGIN, top + move.f - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN];
  svg.setAttribute("viewBox", box.join(" "));
}

/**
 * Write a sign at each option that lies on the drawing.
 * @param {Element} stage which is in the page already @param {{place: string}[]} options
 * @param {(at: number) => string} said what stands there
 */
export function signs(stage, options, said) {
  for (const each of stage.querySelectorAll(".gl-sign")) each.remove();
  options.forEach((option, at) => {
    const found = option.place && part(stage, option.place);
    if (!found) return;
    const sign = document.createElementNS(SVG, "g");
    sign.setAttribute("class", "gl-sign");
    sign.setAttribute("data-option", String(at));
    const words = document.createElementNS(SVG, "text");
    words.textContent = said(at);
    const width = 14 + 7.5 * words.textContent.length, { x, y } = place(found, width);
    words.setAttribute("x", String(x));
    words.setAttribute("y", String(y + 5));
    words.setAttribute("text-anchor", "middle");
    const shape = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ x: x - width / 2, y: y - 11, width, height: 22, rx: 11 })) shape.setAttribute(name, String(value));
    sign.append(shape, words);
    found.parentNode.append(sign); // after everything else, so that nothing covers it
  });
}
