import { check } from "./check";
import type { CostClaim } from "./documents";
import { decisive, whatDecides } from "./verdicts";

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
