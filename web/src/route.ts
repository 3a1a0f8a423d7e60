// Addresses. Everything that was chosen is in the address: the page in its
// path, filters, sorting, series and zoom in its query. A page reads what was
// chosen with param and changes it with choose, which does not draw the page
// again; going back does.

export const root = "/ui";

export type Draw = (args: string[]) => void;

interface Route {
  pattern: string[];
  draw: Draw;
}

const routes: Route[] = [];
let otherwise: Draw = () => {};

// on says what draws a path such as "/benchmarks/:"; a colon is an argument.
export function on(path: string, draw: Draw): void {
  routes.push({ pattern: split(path), draw });
}

export function onOther(draw: Draw): void {
  otherwise = draw;
}

function split(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

export function here(): string {
  return location.pathname.startsWith(root) ? location.pathname.slice(root.length) || "/" : "/";
}

// show draws the page of the present address.
export function show(): void {
  const parts = split(here());
  for (const { pattern, draw } of routes) {
    if (pattern.length !== parts.length) continue;
    if (!pattern.every((p, i) => p === ":" || p === parts[i])) continue;
    try {
      draw(parts.filter((_, i) => pattern[i] === ":").map(decodeURIComponent));
    } catch (err) {
      if (!(err instanceof URIError)) throw err;
      otherwise(parts);
    }
    return;
  }
  otherwise(parts);
}

export function link(path: string, query: Record<string, string | undefined> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) params.set(name, value);
  const text = params.toString();
  return root + path + (text ? "?" + text : "");
}

export function go(href: string): void {
  if (href === location.pathname + location.search + location.hash) return;
  history.pushState(null, "", href);
  show();
  scrollTo(0, 0);
}

export function param(name: string): string | undefined {
  return new URLSearchParams(location.search).get(name) ?? undefined;
}

// choose records choices in the address. An empty value is the default and
// is left out. Typing replaces the entry instead of adding one for each key.
export function choose(choices: Record<string, string | undefined>, typing = false): void {
  const params = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(choices)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  const text = params.toString();
  const href = location.pathname + (text ? "?" + text : "");
  if (href === location.pathname + location.search) return;
  if (typing) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
}

// start follows links within the browser and the back button.
export function start(): void {
  addEventListener("popstate", show);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const a = event.target instanceof Element ? event.target.closest("a") : null;
    if (!a || a.target || a.hasAttribute("download") || a.origin !== location.origin) return;
    if (a.pathname !== root && !a.pathname.startsWith(root + "/")) return;
    event.preventDefault();
    go(a.pathname + a.search + a.hash);
  });
  show();
}
