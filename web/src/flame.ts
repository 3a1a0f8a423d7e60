// The tree of a flame graph: what is called from where, and how long it took.

import type { ScriptTimings, Stacks } from "./documents";

export interface Frame {
  id: string; // in addresses
  name: string;
  parent?: Frame;
  depth: number; // 0 is all there is
  calls: number;
  own: number; // ns, without what it called
  all: number; // ns, with it
  family: string; // frames of one have one colour
  children: Frame[]; // the longest first
}

// grow makes the tree of all that a run spent its time in: scripts and the
// engine's components, which no script is within.
export function grow(t: ScriptTimings | undefined): Frame | undefined {
  if (!t?.stacks && !t?.component_stacks) return undefined;
  const root: Frame = { id: "", name: "all", depth: 0, calls: 0, own: 0, all: 0, family: "", children: [] };
  const part = (id: string, name: string): Frame => ({ id, name, parent: root, depth: 1, calls: 0, own: 0, all: 0, family: "", children: [] });
  const scripts = part("s", "scripts");
  const components = part("c", "components");
  if (t.stacks) plant(scripts, t.stacks, scriptFamily);
  if (t.component_stacks) plant(components, t.component_stacks, (name) => name);
  else {
    // Zeek knows of its components no more than that together.
    for (const c of t.components ?? []) {
      const own = c.exclusive_cpu_ns ?? c.exclusive_ns ?? 0;
      components.children.push({ id: `c${components.children.length}`, name: c.name, parent: components, depth: 2, calls: c.calls, own, all: own, family: c.name, children: [] });
    }
  }
  for (const p of [scripts, components]) {
    p.all = p.children.reduce((n, f) => n + f.all, 0);
    if (p.all > 0) root.children.push(p);
  }
  root.all = scripts.all + components.all;
  order(root);
  return root.all > 0 ? root : undefined;
}

function plant(under: Frame, s: Stacks, family: (name: string) => string): void {
  const frames: Frame[] = [];
  const frame = (id: string, name: string, parent: Frame): Frame => ({ id, name, parent, depth: parent.depth + 1, calls: 0, own: 0, all: 0, family: "", children: [] });
  s.name.forEach((n, i) => {
    const parent = frames[s.parent[i] ?? -1] ?? under;
    const name = s.names[n] ?? "?";
    const f = frame(under.id + i, name, parent);
    const own = s.exclusive_ns[i] ?? 0;
    Object.assign(f, { calls: s.calls[i] ?? 0, own, all: own + (s.rest_ns[i] ?? 0), family: family(name) });
    frames.push(f);
    parent.children.push(f);
  });
  for (const f of frames.reverse()) if (f.parent !== under) f.parent!.all += f.all; // callers come first
  if (s.left_ns) {
    const f = frame(under.id + "left", "others", under);
    f.own = f.all = s.left_ns;
    under.children.push(f);
  }
}

function order(f: Frame): void {
  f.children.sort((a, b) => b.all - a.all || (a.name < b.name ? -1 : 1));
  f.children.forEach(order);
}

// scriptFamily is the module of a function, or what stands for it in the name
// of the file that a handler is in: "dns" in base/protocols/dns/main.bro.
export function scriptFamily(name: string): string {
  const place = /\(([^()]*)\.\w+:\d+\)$/.exec(name)?.[1];
  const module = /^(\w+)::/.exec(name)?.[1];
  if (module) return module.toLowerCase();
  const parts = (place ?? "").split("/");
  const file = parts.pop() ?? "";
  return (file === "main" ? parts.pop() ?? file : file).toLowerCase();
}

// bare is a name without the place it may end in.
export const bare = (name: string) => name.replace(/ \([^()]*:\d+\)$/, "");

export function* walk(f: Frame): Generator<Frame> {
  yield f;
  for (const c of f.children) yield* walk(c);
}

export function findFrame(root: Frame, id: string): Frame | undefined {
  for (const f of walk(root)) if (f.id === id) return f;
  return undefined;
}

// within reports whether a frame is, or was called from, another.
export function within(f: Frame | undefined, other: Frame): boolean {
  for (let at = f; at; at = at.parent) if (at === other) return true;
  return false;
}

// matched is the time in frames with a word in their names, with what they
// called, which counts once.
export function matched(f: Frame, word: string): number {
  if (matches(f, word)) return f.all;
  return f.children.reduce((n, c) => n + matched(c, word), 0);
}

export const matches = (f: Frame, word: string) => f.depth > 1 && f.name.toLowerCase().includes(word.toLowerCase());

// path is the frame's call stack, the outermost first.
export function path(f: Frame): string[] {
  const out: string[] = [];
  for (let at: Frame | undefined = f; at?.parent; at = at.parent) out.unshift(at.name);
  return out;
}
