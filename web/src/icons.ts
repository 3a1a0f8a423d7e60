// Line icons, drawn on a grid of 16 with a stroke of 1.4.

import { s } from "./dom";

const paths: Record<string, string> = {
  benchmarks: "M2 13.5h12M4 11V7M8 11V3M12 11V5.5",
  systems: "M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14",
  captures: "M1.5 8h2.2l1.6-4.5 2.4 9 2-6.500 1.300 2h3.500",
  compare: "M2 5.500h10M9.500 3l2.500 2.500L9.500 8M14 10.500H4M6.500 8 4 10.500 6.500 13",
  bundles: "M2.500 5 8 2l5.500 3v6L8 14l-5.500-3zM2.500 5 8 8l5.500-3M8 8v6",
  settings: "M2 4.500h6M11 4.500h3M2 11.500h3M8 11.500h6M8 2.800h3v3.400H8zM5 9.800h3v3.400H5z",
  search: "M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM10.300 10.300 14 14",
  theme: "M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM8 2.500v11M8 5.500h4.800M8 8h5.400M8 10.500h4.800",
  mark: "M2 12.500 6 5l3.500 5L14 2.500M2 14.500h12",
};

export function icon(name: string): SVGSVGElement {
  return s("svg", { class: "icon", width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" }, s("path", { d: paths[name] ?? "" }));
}
