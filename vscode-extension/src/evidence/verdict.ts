// What the server tells of one candidate: the objects of `improve --format json`.

export type Outcome = "accepted" | "different" | "not-faster" | "undecided";

export interface SizeMeasurement {
  readonly n: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Seconds of a call. */
  readonly original_s: number;
  readonly candidate_s: number;
  readonly realistic: boolean;
}

export interface Measurement {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly sizes: readonly SizeMeasurement[];
  readonly complexity: { readonly from: string; readonly to: string } | null;
  readonly memory_ratio: number | null;
  readonly warm_ratio: number | null;
  readonly crossover: number | null;
}

export interface Evidence {
  readonly inputs: number;
  readonly sources: Readonly<Record<string, number>>;
  readonly branch_coverage: number | null;
  readonly candidate_branch_coverage: number | null;
  readonly mutation_score: number | null;
  readonly mutants: { readonly planted: number; readonly killed: number; readonly missed: readonly string[] } | null;
  readonly counterexample: {
    readonly call: string;
    readonly original: string;
    readonly candidate: string;
    readonly difference: string;
  } | null;
  readonly isolation: string;
  readonly domain: Readonly<Record<string, { readonly type: string; readonly from: string }>>;
  readonly relaxations: readonly string[];
  readonly notes: readonly string[];
}

export interface Verdict {
  readonly path: string;
  /** The module and the qualified name. */
  readonly function: string;
  readonly verdict: Outcome;
  readonly reason: string;
  readonly skills: readonly string[];
  readonly diff: string;
  readonly evidence: Evidence;
  readonly measurement: Measurement | null;
}
