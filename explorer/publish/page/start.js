// Opens the page; in a folder every file has its own address, in a single file it is unpacked from the page itself.
import { Host } from "./host.js";

const opening = JSON.parse(document.getElementById("opening").textContent);
const TYPES = { js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };
const unpacked = new Map(); // blobs, by name

async function unpack(element) {
  const name = element.id.slice("file:".length);
  const bytes = Uint8Array.from(atob(element.textContent), (sign) => sign.charCodeAt(0));
  const opened = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
  const blob = new Blob([await opened.arrayBuffer()], { type: TYPES[name.split(".").pop()] ?? "application/octet-stream" });
  unpacked.set(name, blob);
  element.remove();
}

const placeOf = (name) => new URL(opening.places[name] ?? name, document.baseURI).href;

const page = {
  // The address of a module for this document.
  addressOf: (name) => (unpacked.has(name) ? URL.createObjectURL(unpacked.get(name)) : placeOf(name)),
  // A file for the worker: the document's own addresses mean nothing to it where both come from a disk.
  fileOf: (name) => unpacked.get(name) ?? placeOf(name),
  // A worker from a disk may be a module only when it stands in its own address.
  workerOf: async (name) => new Worker(unpacked.has(name) ? `data:text/javascript,${encodeURIComponent(await unpacked.get(name).text())}` : placeOf(name), { type: "module" }),
};

async function open() {
  await Promise.all([...document.querySelectorAll("script[id^='file:']")].map(unpack));
  document.getElementById("starting").remove();
  await new Host(opening, page).show(document.getElementById("page"));
  if (opening.offline && "serviceWorker" in navigator) keepForLater();
}

// The next visit needs no network; a new edition is told of.
async function keepForLater() {
  const before = navigator.serviceWorker.controller;
  const registered = await navigator.serviceWorker.register(new URL(opening.offline, document.baseURI)).catch(() => null);
  registered?.addEventListener("updatefound", ({ target: { installing } }) => {
    installing?.addEventListener("statechange", () => {
      if (before && installing.state === "activated") document.getElementById("edition").hidden = false;
    });
  });
}

open();
