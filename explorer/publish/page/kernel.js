// Python in a worker: starts the interpreter and Graphviz, opens the dashboard in it, and passes messages on, one after another.

let receive;

async function start(given) {
  step(0);
  const files = Object.fromEntries(Object.entries(given).map(([name, file]) => [name, addressOf(file)]));
  const { loadPyodide } = await import(files["pyodide.mjs"]);
  const { default: createPyodideModule } = await import(files["pyodide.asm.mjs"]);
  const load = self.fetch.bind(self); // the interpreter asks for its program beside itself, which a single file has not
  self.fetch = (address, options) => load(String(address).endsWith("pyodide.asm.wasm") ? files["pyodide.asm.wasm"] : address, options);
  const graphviz = import(files["viz.js"]).then(({ instance }) => instance()); // while the interpreter starts
  const lock = await (await load(files["pyodide-lock.json"])).text();
  const packed = ["libraries.zip", "explorer.zip"].map((name) => bytes(load(files[name])));
  const guideline = load(files["guideline.json"]).then((found) => found.text());
  const python = await loadPyodide({ indexURL: files["pyodide.mjs"].startsWith("blob:") ? "file:///" : new URL(".", files["pyodide.mjs"]).href, stdLibURL: files["python_stdlib.zip"], env: { HOME: "/home", JUPYTER_WIDGETS_ECHO: "0" }, lockFileContents: lock, createPyodideModule });
  step(1);
  for (const each of packed) python.unpackArchive(await each, "zip", { extractDir: "/lib/python3.14/site-packages" });
  const page = python.pyimport("explorer.publish.in_page");
  step(2);
  const drawer = await graphviz;
  self.layOut = (dot, format, engine) => drawer.renderString(dot, { format, engine });
  const dashboard = page.open_written(await guideline, post);
  receive = page.receive;
  step(3);
  postMessage({ ready: true });
  return dashboard;
}

const addressOf = (file) => (file instanceof Blob ? URL.createObjectURL(file) : file);
const bytes = async (found) => new Uint8Array(await (await found).arrayBuffer());
const step = (number) => postMessage({ step: number });

function post(said, buffers) {
  const copied = buffers.toJs().map((each) => new Uint8Array(each));
  postMessage({ said, buffers: copied }, copied.map((each) => each.buffer));
}

function take(message) {
  receive(message);
  postMessage({ done: true });
}

self.onmessage = async ({ data }) => {
  try {
    if (data.start) self.dashboard = await start(data.start);
    else take(data.take);
  } catch (error) {
    console.error(error);
    postMessage({ lost: true });
  }
};
