import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { commandLine } from "../src/command_line";

const HOME = path.resolve("/extensions/speedwright");
const FOLDER = path.resolve("/home/ann/shop");
const NOTHING_SET = { path: "", interpreter: "", folder: FOLDER };

test("without settings, the command on the PATH", () => {
  const { command, args } = commandLine(NOTHING_SET, HOME);
  assert.deepEqual([command, args], ["speedwright", ["server", "--stdio"]]);
});

test("an interpreter runs the module", () => {
  const { command, args } = commandLine({ ...NOTHING_SET, interpreter: "python3" }, HOME);
  assert.deepEqual([command, args], ["python3", ["-m", "speedwright_server", "server", "--stdio"]]);
});

test("the path outranks the interpreter", () => {
  const { command, args } = commandLine({ ...NOTHING_SET, path: "/opt/speedwright", interpreter: "python3" }, HOME);
  assert.deepEqual([command, args], ["/opt/speedwright", ["server", "--stdio"]]);
});

test("relative paths stand on the workspace, where the process does not run", () => {
  for (const setting of [".venv/bin/speedwright", "${workspaceFolder}/.venv/bin/speedwright"]) {
    const { command, options } = commandLine({ ...NOTHING_SET, path: setting }, HOME);
    assert.equal(path.normalize(command), path.join(FOLDER, ".venv/bin/speedwright"));
    assert.equal(options?.cwd, HOME);
  }
});

test("without a folder, a setting is taken as it is", () => {
  const { command } = commandLine({ path: "bin/speedwright", interpreter: "", folder: undefined }, HOME);
  assert.equal(command, "bin/speedwright");
});
