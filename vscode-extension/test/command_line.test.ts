import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { firstOf, named, type Launch } from "../src/launching/command_line";

const HOME = path.resolve("/extensions/speedwright");
const FOLDER = path.resolve("/home/ann/shop");
const NOTHING_SET: Launch = { path: "", interpreter: "", importStrategy: "useBundled", folder: FOLDER };
const MODULE = ["-m", "speedwright_server", "server", "--stdio"];
const ALL = { bundled: "/own/python", environment: "/venv/python", onPath: "/usr/bin/speedwright" };

test("without settings, nothing is named", () => {
  assert.equal(named(NOTHING_SET, HOME), undefined);
});

test("an interpreter runs the module", () => {
  const found = named({ ...NOTHING_SET, interpreter: "python3" }, HOME);
  assert.deepEqual([found?.command, found?.args], ["python3", MODULE]);
});

test("the path outranks the interpreter", () => {
  const found = named({ ...NOTHING_SET, path: "/opt/speedwright", interpreter: "python3" }, HOME);
  assert.deepEqual([found?.command, found?.args], ["/opt/speedwright", ["server", "--stdio"]]);
});

test("relative paths stand on the workspace, where the process does not run", () => {
  for (const setting of [".venv/bin/speedwright", "${workspaceFolder}/.venv/bin/speedwright"]) {
    const found = named({ ...NOTHING_SET, path: setting }, HOME);
    assert.equal(path.normalize(found?.command ?? ""), path.join(FOLDER, ".venv/bin/speedwright"));
    assert.equal(found?.options?.cwd, HOME);
  }
});

test("without a folder, a setting is taken as it is", () => {
  assert.equal(named({ ...NOTHING_SET, path: "bin/speedwright", folder: undefined }, HOME)?.command, "bin/speedwright");
});

test("the strategy says whose server comes first", () => {
  assert.equal(firstOf(ALL, "useBundled", HOME)?.command, "/own/python");
  assert.equal(firstOf(ALL, "fromEnvironment", HOME)?.command, "/venv/python");
});

test("what is missing gives way to what is there", () => {
  const nothing = { bundled: undefined, environment: undefined, onPath: undefined };
  assert.equal(firstOf({ ...ALL, bundled: undefined }, "useBundled", HOME)?.command, "/usr/bin/speedwright");
  assert.equal(firstOf({ ...nothing, environment: "/venv/python" }, "useBundled", HOME)?.command, "/venv/python");
  assert.equal(firstOf({ ...nothing, bundled: "/own/python" }, "fromEnvironment", HOME)?.command, "/own/python");
  assert.equal(firstOf(nothing, "fromEnvironment", HOME), undefined);
});
