// The speedup against the size of the input, with its interval, as an SVG that follows the colours of the theme.

import type { Measurement, SizeMeasurement } from "./verdict";
import { interval, times } from "./wording";

const WIDTH = 480;
const HEIGHT = 160;
const LEFT = 52;
const RIGHT = 20;
const TOP = 8;
const BOTTOM = 38;

/** Places on a logarithmic scale from `least` to `most`, between two ends. */
function scale(least: number, most: number, from: number, to: number): (value: number) => number {
  const span = Math.log(most) - Math.log(least);
  return (value) => (span === 0 ? (from + to) / 2 : from + ((Math.log(value) - Math.log(least)) / span) * (to - from));
}

/** The plot; undefined where no size was measured. Both axes are logarithmic: speedups that grow with n are lines. */
export function plot(measurement: Measurement): string | undefined {
  const sizes = [...measurement.sizes].filter((each) => each.low > 0).sort((one, other) => one.n - other.n);
  if (sizes.length === 0) {
    return undefined;
  }
  const least = Math.min(0.8, ...sizes.map((each) => each.low));
  const most = Math.max(1.25, ...sizes.map((each) => each.high)) * 1.1;
  const x = scale(Math.max(1, sizes[0]!.n), Math.max(1, sizes.at(-1)!.n), LEFT + 16, WIDTH - RIGHT - 16);
  const y = scale(least, most, HEIGHT - BOTTOM, TOP);
  const at = (each: SizeMeasurement): number => x(Math.max(1, each.n));
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Speedup by size of the input">`,
    ...ratioTicks(least, most).map((tick) => gridLine(y(tick), times(tick).replace(/\.0+x$/, "x"), tick === 1)),
    ...sizes.map((each) => sizeLabel(at(each), each.n.toLocaleString("en"))),
    `<text class="axis" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}">size of the input (n)</text>`,
    `<polygon class="interval" points="${band(sizes, at, y)}"/>`,
    `<polyline class="ratio" points="${sizes.map((each) => point(at(each), y(each.ratio))).join(" ")}"/>`,
    ...sizes.map((each) => mark(each, at(each), y)),
    "</svg>",
  ].join("\n");
}

/** Round ratios inside the plot: 1 and its doubles, or, where these would crowd, powers of ten. */
function ratioTicks(least: number, most: number): number[] {
  const base = most / least > 64 ? 10 : 2;
  const powers = Array.from({ length: 21 }, (_, index) => base ** (index - 10));
  return powers.filter((tick) => tick >= least && tick <= most);
}

function gridLine(y: number, label: string, isEqual: boolean): string {
  const kind = isEqual ? "equal" : "grid";
  return (
    `<line class="${kind}" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/>` +
    `<text class="tick" x="${LEFT - 8}" y="${(y + 4).toFixed(1)}">${label}</text>`
  );
}

function sizeLabel(x: number, label: string): string {
  return `<text class="size" x="${x.toFixed(1)}" y="${HEIGHT - BOTTOM + 16}">${label}</text>`;
}

type Place = (each: SizeMeasurement) => number;

function band(sizes: readonly SizeMeasurement[], at: Place, y: (ratio: number) => number): string {
  const upper = sizes.map((each) => point(at(each), y(each.high)));
  const lower = sizes.map((each) => point(at(each), y(each.low))).reverse();
  return [...upper, ...lower].join(" ");
}

function mark(each: SizeMeasurement, x: number, y: (ratio: number) => number): string {
  const told = `n = ${each.n.toLocaleString("en")}: ${interval(each)}${each.realistic ? ", realistic" : ""}`;
  const line = `<line class="bar" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${y(each.low).toFixed(1)}" y2="${y(each.high).toFixed(1)}"/>`;
  const dot = `<circle class="${each.realistic ? "realistic" : "other"}" cx="${x.toFixed(1)}" cy="${y(each.ratio).toFixed(1)}" r="4"/>`;
  return `<g><title>${told}</title>${line}${dot}</g>`;
}

function point(x: number, y: number): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
