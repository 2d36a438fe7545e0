import assert from "node:assert/strict";
import { test } from "node:test";
import { functionsAround } from "../src/evidence/functions";
import { nodeOf } from "../src/evidence/nodes";
import { plot } from "../src/evidence/plot";
import { EvidenceStore } from "../src/evidence/store";
import type { Measurement, Verdict } from "../src/evidence/verdict";
import { duration, interval, times } from "../src/evidence/wording";
import { levelOf } from "../src/heat_levels";

const MEASUREMENT: Measurement = {
  ratio: 14.2,
  low: 13.1,
  high: 15,
  sizes: [
    { n: 10, ratio: 0.98, low: 0.9, high: 1.1, original_s: 1e-6, candidate_s: 1e-6, realistic: false },
    { n: 1000, ratio: 14.2, low: 13.1, high: 15, original_s: 1e-2, candidate_s: 7e-4, realistic: true },
  ],
  complexity: { from: "O(n^2)", to: "O(n)" },
  memory_ratio: 1.02,
  warm_ratio: null,
  crossover: 12,
};

const ACCEPTED: Verdict = {
  path: "/shop/orders.py",
  function: "orders.allowed",
  verdict: "accepted",
  reason: "same on every input",
  skills: ["list-membership-in-loop"],
  diff: "-old\n+new",
  evidence: {
    inputs: 214,
    sources: { doctest: 3, generated: 211, recorded: 0 },
    branch_coverage: 1,
    candidate_branch_coverage: 1,
    mutation_score: 0.96,
    mutants: { planted: 25, killed: 24, missed: ["line 4: < to <="] },
    counterexample: null,
    isolation: "bubblewrap",
    domain: { banned: { type: "list[str]", from: "hint" } },
    relaxations: [],
    notes: [],
  },
  measurement: MEASUREMENT,
};

const DIFFERENT: Verdict = {
  ...ACCEPTED,
  verdict: "different",
  skills: ["other"],
  measurement: null,
  evidence: {
    ...ACCEPTED.evidence,
    counterexample: { call: "allowed([], [])", original: "[]", candidate: "None", difference: "value" },
  },
};

test("an accepted verdict tells its speedup, and all that it rests on", () => {
  const node = nodeOf({ verdict: ACCEPTED, stale: false });
  assert.deepEqual([node.label, node.description], ["orders.allowed", "14x (13x to 15x)"]);
  const told = JSON.stringify(node.children);
  for (const fact of ["214", "n = 1,000", "O(n^2) before, O(n) after", "96 % noticed (24 of 25)", "line 4: < to <=", "bubblewrap"]) {
    assert.ok(told.includes(fact), fact);
  }
  assert.ok(!told.includes("recorded"), "a source without inputs");
});

test("a different one shows the input on which it differs, ready to copy", () => {
  const node = nodeOf({ verdict: DIFFERENT, stale: false });
  assert.equal(node.description, "would change behaviour");
  const found = node.children?.find((each) => each.action?.kind === "copy");
  assert.equal(found?.action?.text, "allowed([], [])");
  assert.deepEqual(found?.children?.map((each) => each.label), ["[]", "None"]);
});

function storeOf(...verdicts: Verdict[]): EvidenceStore {
  const store = new EvidenceStore();
  store.take(verdicts, store.moment);
  return store;
}

test("a later verdict replaces the one about the same change, and edits make it stale", () => {
  const store = storeOf(DIFFERENT, { ...ACCEPTED, verdict: "undecided" });
  store.take([ACCEPTED], store.moment);
  assert.deepEqual(store.all().map(({ verdict }) => verdict.verdict), ["accepted", "different"]);
  assert.equal(store.changed("/shop/elsewhere.py"), false);
  assert.equal(store.changed("/shop/orders.py"), true);
  assert.equal(store.changed("/shop/orders.py"), false);
  assert.ok(store.all().every(({ stale }) => stale));
});

test("one skill at two places of a function gives two verdicts", () => {
  const elsewhere: Verdict = { ...ACCEPTED, diff: "-other\n+place", verdict: "not-faster" };
  const store = storeOf(ACCEPTED);
  store.take([elsewhere], store.moment);
  assert.deepEqual(store.all().map(({ verdict }) => verdict), [ACCEPTED, elsewhere]);
});

test("what was asked before an edit is about the text before it", () => {
  const store = new EvidenceStore();
  const asked = store.moment;
  store.changed("/shop/orders.py");
  store.take([ACCEPTED], asked);
  assert.deepEqual(store.all(), [{ verdict: ACCEPTED, stale: true }]);
  assert.ok(store.isStale("/shop/orders.py"));
});

test("what is proven anew after an edit replaces the old, and only that", () => {
  const store = storeOf(ACCEPTED, DIFFERENT);
  store.changed("/shop/orders.py");
  const anew: Verdict = { ...ACCEPTED, diff: "-old\n+moved" };
  store.take([anew], store.moment);
  assert.deepEqual(store.all(), [{ verdict: anew, stale: false }, { verdict: DIFFERENT, stale: true }]);
});

test("nothing is known of a file that is gone", () => {
  const store = storeOf(ACCEPTED);
  assert.equal(store.forget("/shop/elsewhere.py"), false);
  assert.equal(store.forget("/shop/orders.py"), true);
  assert.deepEqual(store.all(), []);
});

test("the functions around a line are those that it is indented in", () => {
  const lines = [
    "class Shop:",
    "    def first(self):",
    "        pass",
    "",
    "    async def open(self):",
    "        def inner():",
    "            return 1",
    "# a comment",
    "        return inner()",
    "",
    "total = 0",
  ];
  assert.deepEqual(functionsAround(lines, 6), ["inner", "open"]);
  assert.deepEqual(functionsAround(lines, 8), ["open"]);
  assert.deepEqual(functionsAround(lines, 5), ["inner", "open"]);
  assert.deepEqual(functionsAround(lines, 10), []);
  assert.deepEqual(functionsAround(lines, 0), []);
});

test("the plot draws each size with its interval, and which of them decide", () => {
  const drawn = plot(MEASUREMENT) ?? "";
  assert.equal(drawn.match(/<circle/g)?.length, 2);
  assert.equal(drawn.match(/class="realistic"/g)?.length, 1);
  assert.ok(drawn.includes("n = 1,000: 14x (13x to 15x), realistic"));
  const [high, low] = [...drawn.matchAll(/<circle class="\w+" cx="[\d.]+" cy="([\d.]+)"/g)].map((found) => Number(found[1]));
  assert.ok(high !== undefined && low !== undefined && high > low, "the faster is drawn higher");
  assert.equal(plot({ ...MEASUREMENT, sizes: [] }), undefined);
});

test("one size alone is drawn too", () => {
  assert.ok(!plot({ ...MEASUREMENT, sizes: MEASUREMENT.sizes.slice(1) })?.includes("NaN"));
});

test("numbers have the digits that were measured", () => {
  assert.deepEqual([times(14.2), times(3.14), times(1.068)], ["14x", "3.1x", "1.07x"]);
  assert.equal(interval(MEASUREMENT), "14x (13x to 15x)");
  assert.deepEqual([1.23, 0.0342, 5.6e-6, 0.5].map(duration), ["1.2 s", "34 ms", "5.6 us", "500 ms"]);
});

test("heat has five levels", () => {
  assert.deepEqual([0.01, 0.05, 0.2, 0.3, 0.9].map(levelOf), [0, 1, 2, 3, 4]);
});
