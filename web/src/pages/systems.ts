// The machines that were measured on, and one of them.

import { item, systems } from "../api";
import type { System } from "../documents";
import { h, replace } from "../dom";
import { quantity } from "../format";
import { empty, facts, open, section } from "../page";
import { systemHref, time } from "../parts";
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
          ["Privacy", s.private ? "names and addresses left out" : "off: names and addresses kept"],
        ),
        section("Processors", undefined, facts(
          ["Model", c.model], ["Vendor", c.vendor], ["Logical", c.logical], ["Sockets", c.sockets], ["Cores per socket", c.cores_per_socket],
          ["Clock", c.mhz ? quantity(c.mhz * 1e6, "Hz") : undefined], ["Cache", c.cache_bytes ? quantity(c.cache_bytes, "B") : undefined], ["Governor", c.governor],
        )),
        interfaceSection(s), partitionSection(s), sysctlSection(s), moduleSection(s),
      ],
    };
  });
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
