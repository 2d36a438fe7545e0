// How hot a line is, in the few steps that eyes tell apart.

/** The least share of the time (0 to 1) of each level, the coolest first; each is about twice the one before. */
export const LEVELS = [0, 0.05, 0.1, 0.25, 0.5] as const;

/** The level of a share. */
export function levelOf(share: number): number {
  return LEVELS.findLastIndex((least) => share >= least);
}
