import { linear, ratios } from "./axis";
import { check } from "./check";

check("ticks from zero", linear(0, 0.73, 0, 100, 4).ticks, [0, 0.2, 0.4, 0.6]);
check("ticks around zero", linear(-3, 11, 0, 100, 3).ticks, [0, 5, 10]);
check("never one tick alone", linear(-48, 48, 0, 100, 2).ticks, [-40, -20, 0, 20, 40]);
check("a scale of nothing", linear(0, 0, 0, 10, 2)(1), 10);
const r = ratios(0.5, 2, 0, 200, 20);
check("1 is in the middle", Math.round(r(1)), 100);
check("1 has a tick", r.ticks.includes(1), true);
check("ticks keep apart", r.ticks.every((t, i) => i === 0 || r(t) - r(r.ticks[i - 1]!) >= 20), true);
