/** What the webhook Store needs of an HTTP client; `Client` of @caibian/http has it. */
export interface Poster {
  /**
   * Sends one POST. May throw errors with a `kind` of "transient", "throttled" (with `afterMs`), "refused",
   * "bad-content" or "unreachable".
   */
  post(
    url: string,
    options: {
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly deadlineMs: number;
      readonly signal?: AbortSignal;
    },
  ): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, string>> }>;
}
