// Building elements. Attributes only: the page's security policy forbids
// style attributes, so looks come from classes and, where a figure sets a
// size, from the style object.

export type Child = Node | string | number | null | undefined | false | Child[];
type Props = Record<string, unknown>;

const svgSpace = "http://www.w3.org/2000/svg";

function fill(el: Element, props: Props, children: Child[]): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on") && typeof value === "function") {
      el.addEventListener(name.slice(2), value as EventListener);
    } else if (value === true) {
      el.setAttribute(name, "");
    } else {
      el.setAttribute(name, String(value));
    }
  }
  append(el, children);
}

export function append(el: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(el, child);
    else el.append(child instanceof Node ? child : String(child));
  }
}

// h makes an HTML element: h("a", {href: "/"}, "Home").
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  fill(el, props, children);
  return el;
}

// s makes an SVG element.
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const el = document.createElementNS(svgSpace, tag);
  fill(el, props, children);
  return el;
}

// replace puts children in place of what an element holds. Who has the focus
// on a control keeps it on the one that takes its place.
export function replace(el: Element, ...children: Child[]): void {
  const controls = () => [...el.querySelectorAll<HTMLElement>("button, a[href], input, select, summary")];
  const at = el.contains(document.activeElement) ? controls().indexOf(document.activeElement as HTMLElement) : -1;
  el.replaceChildren();
  append(el, children);
  if (at >= 0) controls()[at]?.focus({ preventScroll: true });
}
