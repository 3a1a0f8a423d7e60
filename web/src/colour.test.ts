import { check } from "./check";
import { place, places, size } from "./colour";

check("a name keeps its place", place("HTTP::set_state"), place("HTTP::set_state"));
const names = Array.from({ length: size }, (_, i) => `name ${i}`);
check("places differ while there are enough", new Set(places(names).values()).size, size);
check("more names than places", [...places([...names, "one more"]).values()].every((v) => v >= 0 && v < size), true);
check("known names keep theirs among others", places(["x", "y", "TCP", "Total"]).get("TCP"), place("TCP"));
