/** What a search index needs of an HTTP client; `Client` of @caibian/http has it. */
export interface Requester {
  /**
   * Asks once and gives the whole answer. May throw errors with a `kind` of "transient", "throttled" (with `afterMs`,
   * null when no time was named), "refused", "bad-content" or "unreachable".
   */
  request(
    url: string,
    request: {
      readonly method: "GET" | "POST" | "PUT";
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | null;
      readonly maxBytes?: number;
      readonly deadlineMs: number;
      readonly signal?: AbortSignal;
    },
  ): Promise<{ readonly status: number; readonly bytes: Uint8Array }>;
}
