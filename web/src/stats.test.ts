import { check } from "./check";
import { median } from "./stats";

check("median of none", Number.isNaN(median([])), true);
check("median of an odd number", median([9, 10, 1]), 9);
check("median of an even number", median([4, 30, 2, 10]), 7);
