// Where an axis has its ticks.

export interface Scale {
  (value: number): number;
  ticks: number[];
}

// linear maps [min, max] to [from, to] with ticks at round numbers.
export function linear(min: number, max: number, from: number, to: number, count: number): Scale {
  if (!(max > min)) max = min + 1;
  const scale = ((v: number) => from + ((v - min) / (max - min)) * (to - from)) as Scale;
  scale.ticks = round(min, max, count);
  return scale;
}

function round(min: number, max: number, count: number): number[] {
  const rough = (max - min) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((m) => m * power >= rough * 0.999) ?? 10) * power;
  const out: number[] = [];
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++) out.push(Number((i * step).toPrecision(12)));
  // One tick alone says nothing of the scale.
  return out.length < 2 && count < 20 ? round(min, max, 2 * count) : out;
}

// ratios maps factors so that 1/x and x lie equally far from 1.
export function ratios(min: number, max: number, from: number, to: number, room: number): Scale {
  const a = Math.log(min);
  const b = Math.log(max);
  const scale = ((v: number) => from + ((Math.log(Math.max(v, 1e-12)) - a) / (b - a)) * (to - from)) as Scale;
  const candidates = [0.01, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1, 1.02, 1.05, 1.1, 1.2, 1.3, 1.5, 2, 3, 5, 10, 20, 50, 100];
  // 1 is the figure that matters; the others come where there is room.
  const kept = [1];
  const order = candidates.filter((c) => c !== 1 && c >= min && c <= max);
  order.sort((x, y) => weight(y) - weight(x));
  for (const c of order) if (kept.every((k) => Math.abs(scale(k) - scale(c)) >= room)) kept.push(c);
  scale.ticks = kept.filter((c) => c >= min && c <= max).sort((x, y) => x - y);
  return scale;
}

function weight(c: number): number {
  return [0.1, 0.5, 2, 10].includes(c) ? 3 : [0.8, 0.9, 1.1, 1.2, 0.2, 5].includes(c) ? 2 : 1;
}
