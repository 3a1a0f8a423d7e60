import { check } from "./check";
import type { CostClaim, Estimate, Verdict } from "./documents";
import { decisive, directly, whatDecides } from "./verdicts";

const claim = (more: Partial<CostClaim>): CostClaim => ({ trial: "", here: { median: 1, n: 5 }, published: { median: 1, n: 5 }, quotient: { median: 1, n: 5 }, outcome: "undecided", ...more });

check("a claim that is decided needs nothing", decisive(claim({ outcome: "shifted", repeats_needed: 9 })), undefined);
check("repeats here", decisive(claim({ repeats_needed: 24 })), "24 repeats here would decide");
check("repeats on each side, of one that moved", decisive(claim({ repeats_needed_each: 1200, moved: true })), "it moved, by how much is open; 1\u2009200 repeats on each side would decide");
check("more than anyone makes", decisive(claim({ repeats_needed_each: 10_000 })), "10\u2009000 or more repeats on each side would decide");
check("nothing to tell by", decisive(claim({})), undefined);
check("half and nine in ten", whatDecides([9, 3, 5, 7, 100].map((repeats_needed) => claim({ repeats_needed }))),
  "of 5 undecided claims, 7 repeats here would decide half and 9 nine in ten");
check("both", whatDecides([claim({ repeats_needed: 8 }), claim({ repeats_needed_each: 70 }), claim({ outcome: "reproduced" })]),
  "1 undecided claim would be decided by 8 repeats here; 1 undecided claim would be decided by 70 repeats on each side");

const judged = (quotient: Estimate, more: Partial<CostClaim>) => directly({ cost_measure: "cpu", direct: {
  here: "new", published: "old", whole: claim({ quotient, ...more }), suites: [], trials: [], wall: quotient, peak_rss: quotient,
} } as unknown as Verdict);
check("an engine that is dearer", judged({ median: 1.05, low: 1.04, high: 1.06, n: 5 }, { moved: true, outcome: "shifted" }), "new costs 5.0\u202f% more CPU time than old [+4.0\u202f%, +6.0\u202f%]");
check("one that is cheaper", judged({ median: 0.95, n: 1 }, { moved: true }), "new costs 5.0\u202f% less CPU time than old, by too few runs for an interval");
check("one that is the same", judged({ median: 1, low: 0.99, high: 1.01, n: 5 }, { outcome: "reproduced" }), "new costs as much CPU time as old, within the tolerance: ±0\u202f% [−1.0\u202f%, +1.0\u202f%]");
check("one of which nothing is known", judged({ median: 1.1, low: 0.9, high: 1.3, n: 5 }, {}), "whether new or old costs more CPU time is open: +10.0\u202f% [−10.0\u202f%, +30.0\u202f%]");
check("one that no run tells of", judged({ median: 0, n: 0 }, {}), "new and old have no undisturbed runs in common");
check("a verdict on others", directly({} as unknown as Verdict), undefined);
