// What the unit tests (*.test.ts) are made of. The Go test bundles them and
// runs them in the browser.

declare global {
  var failures: string[];
  var checks: number;
}

export function check(name: string, got: unknown, want: unknown): void {
  globalThis.failures ??= [];
  globalThis.checks = (globalThis.checks ?? 0) + 1;
  const a = JSON.stringify(got);
  const b = JSON.stringify(want);
  if (a !== b) globalThis.failures.push(`${name} = ${a}, want ${b}`);
}
