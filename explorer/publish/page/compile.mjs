// Compiles a zip of Python files for the interpreter of the page: node compile.mjs INTERPRETER SOURCES.zip COMPILED.zip
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [interpreter, sources, compiled] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${interpreter}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${interpreter}/`, env: { HOME: "/home", PYTHONHASHSEED: "0" } });
python.FS.writeFile("/sources.zip", new Uint8Array(readFileSync(sources)));
python.runPython(readFileSync(new URL("compile.py", import.meta.url), "utf-8"));
writeFileSync(compiled, python.FS.readFile("/compiled.zip"));
