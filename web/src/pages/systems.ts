// The machines that were measured on, and one of them.

import { item, systems } from "../api";
import { range } from "../chart-parts";
import type { System } from "../documents";
import { h, replace, type Child } from "../dom";
import { quantity } from "../format";
import { empty, facts, open, section } from "../page";
import { digest, systemHref, time } from "../parts";
import { choose, link, param } from "../route";
import { figures, table } from "../table";

const nameOf = (s: System) => s.hostname ?? s.cpu.model ?? `${s.os} ${s.arch}`;

export function systemsPage(): void {
  open("systems", "Systems", async () => {
    const rows = await systems();
    if (rows.length === 0) {
      return { title: "Systems", body: empty("No systems yet", "A benchmark brings its own system. To describe this machine alone:", "brig gather") };
    }
    return {
      title: "Systems",
      body: table<System>({
        label: "Systems", rows, sort: "-when",
        columns: [
          { key: "name", head: "System", class: "name", sort: nameOf, cell: (s) => h("a", { href: systemHref(s.uuid) }, nameOf(s)) },
          { key: "os", head: "Platform", sort: (s) => s.platform ?? s.os, cell: (s) => s.platform ?? s.os },
          { key: "kernel", head: "Kernel", sort: (s) => s.kernel, cell: (s) => h("span", { class: "mono" }, s.kernel) },
          { key: "arch", head: "Architecture", sort: (s) => s.arch, cell: (s) => h("span", { class: "mono" }, s.arch) },
          figures(rows, "cpus", "Processors", (s) => s.cpu.logical, "", "logical processors"),
          figures(rows, "memory", "Memory", (s) => s.memory_bytes, "B", "bytes"),
          { key: "virtual", head: "Virtual", sort: (s) => s.virtualization, cell: (s) => s.virtualization ?? "–" },
          { key: "when", head: "Seen", class: "nowrap", sort: (s) => s.created, cell: (s) => time(s.created) },
        ],
      }),
    };
  });
}

export function systemPage([uuid]: string[]): void {
  open("systems", "System", async () => {
    const s = await item<System>("systems", uuid!);
    const c = s.cpu;
    return {
      title: nameOf(s),
      crumbs: [{ text: "Systems", href: link("/systems") }, { text: nameOf(s) }],
      body: [
        facts(
          ["Platform", s.platform ?? s.os], ["Kernel", h("span", { class: "mono" }, s.kernel)], ["Architecture", s.arch],
          ["Virtual", s.virtualization], ["Memory", quantity(s.memory_bytes, "B")], ["Swap", quantity(s.swap_bytes, "B")],
          ["Packet library", s.pcap_version], ["Seen", time(s.created)],
          ["Clock source", s.clock_source], ["Address layout", s.aslr === undefined ? undefined : layouts[s.aslr] ?? String(s.aslr)],
          ["Power", s.power?.map(supply).join(", ")],
          ["Privacy", s.private ? "names and addresses left out" : "off: names and addresses kept"],
        ),
        section("Processors", undefined, facts(
          ["Model", c.model], ["Vendor", c.vendor], ["Logical", c.logical], ["Sockets", c.sockets], ["Cores per socket", c.cores_per_socket],
          ["Clock", c.mhz ? quantity(c.mhz * 1e6, "Hz") : undefined], ["Cache", c.cache_bytes ? quantity(c.cache_bytes, "B") : undefined], ["Governor", c.governor],
          ["Clock may be", c.min_mhz && c.max_mhz ? range({ median: 0, low: c.min_mhz * 1e6, high: c.max_mhz * 1e6, n: 0 }, "Hz") : undefined],
          ["Turbo", c.turbo === undefined ? undefined : c.turbo ? "on" : "off"], ["Threads of a core (SMT)", c.smt], ["Frequency driver", c.scaling_driver],
          ["Microcode", c.microcode], ["Kept out of the scheduler", c.isolated_cpus],
        )),
        limitSection(s), memorySection(s), settingSection("Mitigations", "What the kernel does about faults of the processor.", s.mitigations),
        interfaceSection(s), partitionSection(s), sysctlSection(s), moduleSection(s), imageSection(s),
        s.kernel_command_line ? section("Kernel command line", undefined, h("pre", { class: "scroll", tabindex: 0 }, s.kernel_command_line)) : null,
      ],
    };
  });
}

// layouts are what the kernel randomizes of addresses, by its setting.
const layouts = ["not randomized", "stacks and libraries randomized", "randomized, the heap too"];

const supply = (p: NonNullable<System["power"]>[number]) =>
  [p.type, p.online === undefined ? "" : p.online ? "on" : "off", p.status?.toLowerCase() ?? ""].filter(Boolean).join(" ");

// limitSection is what the programs ran in and might use.
function limitSection(s: System): Child {
  const { container: c, limits: l } = s;
  if (!c && !l) return null;
  return section("Limits", c ? "The programs ran in a container." : undefined, facts(
    ["Container", c?.runtime], ["Its image", c?.image], ["Digest of the image", digest(c?.image_id)],
    ["CPU quota", l?.processors ? `${l.processors} processors` : "none"], ["Memory limit", l?.memory_bytes ? quantity(l.memory_bytes, "B") : "none"],
    ["On processors", l?.affinity],
  ));
}

// memorySection is how memory is divided and handed out.
function memorySection(s: System): Child {
  const huge = s.huge_pages;
  const nodes = s.numa ?? [];
  if (!huge && nodes.length === 0) return null;
  return section("Memory", undefined,
    facts(["Transparent huge pages", huge?.transparent], ["Defragmenting for them", huge?.defrag],
      ...(huge?.pools ?? []).map((p): [string, Child] => [`Pages of ${quantity(p.page_bytes, "B")}`, `${quantity(p.pages, "")} reserved, ${quantity(p.free, "")} free`])),
    nodes.length > 1 ? table({
      label: "NUMA nodes", rows: nodes, param: "usort", slim: true,
      columns: [
        { key: "node", head: "Node", class: "name", sort: (n) => n.id, cell: (n) => n.id },
        { key: "cpus", head: "Processors", cell: (n) => h("span", { class: "mono" }, n.cpus) },
        figures(nodes, "memory", "Memory", (n) => n.memory_bytes, "B", "bytes"),
      ],
    }) : null);
}

function settingSection(title: string, note: string, rows: { name: string; value: string }[] | undefined): Child {
  if (!rows?.length) return null;
  return section(title, note, table({
    label: title, rows, param: "mtsort",
    columns: [
      { key: "name", head: "Name", class: "name", sort: (v) => v.name, cell: (v) => h("span", { class: "mono" }, v.name) },
      { key: "value", head: "State", class: "wrap", sort: (v) => v.value, cell: (v) => v.value },
    ],
  }));
}

function imageSection(s: System): Child {
  const rows = s.images ?? [];
  if (rows.length === 0) return null;
  return section("Images", "That the programs are pinned to.", table({
    label: "Images", rows, param: "imsort",
    columns: [
      { key: "name", head: "Image", class: "name", sort: (i) => i.name, cell: (i) => h("span", { class: "mono" }, i.name) },
      { key: "digest", head: "Digest", class: "wrap digest", cell: (i) => h("code", {}, i.digest) },
    ],
  }));
}

function interfaceSection(s: System): HTMLElement {
  const rows = s.interfaces ?? [];
  return section("Interfaces", undefined, rows.length === 0 ? h("p", { class: "state" }, "None.") : table({
    label: "Interfaces", rows, param: "isort",
    columns: [
      { key: "name", head: "Interface", class: "name", sort: (i) => i.name, cell: (i) => h("span", { class: "mono" }, i.name) },
      { key: "mac", head: "MAC", cell: (i) => h("span", { class: "mono" }, i.mac ?? "–") },
      { key: "v4", head: "IPv4", cell: (i) => h("span", { class: "mono" }, i.ipv4?.join(", ") ?? "–") },
      { key: "v6", head: "IPv6", cell: (i) => h("span", { class: "mono" }, i.ipv6?.join(", ") ?? "–") },
    ],
  }));
}

function partitionSection(s: System): HTMLElement {
  const rows = s.partitions ?? [];
  return section("Partitions", undefined, rows.length === 0 ? h("p", { class: "state" }, "None.") : table({
    label: "Partitions", rows, param: "psort", limit: 20,
    columns: [
      { key: "mount", head: "Mount", class: "name", sort: (p) => p.mount, cell: (p) => h("span", { class: "mono" }, p.mount) },
      { key: "device", head: "Device", sort: (p) => p.device, cell: (p) => h("span", { class: "mono" }, p.device) },
      { key: "type", head: "Type", sort: (p) => p.type, cell: (p) => p.type },
      { key: "options", head: "Options", class: "wrap", cell: (p) => h("span", { class: "mono" }, p.options ?? "") },
    ],
  }));
}

// sysctlSection finds settings as one types.
function sysctlSection(s: System): HTMLElement | null {
  const all = s.sysctl ?? [];
  if (all.length === 0) return null;
  const body = h("div");
  const draw = () => {
    const word = (param("sysctl") ?? "").toLowerCase();
    const rows = all.filter((v) => v.name.toLowerCase().includes(word) || v.value.toLowerCase().includes(word));
    replace(body, rows.length === 0 ? h("p", { class: "state" }, "No setting has that in its name or value.") : table({
      label: "Kernel settings", rows, sort: "name", param: "ssort", limit: 20,
      columns: [
        { key: "name", head: "Setting", class: "name", sort: (v) => v.name, cell: (v) => h("span", { class: "mono" }, v.name) },
        { key: "value", head: "Value", class: "wrap", sort: (v) => v.value, cell: (v) => h("span", { class: "mono" }, v.value) },
      ],
    }));
  };
  const filter = h("input", { type: "search", class: "filter", placeholder: "Find a setting", "aria-label": "Find a kernel setting", value: param("sysctl") ?? "" });
  filter.addEventListener("input", () => {
    choose({ sysctl: filter.value || undefined }, true);
    draw();
  });
  draw();
  return section("Kernel settings", `${all.length} settings (sysctl).`, filter, body);
}

function moduleSection(s: System): HTMLElement | null {
  if (!s.modules?.length) return null;
  return section("Kernel modules", `${s.modules.length} loaded.`, h("p", { class: "mono words" }, s.modules.join(" ")));
}
