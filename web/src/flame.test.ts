import { check } from "./check";
import { bare, findFrame, grow, matched, path, scriptFamily, walk } from "./flame";

const head = { uuid: "", schema: 1, created: "", tool: { name: "", version: "" }, entries: 0 };
const root = grow({
  ...head, functions: null,
  stacks: {
    clock: "wall clock", names: ["b", "HTTP::a", "dns_end (base/protocols/dns/main.bro:9)"], name: [0, 1, 0, 2], parent: [-1, 0, 1, -1],
    calls: [1, 2, 3, 4], exclusive_ns: [10, 15, 30, 90], rest_ns: [0, 5, 0, 0], left_ns: 10,
  },
  component_stacks: { clock: "wall clock", names: ["TCP"], name: [0], parent: [-1], calls: [7], exclusive_ns: [400], rest_ns: [100], omitted: 3 },
})!;

check("all of it", root.all, 660);
check("the longest first", root.children.map((f) => f.name), ["components", "scripts"]);
check("depth first", [...walk(root)].map((f) => f.name), ["all", "components", "TCP", "scripts", "dns_end (base/protocols/dns/main.bro:9)", "b", "HTTP::a", "b", "others"]);
check("a frame by its id", path(findFrame(root, "s2")!), ["scripts", "b", "HTTP::a", "b"]);
check("no frame by its id", findFrame(root, "s9"), undefined);
check("a word within counts once", matched(root, "b"), 150);
check("a word of the innermost", matched(root, "http"), 50);
check("parts are not found", matched(root, "scripts"), 0);
check("no stacks", grow({ ...head, functions: null }), undefined);
check("a family of functions", scriptFamily("HTTP::a"), "http");
check("a family of handlers", scriptFamily("dns_end (base/protocols/dns/main.bro:9)"), "dns");
check("a family of a file", scriptFamily("x (policy/misc/scan.zeek:9)"), "scan");
check("no family", scriptFamily("fmt"), "");
check("a bare name", bare("dns_end (base/protocols/dns/main.bro:9)"), "dns_end");

const zeek = grow({
  ...head, functions: null, components: [{ name: "non-scripts", calls: 3, exclusive_cpu_ns: 40 }],
  stacks: { clock: "CPU time", names: ["f"], name: [0], parent: [-1], calls: [1], exclusive_ns: [2], rest_ns: [0] },
})!;
check("Zeek's components", zeek.children.map((f) => `${f.name} ${f.all}`), ["components 40", "scripts 2"]);
