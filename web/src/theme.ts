// Light and dark. Without a choice the system's preference holds.

export type Theme = "system" | "light" | "dark";

const key = "brig.theme";

export function chosen(): Theme {
  try {
    const value = localStorage.getItem(key);
    if (value === "light" || value === "dark") return value;
  } catch {
    // Storage may be forbidden; then nothing is remembered.
  }
  return "system";
}

export function dark(): boolean {
  const theme = chosen();
  return theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
}

export function apply(): void {
  document.documentElement.dataset["theme"] = dark() ? "dark" : "light";
}

export function set(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // As above.
  }
  apply();
}
