import type { BodyMemory, MemoryHolder } from "../body/body-memory.ts";
import { BodySink, type Appetite } from "../body/body-sink.ts";
import { BadContentError, ThrottledError, TransientError } from "../errors.ts";
import { readRetryAfter } from "../retry-after.ts";
import type { WireAnswer, WireRequest } from "./wire.ts";

/** Interim answers (100, 103) before the one that counts. */
const MAX_INTERIM = 16;

/** One answer as it comes in, whatever the protocol. What it throws ends the exchange. */
export class Reception {
  readonly #request: WireRequest;
  readonly #memory: BodyMemory;
  readonly #holder: MemoryHolder;
  #interim = 0;
  #status = 0;
  #headers: Record<string, string> = {};
  #cookies: readonly string[] = [];
  #declared: number | null = null;
  #sink: BodySink | null = null;

  /** @param stop called when the body must end for others' sake, with the error that says so. */
  constructor(request: WireRequest, memory: BodyMemory, resume: () => void, stop: (reason: Error) => void) {
    this.#request = request;
    this.#memory = memory;
    this.#holder = { resume, evict: () => stop(this.#stalled()) };
  }

  /** True once the final headers are there. */
  get hasHead(): boolean {
    return this.#status !== 0;
  }

  /** True when the server named the body's length, which `end` compares. */
  get hasLength(): boolean {
    return this.#declared !== null;
  }

  /** Takes status and headers; interim ones are counted and dropped. */
  head(status: number, headers: Readonly<Record<string, string | readonly string[] | undefined>>): void {
    if (status < 200) {
      if (++this.#interim > MAX_INTERIM) throw this.#bad("E_INTERIM", `More than ${MAX_INTERIM} interim answers`);
      return;
    }
    this.#status = status;
    for (const name in headers) {
      const value = headers[name];
      if (value === undefined || name.startsWith(":")) continue;
      this.#headers[name] = typeof value === "string" ? value : value.join(", ");
      if (name === "set-cookie") this.#cookies = typeof value === "string" ? [value] : value;
    }
    this.#refuseUnasked(status);
    this.#throwIfThrottled(status);
    const length = this.#headers["content-length"];
    if (length !== undefined && this.#request.method !== "HEAD" && status !== 304) {
      this.#declared = Number(length);
      this.#sink = this.#openSink();
    }
  }

  write(chunk: Uint8Array): Appetite {
    this.#sink ??= this.#openSink();
    return this.#sink.write(chunk);
  }

  /** The whole answer. A body shorter than it was declared is an error; `isCut` says that we stopped reading. */
  end(isCut: boolean): WireAnswer {
    const length = this.#sink?.length ?? 0;
    if (!isCut && this.#declared !== null && this.#declared !== length)
      throw this.#bad("E_CUT_OFF", `The body has ${length} bytes instead of ${this.#declared}`);
    const body = this.#sink;
    this.#sink = null;
    return { status: this.#status, headers: this.#headers, cookies: this.#cookies, body };
  }

  /** Gives the memory back. May be called twice. */
  close(): void {
    this.#sink?.drop();
  }

  #openSink(): BodySink {
    const { maxBytes, cut, target } = this.#request;
    return new BodySink({ maxBytes, cut, url: target.href }, this.#declared, this.#memory, this.#holder);
  }

  /** Half a page (206), or word that an unknown page has not changed (304), is no answer to what was asked. */
  #refuseUnasked(status: number): void {
    const { headers } = this.#request;
    const isConditional = "if-none-match" in headers || "if-modified-since" in headers;
    if ((status === 206 && !("range" in headers)) || (status === 304 && !isConditional))
      throw this.#bad("E_NOT_ASKED", `The server answered ${status}, which was not asked for`);
  }

  /** Asked before the body comes: whoever is busy may well send an endless one. */
  #throwIfThrottled(status: number): void {
    if (status !== 429 && status !== 503) return;
    const afterMs = readRetryAfter(this.#headers["retry-after"], Date.now());
    if (status === 503 && afterMs === null) return;
    throw new ThrottledError({
      code: "E_THROTTLED",
      what: `The server asks for time (${status})`,
      where: this.#request.target.href,
      status,
      afterMs,
    });
  }

  #stalled(): TransientError {
    return new TransientError({
      code: "E_STALLED",
      what: "A large body came too slowly while others waited for its memory",
      where: this.#request.target.href,
    });
  }

  #bad(code: string, what: string): BadContentError {
    return new BadContentError({ code, what, where: this.#request.target.href });
  }
}
