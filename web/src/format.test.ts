import { check } from "./check";
import { column, digits, duration, middle, percentChange, quantity, share, tickTexts, type Unit } from "./format";

const n = "\u202f"; // between figure and unit
const g = "\u2009"; // between thousands
const p = "\u2008"; // as wide as the point
const d = "\u2007"; // as wide as a digit

const quantities: [number | undefined, Unit, string][] = [
  [0, "s", `0${n}s`], [0.00123, "s", `1.23${n}ms`], [1, "s", `1.00${n}s`], [999.6, "s", `1${g}000${n}s`], [2e6, "s", `2${g}000${g}000${n}s`],
  [0.9999, "s", `1.00${n}s`], [1.5e-7, "s", `150${n}ns`], [3e-10, "s", `0.300${n}ns`], [-0.0021, "s", `−2.10${n}ms`],
  [25_100_000, "B", `25.1${n}MB`], [0.4, "B", `0.400${n}B`], [9.996, "x", `10.0${n}×`], [1234, "%", `1${g}234${n}%`],
  [23118, "", `23${g}118`], [1234567, "", `1.23${n}M`], [0.12, "", "0.120"], [undefined, "s", "–"], [NaN, "s", "–"],
];
for (const [value, unit, want] of quantities) check(`quantity(${value}, ${unit})`, quantity(value, unit), want);

check("digits of a small negative", digits(-1e-9), "0.000000");
check("digits of thousands", digits(12345.6), `12${g}346`);

const columns: [number[], Unit, string, string[]][] = [
  [[0.27, 0.713], "s", "ms", ["270", "713"]],
  [[0.158, 0.0329, 0.000403], "s", "ms", [`158${p}${d}${d}`, `32.9${d}`, "0.40"]],
  [[1.04, 0.955], "x", "×", [`1.04${d}`, "0.955"]],
  [[1800, 52643], "", "", [`1${g}800`, `52${g}643`]],
  [[2_000_000, 500], "", "M", [`2.00${d}`, "0.001"]],
  [[], "s", "s", []],
];
for (const [values, unit, head, want] of columns) {
  const c = column(values, unit);
  check(`column(${values}) unit`, c.unit, head);
  check(`column(${values})`, values.map((v) => c.text(v)), want);
}

check("duration, short", duration(8.5e8), `850${n}ms`);
check("duration, minutes", duration(642e9), `10${n}min 42${n}s`);
check("duration, hours", duration(7_260e9), `2${n}h 1${n}min`);
check("ticks", tickTexts([-0.05, 0, 0.05, 0.1], "s"), [`−50${n}ms`, "0", `50${n}ms`, `100${n}ms`]);
check("share", [share(0.1), share(0.9985), share(1 / 3)], [`10${n}%`, `99.9${n}%`, `33.3${n}%`]);
check("change", [1, 1.0004, 1.31, 0.9, 3].map(percentChange), [`±0${n}%`, `±0${n}%`, `+31.0${n}%`, `−10.0${n}%`, `+200${n}%`]);
check("middle of a path", middle("policy/protocols/conn/known-hosts.bro", 24), "…/conn/known-hosts.bro");
check("middle of a function and its file", middle("dns_message (base/protocols/dns/main.bro:266)", 28), "dns_message (…/main.bro:266)");
check("middle of a function and its line", middle("DNS::set_session (base/protocols/dns/main.bro:199)", 24), "DNS::set_session (…:199)");
check("middle of a function", middle("DNS::set_session (base/protocols/dns/main.bro:199)", 22), "DNS::set_session");
check("ticks of many seconds", tickTexts([0, 500, 1500], "s"), ["0", `500${n}s`, `1${g}500${n}s`]);
check("middle of a name", middle("abcdefghij", 5), "ab…ij");
check("middle of a short name", middle("abc", 5), "abc");
