// Numbers as people read them.

/** `14x`, `3.1x`, `1.07x`: no more digits than were measured. */
export function times(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(0) : ratio >= 2 ? ratio.toFixed(1) : ratio.toFixed(2)}x`;
}

/** `14x (13x to 15x)`. */
export function interval(measured: { ratio: number; low: number; high: number }): string {
  return `${times(measured.ratio)} (${times(measured.low)} to ${times(measured.high)})`;
}

/** Seconds as `1.2 s`, `34 ms`, `5.6 us`. */
export function duration(seconds: number): string {
  const [value, unit] =
    seconds >= 1 ? [seconds, "s"] : seconds >= 1e-3 ? [seconds * 1e3, "ms"] : [seconds * 1e6, "us"];
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(2)} ${unit}`;
}

/** A share (0 to 1) as `96 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
