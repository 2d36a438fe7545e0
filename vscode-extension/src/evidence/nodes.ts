// A verdict as a tree of short lines: what a view shows, without the view.

import type { Known } from "./store";
import type { Evidence, Measurement, Outcome, Verdict } from "./verdict";
import { duration, interval, percent, times } from "./wording";

/** A line of the tree. `action` is what a click on it does with `text`. */
export interface Node {
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly icon?: string;
  readonly colour?: string;
  readonly children?: readonly Node[];
  readonly action?: { readonly kind: "copy" | "diff" | "plot"; readonly text: string };
  /** The verdict that the line stands for, on the first level alone. */
  readonly verdict?: Verdict;
}

const MARKS: Record<Outcome, { icon: string; colour: string; says: string }> = {
  accepted: { icon: "pass-filled", colour: "testing.iconPassed", says: "proven faster" },
  different: { icon: "error", colour: "testing.iconFailed", says: "would change behaviour" },
  "not-faster": { icon: "circle-slash", colour: "testing.iconSkipped", says: "not faster" },
  undecided: { icon: "question", colour: "testing.iconQueued", says: "undecided" },
};

/** One verdict with all that it rests on. */
export function nodeOf({ verdict, stale }: Known): Node {
  const { icon, colour, says } = MARKS[verdict.verdict];
  const speed = verdict.verdict === "accepted" && verdict.measurement !== null ? interval(verdict.measurement) : says;
  return {
    label: verdict.function,
    description: stale ? `${speed} · of an earlier text` : speed,
    tooltip: `${verdict.skills.join(", ")}: ${verdict.reason}`,
    icon,
    colour,
    verdict,
    children: [
      { label: verdict.reason, icon: "info", tooltip: verdict.reason },
      ...counterexample(verdict.evidence),
      ...measured(verdict.measurement),
      ...tried(verdict.evidence),
      { label: "Show the change", description: verdict.skills.join(", "), icon: "diff", action: { kind: "diff", text: verdict.diff } },
    ],
  };
}

function counterexample({ counterexample }: Evidence): Node[] {
  if (counterexample === null) {
    return [];
  }
  const { call, original, candidate, difference } = counterexample;
  return [
    {
      label: call,
      description: `differs in ${difference}`,
      tooltip: `${call}\n\nClick to copy.`,
      icon: "beaker-stop",
      colour: "testing.iconFailed",
      action: { kind: "copy", text: call },
      children: [
        { label: original, description: "the original" },
        { label: candidate, description: "the candidate" },
      ],
    },
  ];
}

function measured(measurement: Measurement | null): Node[] {
  if (measurement === null) {
    return [];
  }
  const { complexity, memory_ratio, warm_ratio, crossover } = measurement;
  const further: Node[] = [];
  if (complexity !== null) {
    further.push({ label: "growth", description: `${complexity.from} before, ${complexity.to} after` });
  }
  if (crossover !== null) {
    further.push({ label: "faster from", description: `n = ${crossover.toLocaleString("en")}` });
  }
  if (warm_ratio !== null) {
    further.push({ label: "repeated calls", description: `${times(warm_ratio)}, which does not count` });
  }
  if (memory_ratio !== null) {
    further.push({ label: "peak memory", description: `${memory_ratio.toFixed(2)} times the original's` });
  }
  return [
    {
      label: "Measured",
      description: interval(measurement),
      icon: "graph-line",
      children: [...measurement.sizes.map(size), ...further],
    },
  ];
}

function size(each: Measurement["sizes"][number]): Node {
  const times = `${duration(each.original_s)} to ${duration(each.candidate_s)}`;
  const description = `${interval(each)} · ${times}${each.realistic ? " · realistic" : ""}`;
  return { label: `n = ${each.n.toLocaleString("en")}`, description, ...(each.realistic ? { icon: "target" } : {}) };
}

function tried(evidence: Evidence): Node[] {
  const sources = Object.entries(evidence.sources).filter(([, count]) => count > 0);
  const inputs = sources.map(([source, count]) => ({ label: source, description: count.toLocaleString("en") }));
  const nodes: Node[] = [
    { label: "Inputs", description: evidence.inputs.toLocaleString("en"), icon: "beaker", children: inputs },
  ];
  const strength = [...covered(evidence), ...killed(evidence)];
  if (strength.length > 0) {
    nodes.push({ label: "Strength", description: strength[0]?.description ?? "", icon: "shield", children: strength });
  }
  const assumed = Object.entries(evidence.domain);
  if (assumed.length > 0) {
    nodes.push({
      label: "Assumed",
      icon: "symbol-parameter",
      description: assumed.map(([name]) => name).join(", "),
      children: assumed.map(([name, { type, from }]) => ({ label: name, description: `${type}, from ${from}` })),
    });
  }
  nodes.push(...evidence.relaxations.map((label) => ({ label, description: "relaxed", icon: "unlock" })));
  nodes.push(...evidence.notes.map((label) => ({ label, icon: "note", tooltip: label })));
  nodes.push({ label: "Isolation", description: evidence.isolation, icon: "lock" });
  return nodes;
}

function covered({ branch_coverage: original, candidate_branch_coverage: candidate }: Evidence): Node[] {
  const shares = { "branches of the original": original, "branches of the candidate": candidate };
  return Object.entries(shares).flatMap(([label, share]) =>
    share === null ? [] : [{ label, description: `${percent(share)} taken` }],
  );
}

function killed({ mutation_score: score, mutants }: Evidence): Node[] {
  if (score === null) {
    return [];
  }
  const missed = (mutants?.missed ?? []).map((label) => ({ label, description: "not noticed" }));
  const counted = mutants === null ? "" : ` (${mutants.killed} of ${mutants.planted})`;
  return [{ label: "planted faults", description: `${percent(score)} noticed${counted}`, children: missed }];
}
