import type { BodySink } from "../body/body-sink.ts";

/** One request as it goes over the wire: no redirect is followed, nothing is inflated. */
export interface WireRequest {
  readonly target: URL;
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  /** Most body bytes on the wire. */
  readonly maxBytes: number;
  /** Cut a longer body instead of failing. */
  readonly cut: boolean;
}

/** Its whole answer. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case, repeated values joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Values of Set-Cookie, which cannot be joined. */
  readonly cookies: readonly string[];
  /** As on the wire, not inflated. Null when there is none. Whoever takes the answer joins or drops it. */
  readonly body: BodySink | null;
}
