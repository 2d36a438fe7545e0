import assert from "node:assert/strict";
import { access, chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { Bundled } from "../src/launching/bundled";

const WORKS = `#!/bin/sh
case "$3" in
  venv) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
esac
`;
const FAILS = `#!/bin/sh
case "$3" in
  venv) mkdir -p "$4/bin" && printf '#!/bin/sh\\necho no network >&2\\nexit 1\\n' > "$4/bin/python" && chmod +x "$4/bin/python" ;;
esac
`;

type Context = { after: (done: () => Promise<void>) => void };

/** A server's wheel, a folder for its environments, and a Python that makes these quickly: a script in its place. */
async function places(context: Context, script: string): Promise<{ bundled: Bundled; storage: string; python: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "bundled-"));
  context.after(() => rm(folder, { recursive: true }));
  const storage = path.join(folder, "storage");
  await mkdir(path.join(folder, "bundled"));
  await writeFile(path.join(folder, "bundled", "speedwright-1-py3-none-any.whl"), "a wheel");
  const python = path.join(folder, "python");
  await writeFile(python, script);
  await chmod(python, 0o755);
  const bundled = await Bundled.of(folder, storage);
  assert.ok(bundled);
  return { bundled, storage, python };
}

const skip = process.platform === "win32" ? "needs a shell" : false;

test("an installation leaves the one alone that may be running", { skip }, async (context) => {
  const { bundled, python } = await places(context, WORKS);
  assert.equal(await bundled.interpreter(), undefined);
  await bundled.install([python], {});
  const running = await bundled.interpreter();
  assert.ok(running);
  await bundled.install([python], {});
  const another = await bundled.interpreter();
  assert.notEqual(another, running);
  await access(running);

  await bundled.removeOthers();
  assert.equal(await bundled.interpreter(), another);
  await assert.rejects(access(running));
});

test("one that fails leaves nothing, and what was there before", { skip }, async (context) => {
  const { bundled, storage, python } = await places(context, WORKS);
  await bundled.install([python], {});
  const before = await bundled.interpreter();
  await writeFile(python, FAILS);
  await assert.rejects(bundled.install([python], {}), /no network/);
  assert.equal(await bundled.interpreter(), before);
  assert.equal((await readdir(storage)).length, 1);
});
