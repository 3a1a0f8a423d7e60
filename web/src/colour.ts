// Colours of categories. A name keeps its colour on every page: names that
// this project always draws have a fixed place in the palette of twelve, all
// others get theirs from a hash. The palette itself (Okabe and Ito's, with
// five of Paul Tol's, adjusted to 3:1 against both grounds) is in app.css.

export const size = 12;

const fixed: Record<string, number> = {
  plain: 4,
  traced: 5,
  warmup: 11,
  TCP: 4,
  UDP: 0,
  ICMP: 2,
  other: 11,
  Total: 7,
};

// place gives the name's place in the palette.
export function place(name: string): number {
  const known = fixed[name];
  if (known !== undefined) return known;
  let hash = 0x811c9dc5; // FNV-1a
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % size;
}

// places gives names of one chart places that differ as long as there are
// enough: a name whose place is taken moves on to the next free one.
export function places(names: string[]): Map<string, number> {
  const out = new Map<string, number>();
  const taken = new Set<number>();
  const order = [...new Set(names)].sort((a, b) => Number(b in fixed) - Number(a in fixed) || (a < b ? -1 : 1));
  for (const name of order) {
    let at = place(name);
    for (let i = 0; i < size && taken.has(at); i++) at = (at + 1) % size;
    taken.add(at);
    out.set(name, at);
  }
  return out;
}

// token reads a colour or font of the present theme.
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export const colour = (index: number) => token(`--c${index}`);
