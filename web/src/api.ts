// Reading documents from the REST API, which follows Eve's conventions: a
// list has _items and _meta, and is asked for with where, sort, projection,
// max_results and page.
//
// Documents never change once they are stored, so one is kept for as long as
// the browser is open. Lists grow; they are kept for a moment, so that parts
// of a page which ask for the same list share it.

import type { Benchmark, Capture, Header, Run, System, Trial, Verdict } from "./documents";

// base is where the API is: the origin that served this page.
export const base = location.origin;

// A Failure is a request that did not give an answer.
export class Failure extends Error {
  constructor(
    readonly what: string,
    readonly status: number, // 0: the server was not reached
    detail: string,
  ) {
    super(detail);
  }
}

const answers = new Map<string, { at: number; answer: Promise<unknown> }>();
const moment = 3000; // ms
const tally = { asked: 0, answered: 0 };

// progress tells how many requests were made and answered since the last
// time all were.
export function progress(): { asked: number; answered: number } {
  return { ...tally };
}

export function refresh(): void {
  answers.clear();
}

async function request<T>(path: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(base + path, { headers: { Accept: "application/json" } });
  } catch {
    throw new Failure(path, 0, "the server does not answer");
  }
  if (!response.ok) {
    let detail = response.statusText;
    try {
      const body = (await response.json()) as { _error?: { message?: string } };
      detail = body._error?.message ?? detail;
    } catch {
      // The status alone has to do.
    }
    throw new Failure(path, response.status, detail || `status ${response.status}`);
  }
  return (await response.json()) as T;
}

function get<T>(path: string, keep: number): Promise<T> {
  const now = performance.now();
  const kept = answers.get(path);
  if (kept && now - kept.at < keep) return kept.answer as Promise<T>;
  if (tally.asked === tally.answered) tally.asked = tally.answered = 0;
  tally.asked++;
  const answer = request<T>(path).finally(() => tally.answered++);
  answer.catch(() => answers.delete(path));
  answers.set(path, { at: now, answer });
  return answer;
}

interface Page<T> {
  _items: T[];
  _meta?: { page: number; max_results: number; total: number };
}

export interface Query {
  where?: Record<string, string>;
  sort?: string;
  omit?: string[]; // fields to leave out
}

// list gives all documents of a resource that fit the query, page by page.
export async function list<T extends Header>(resource: string, query: Query = {}): Promise<T[]> {
  const params = new URLSearchParams();
  if (query.where) params.set("where", JSON.stringify(query.where));
  if (query.sort) params.set("sort", query.sort);
  if (query.omit) params.set("projection", JSON.stringify(Object.fromEntries(query.omit.map((f) => [f, 0]))));
  params.set("max_results", "1000");
  const items: T[] = [];
  for (let page = 1; ; page++) {
    params.set("page", String(page));
    const got = await get<Page<T>>(`/${resource}?${params}`, moment);
    items.push(...got._items);
    const total = got._meta?.total ?? items.length;
    if (got._items.length === 0 || items.length >= total) return items;
  }
}

// first gives one document that fits, if there is one.
export async function first<T extends Header>(resource: string, where: Record<string, string>): Promise<T | undefined> {
  const params = new URLSearchParams({ where: JSON.stringify(where), max_results: "1", sort: "-created" });
  return (await get<Page<T>>(`/${resource}?${params}`, moment))._items[0];
}

// item gives the document with that uuid.
export function item<T extends Header>(resource: string, uuid: string): Promise<T> {
  return get<T>(`/${resource}/${encodeURIComponent(uuid)}`, Infinity);
}

// maybe gives the document, or nothing when the server has none of that uuid.
export async function maybe<T extends Header>(resource: string, uuid: string | undefined): Promise<T | undefined> {
  if (!uuid) return undefined;
  try {
    return await item<T>(resource, uuid);
  } catch (err) {
    if (err instanceof Failure && err.status === 404) return undefined;
    throw err;
  }
}

export const benchmarks = () => list<Benchmark>("benchmarks", { sort: "-created" });
export const captures = () => list<Capture>("captures", { sort: "-created", omit: ["protocols"] });
export const systems = () => list<System>("systems", { sort: "-created", omit: ["modules", "sysctl"] });
// verdicts come with their outcomes, without the claims.
export const verdicts = (where?: Record<string, string>) =>
  list<Verdict>("verdicts", { where, sort: "-created", omit: ["costs", "exact_differ", "moves", "ranks", "suites", "warnings"] });

// trialsOf gives a benchmark's trials in the experiment's order, without what
// only the page of one shows.
export async function trialsOf(benchmark: Benchmark): Promise<Trial[]> {
  const trials = await list<Trial>("trials", { where: { benchmark: benchmark.uuid }, omit: ["profile", "scripts", "plain", "traced"] });
  const order = new Map((benchmark.trials ?? []).map((ref, i) => [ref.uuid, i]));
  const place = (t: Trial) => order.get(t.uuid) ?? order.size + t.index;
  return trials.sort((a, b) => place(a) - place(b));
}

// runsOf gives a trial's runs without their samples, in the order they ran.
export async function runsOf(trial: string): Promise<Run[]> {
  const runs = await list<Run>("sys_profile_entries", { where: { trial }, omit: ["samples"] });
  return runs.sort((a, b) => a.started.localeCompare(b.started));
}

// count gives how many documents a resource has, if the server says.
export async function count(resource: string): Promise<number | undefined> {
  const params = new URLSearchParams({ max_results: "1", projection: JSON.stringify({ uuid: 1 }) });
  return (await get<Page<Header>>(`/${resource}?${params}`, moment))._meta?.total;
}
