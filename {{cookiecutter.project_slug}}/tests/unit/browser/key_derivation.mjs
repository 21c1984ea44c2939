// Runs calls of hashlib in Pyodide as the worker has it. Standard input: {"calls": [[function,
// positional, keywords], ...], "module": path of key_derivation.py}, bytes as {"hex": ...}. Standard
// output: [hex or "<error>: <text>", ...].

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { runtime, browser, module, calls } = JSON.parse(readFileSync(0, "utf8"));
const load = (...parts) => import(pathToFileURL(join(...parts)).href);
const { loadPyodide } = await load(runtime, "pyodide.mjs");
await load(browser, "worker", "key_derivation.js");
const python = await loadPyodide({ stdout: (line) => console.error(line) });
python.FS.writeFile("/home/pyodide/key_derivation.py", readFileSync(module));
python.runPython(`
import hashlib, json
from key_derivation import add_key_derivation

add_key_derivation()

def of_json(value):
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value

def outcome(name, args, kwargs):
    kwargs = {key: of_json(value) for key, value in kwargs.items()}
    try:
        return getattr(hashlib, name)(*map(of_json, args), **kwargs).hex()
    except Exception as error:
        return f"{type(error).__name__}: {error}"

def outcomes(calls):
    return json.dumps([outcome(*call) for call in json.loads(calls)])
`);
process.stdout.write(python.globals.get("outcomes")(JSON.stringify(calls)));
