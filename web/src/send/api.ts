/** What the page for sending asks of the API, in the session of this browser, and the shapes it relies on.
 *  What does not live here: words for what went wrong (problems.ts), the map's own requests (map.ts), signing in
 *  (../session.ts). */

import type { StyleSpecification } from "maplibre-gl";
import { address, ApiError, type Feed as LiveFeed } from "../api.ts";
import { sessionHeaders } from "../session.ts";
import { theme } from "../theme.ts";
import type { ChangeMap, Diff } from "./changes.ts";
import type { Report } from "./findings.ts";

export interface FeedModel {
  feed: string;
  title: string;
  holder: string;
  licence_ids: string[];
  audience: string;
  timezone: string | null;
  publish_when_clean: boolean;
  live: (LiveFeed & { live_at: string; bounds: [number, number, number, number] | null }) | null;
  links: Record<string, string>;
}

export interface Me {
  org: string;
  person: string;
  scopes: string[];
  max_upload_bytes: number;
  feeds: FeedModel[];
}

/** A publication at a date and time; `due_at` in UTC. */
export interface Schedule {
  number: number;
  due_at: string;
  timezone: string;
  announced: boolean;
  state: "waiting" | "done" | "cancelled" | "replaced" | "refused";
}

export interface Version {
  feed: string;
  number: number;
  state: "received" | "checking" | "ready" | "blocked" | "unreadable" | "failed" | "withdrawn";
  size_bytes: number;
  file_name: string;
  received_at: string;
  reason: string;
  again: boolean;
  live_change: number | null;
  /** What this key may do next: publish, schedule, cancel_schedule, override, rollback, withdraw. */
  actions: string[];
  schedule: Schedule | null;
  counts: Record<string, number>;
  links: Record<string, string>;
}

export interface Preview {
  state: "preparing" | "ready" | "failed";
  bounds: [number, number, number, number] | null;
  collections: { id: string; count: number }[];
}

/** Whether a version still waits for its check. */
export const waits = (version: Version): boolean => version.state === "received" || version.state === "checking";

const versionPath = (feed: string, number: number): string => `v1/feeds/${feed}/versions/${number}`;

async function refusal(answer: Response): Promise<ApiError> {
  const said = (await answer.json().catch(() => null)) as { detail?: unknown } | null;
  return new ApiError(answer.status, typeof said?.detail === "string" ? said.detail : answer.statusText);
}

/** The service as the session's person sees it (without one, as anybody). Every method throws ApiError; status 0 is a
 *  lost network, 401 a session that is over. */
export class Service {
  /** What makes a request the session's. */
  get headers(): Record<string, string> {
    return sessionHeaders();
  }

  private async ask(url: string, init: RequestInit = {}): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(url, { cache: "no-store", ...init, headers: { Accept: "application/json", ...this.headers, ...init.headers } });
    } catch (reason) {
      throw new ApiError(0, String(reason));
    }
    if (!answer.ok) throw await refusal(answer);
    return answer;
  }

  private async json<T>(url: string, init: RequestInit = {}): Promise<T> {
    return (await (await this.ask(url, init)).json()) as T;
  }

  private post<T>(path: string, body: unknown): Promise<T> {
    return this.json(address(path), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  }

  me = (): Promise<Me> => this.json(address("v1/me"));
  feed = (feed: string): Promise<FeedModel> => this.json(address(`v1/feeds/${feed}`));
  version = (feed: string, number: number): Promise<Version> => this.json(address(versionPath(feed, number)));

  async versions(feed: string): Promise<Version[]> {
    return (await this.json<{ versions: Version[] }>(address(`v1/feeds/${feed}/versions`))).versions;
  }

  report = (feed: string, number: number, lang: string): Promise<Report> =>
    this.json(address(`${versionPath(feed, number)}/report?format=json&lang=${lang}`));

  /** The report as a file to keep. */
  async reportFile(feed: string, number: number, lang: string, format: "html" | "json"): Promise<Blob> {
    const path = `${versionPath(feed, number)}/report?format=${format}&lang=${lang}`;
    return (await this.ask(address(path), { headers: { Accept: "*/*" } })).blob();
  }

  /** The file of a feed that is not for the public, as it is given out now. */
  async currentFile(feed: FeedModel): Promise<Blob> {
    const query = `?audience=${encodeURIComponent(feed.audience)}`;
    return (await this.ask(address(`v1/feeds/${feed.feed}/current.zip${query}`), { headers: { Accept: "*/*" } })).blob();
  }

  /** The house style over what the public sees. */
  style = (lang: string): Promise<StyleSpecification> =>
    this.json(address(`v1/styles/futae.json?lang=${lang}&theme=${theme()}`));

  preview = (feed: string, number: number): Promise<Preview> => this.json(address(`${versionPath(feed, number)}/preview`));

  previewStyle = (feed: string, number: number, lang: string): Promise<StyleSpecification> =>
    this.json(address(`${versionPath(feed, number)}/preview/style.json?lang=${lang}&theme=${theme()}`));

  previewLink = (feed: string, number: number): Promise<{ url: string; expires_at: string }> =>
    this.json(address(`${versionPath(feed, number)}/preview-links`), { method: "POST" });

  /** What changed from what is live to a version; null while the service still compares. */
  async diff(feed: string, number: number, against: number, lang: string): Promise<Diff | null> {
    const query = `?against=${against}&lang=${lang}&format=json&wait=10`;
    const answer = await this.ask(address(`${versionPath(feed, number)}/diff${query}`));
    return answer.status === 202 ? null : ((await answer.json()) as Diff);
  }

  diffMap = (feed: string, number: number, against: number): Promise<ChangeMap> =>
    this.json(address(`${versionPath(feed, number)}/diff.geojson?against=${against}&wait=10`), { headers: { Accept: "application/geo+json" } });

  /** The comparison as a page to keep. */
  async diffFile(feed: string, number: number, against: number, lang: string): Promise<Blob> {
    const query = `?against=${against}&lang=${lang}&format=html`;
    return (await this.ask(address(`${versionPath(feed, number)}/diff${query}`), { headers: { Accept: "*/*" } })).blob();
  }

  publish = (feed: string, number: number): Promise<{ change: number }> =>
    this.json(address(`${versionPath(feed, number)}/publish`), { method: "POST" });

  /** Publish at a date and time, local to the feed's zone. */
  async schedule(feed: string, number: number, at: string, announced: boolean): Promise<Schedule> {
    const answer = await this.post<{ schedule: Schedule }>(`${versionPath(feed, number)}/publish`, { at, announced });
    return answer.schedule;
  }

  cancelSchedule = (feed: string, number: number): Promise<Schedule> =>
    this.json(address(`${versionPath(feed, number)}/schedule`), { method: "DELETE" });

  /** Make the version live again that was live before `live`. */
  rollback = (feed: string, live: number, reason: string): Promise<{ change: number; version: number }> =>
    this.post(`v1/feeds/${feed}/rollback`, { expected_live: live, reason });

  /** Withdraw a version for good. */
  withdraw = (feed: string, number: number, reason: string): Promise<{ change: number }> =>
    this.post(`${versionPath(feed, number)}/withdraw`, { reason });

  /** The newest change in the release that this audience sees; 0 before the first release. */
  async releasedChange(audience: string): Promise<number> {
    try {
      const query = audience === "public" ? "" : `?audience=${encodeURIComponent(audience)}`;
      return (await this.json<{ change: number }>(address(`v1/releases/current${query}`))).change;
    } catch (reason) {
      if (reason instanceof ApiError && reason.status === 404) return 0;
      throw reason;
    }
  }

  /** Send a file; `told` hears the share sent, 0 to 1. Ends with AbortError when the signal does. */
  send(feed: string, file: File, told: (share: number) => void, signal: AbortSignal): Promise<Version> {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open("POST", address(`v1/feeds/${feed}/versions?name=${encodeURIComponent(file.name.slice(0, 200))}`));
      for (const [name, value] of Object.entries(this.headers)) request.setRequestHeader(name, value);
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.upload.onprogress = (event) => told(event.lengthComputable ? event.loaded / event.total : 0);
      request.onerror = () => fail(new ApiError(0, "the connection ended"));
      request.onabort = () => fail(new DOMException("given up", "AbortError"));
      request.onload = () => {
        const said = parsed(request.responseText);
        if (request.status < 300) done(said as Version);
        else fail(new ApiError(request.status, String((said as { detail?: string }).detail ?? request.statusText)));
      };
      signal.addEventListener("abort", () => request.abort(), { once: true });
      request.send(file);
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
