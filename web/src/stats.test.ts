import { check } from "./check";
import type { Cost } from "./documents";
import { added, estimate, relative } from "./stats";

// The Go test compares estimate with package stats.
(globalThis as { estimate?: typeof estimate }).estimate = estimate;

const cost = (block: number, wall_ns: number, broken?: string[]): Cost =>
  ({ run: "", repeat: block, block, wall_ns, cpu_ns: 0, peak_rss_bytes: 0, broken });

check("no values", estimate([]).n, 0);
check("one value", estimate([3]), { median: 3, n: 1 });
check("differences within blocks", added([cost(1, 10), cost(2, 30)], [cost(2, 33), cost(1, 11)]).value.median, 2);
check("a block that one side lacks", added([cost(1, 10)], [cost(1, 15), cost(2, 99)]).value.n, 1);
check("runs that broke a gate are left out", relative([cost(1, 10), cost(2, 10, ["load"])], [cost(1, 20), cost(2, 90)]),
  { value: { median: 2, n: 1 }, disturbed: false });
check("unless no pair is left", relative([cost(1, 10), cost(2, 10, ["load"])], [cost(1, 20, ["load"]), cost(2, 20)]).disturbed, true);
check("no pair at all", added([cost(1, 10)], [cost(2, 15)]).value.n, 0);
