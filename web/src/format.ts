// Numbers as text: SI prefixes, three significant digits, U+2212 for minus
// and a narrow no-break space between figure and unit. The raw value goes
// beside them, for the title and for copying.

export type Unit = "s" | "B" | "B/s" | "/s" | "" | "%" | "x" | "Hz";

interface Prefix {
  factor: number;
  symbol: string;
}

const prefixes: Prefix[] = [
  { factor: 1e15, symbol: "P" },
  { factor: 1e12, symbol: "T" },
  { factor: 1e9, symbol: "G" },
  { factor: 1e6, symbol: "M" },
  { factor: 1e3, symbol: "k" },
  { factor: 1, symbol: "" },
  { factor: 1e-3, symbol: "m" },
  { factor: 1e-6, symbol: "µ" },
  { factor: 1e-9, symbol: "n" },
];
const none: Prefix = { factor: 1, symbol: "" };
export const space = "\u202f";
const figureSpace = "\u2007";

// prefixFor gives the prefix that puts the value between 1 and 1000. Only
// times are divided below one: there is no such thing as a millibyte. And
// nobody says kilosecond.
export function prefixFor(value: number, unit: Unit): Prefix {
  if (unit === "%" || unit === "x") return none;
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(size)) return none;
  const fits = prefixes.find((p) => size >= p.factor * 0.9995) ?? prefixes[prefixes.length - 1]!;
  return (unit === "s" ? fits.factor > 1 : fits.factor < 1) ? none : fits;
}

// places is how many digits after the point make three significant ones.
function places(size: number): number {
  if (size === 0) return 0;
  const rounded = Number(size.toPrecision(3)); // 9.995 is 10.0
  return Math.max(0, 2 - Math.floor(Math.log10(rounded) + 1e-12));
}

// digits gives the value with three significant digits, or fewer when these
// are too far behind the point, and never with an exponent.
export function digits(value: number, most = 6): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const text = size >= 999.5 ? group(Math.round(size)) : size.toFixed(Math.min(places(size), most));
  return (value < 0 && /[1-9]/.test(text) ? "−" : "") + text;
}

// counted reports that a value is a count that is shown whole: exact values
// have to agree to the last digit, so as many as fit are seen.
function counted(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 1e6;
}

// group sets thin spaces between thousands.
export function group(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

// quantity gives the value with its unit: quantity(0.00123, "s") is "1.23 ms".
export function quantity(value: number | undefined, unit: Unit): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  if (unit === "" && counted(value)) return minus(group(value));
  const p = prefixFor(value, unit);
  const suffix = suffixOf(p, unit);
  const text = digits(value / p.factor);
  return text + (suffix ? space + suffix : "");
}

function minus(text: string): string {
  return text.replace("-", "−");
}

function suffixOf(p: Prefix, unit: Unit): string {
  return unit === "x" ? "×" : p.symbol + unit;
}

// share writes a part of one in per cent, without zeros at its end.
export function share(part: number): string {
  return Number((part * 100).toPrecision(3)) + space + "%";
}

// raw is the whole value with its base unit, for hovering and copying.
export function raw(value: number, unit: string): string {
  return String(value) + (unit ? " " + unit : "");
}

// A Column writes values of one table column or axis with one prefix, so that
// they can be compared by eye, and pads their fractions to one width, so that
// decimal points stand under each other.
export interface Column {
  unit: string; // prefix and unit, for the heading
  text(value: number): string;
}

export function column(values: number[], unit: Unit): Column {
  const sizes = values.map(Math.abs).filter((v) => v > 0 && Number.isFinite(v)).sort((a, b) => a - b);
  const middle = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const whole = unit === "" && values.every(counted);
  const p = whole ? none : prefixFor(sizes[sizes.length - 1] ?? 0, unit);
  const fraction = (text: string) => (text.includes(".") ? text.length - text.indexOf(".") : 0);
  // What is far smaller than the rest is not worth more places than they have
  // and one.
  const most = Math.max(1, places(middle / p.factor)) + 1;
  const plain = (value: number) => (whole ? minus(group(value)) : digits(value / p.factor, most));
  const width = Math.max(0, ...values.map((v) => fraction(plain(v))));
  return {
    unit: suffixOf(p, unit),
    text(value) {
      if (!Number.isFinite(value)) return "–";
      const text = plain(value);
      const missing = width - fraction(text);
      // A figure space is as wide as a digit but wider than the point; the
      // first missing character is the point.
      return text + (missing <= 0 ? "" : (fraction(text) === 0 ? "\u2008" : figureSpace) + figureSpace.repeat(missing - 1));
    },
  };
}

// tickTexts writes the ticks of an axis with one prefix and no zeros at the end.
export function tickTexts(ticks: number[], unit: Unit): string[] {
  const format = column(ticks, unit);
  const trim = (words: string) => words.replace(/[\u2007\u2008]/g, "").replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return ticks.map((v) => (v === 0 ? "0" : trim(format.text(v)) + (format.unit ? space + format.unit : "")));
}

// ratio writes a factor: "1.03 ×".
export function ratio(value: number | undefined): string {
  return quantity(value, "x");
}

// percentChange writes what a factor changes: +3.1 %.
export function percentChange(factor: number): string {
  const change = (factor - 1) * 100;
  const size = Math.abs(change);
  if (size < 0.05) return "±0" + space + "%";
  return (change > 0 ? "+" : "−") + (size >= 9.95 ? digits(Math.round(size)) : size.toFixed(1)) + space + "%";
}

// duration writes nanoseconds as people say them: "850 ms", "12.3 s", "4 min 10 s".
export function duration(ns: number): string {
  const seconds = ns / 1e9;
  if (seconds < 100) return quantity(seconds, "s");
  const total = Math.round(seconds);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const part = (n: number, unit: string) => (n > 0 ? [`${n}${space}${unit}`] : []);
  return [...part(hours, "h"), ...part(minutes, "min"), ...(hours ? [] : part(total % 60, "s"))].join(" ");
}

const two = (n: number) => String(n).padStart(2, "0");

// moment writes a time as "2026-03-14 15:09" in the reader's time zone.
export function moment(text: string): string {
  const d = new Date(text);
  if (Number.isNaN(d.getTime())) return "–";
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
}

// middle cuts a long name in its middle; paths keep their last parts, and a
// function that is called after where it is keeps its name before its place.
export function middle(name: string, max: number): string {
  if (name.length <= max) return name;
  const placed = /^(.+) \(([^()]*?)(:\d+)\)$/.exec(name);
  if (placed) {
    const [, bare, file, line] = placed as unknown as [string, string, string, string];
    const last = `…/${file.split("/").pop()}${line}`;
    for (const place of [last, "…" + line]) if (bare.length + place.length + 3 <= max) return `${bare} (${place})`;
    return middle(bare, max);
  }
  if (name.includes("/")) {
    const parts = name.split("/");
    let tail = parts.pop()!;
    while (parts.length && tail.length + parts[parts.length - 1]!.length + 3 <= max) tail = parts.pop() + "/" + tail;
    if (tail.length + 2 <= max) return "…/" + tail;
  }
  const head = Math.ceil((max - 1) / 2);
  return name.slice(0, head) + "…" + name.slice(name.length - (max - 1 - head));
}

// short cuts a digest to what people compare by eye.
export function short(digest: string): string {
  const hex = digest.replace(/^sha256:/, "");
  return hex.slice(0, 12);
}
