import type { ElasticsearchStore } from "@caibian/schema";

import { StoreTransientError } from "../../errors.ts";
import { httpFailure } from "../http-failure.ts";
import { SEARCH_INDEX, type ServerError } from "./answer.ts";
import type { Requester } from "./requester.ts";

/** Most bytes of an answer: a bulk of a thousand refused documents has about one megabyte. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** An answer, read. `body` is what the server says in JSON; an empty object where it says something else. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One server, asked with the Store's credentials. */
export class SearchApi {
  readonly #store: ElasticsearchStore;
  readonly #door: Requester;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(store: ElasticsearchStore, door: Requester) {
    this.#store = store;
    this.#door = door;
    this.#headers = authorization(store);
  }

  /** Where errors say that they come from. */
  get where(): string {
    return `${this.#store.id}: ${this.#store.url}`;
  }

  /** Throws a StoreError when no answer came. */
  async ask(
    method: "GET" | "POST" | "PUT",
    path: string,
    body: string | null = null,
    options: { readonly ndjson?: boolean; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ApiAnswer> {
    const { url, timeoutMs } = this.#store;
    try {
      const { status, bytes } = await this.#door.request(`${url.replace(/\/$/, "")}${path}`, {
        method,
        body,
        headers: { ...this.#headers, ...(options.ndjson === true && { "content-type": "application/x-ndjson" }) },
        maxBytes: MAX_ANSWER_BYTES,
        deadlineMs: timeoutMs,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      return { status, body: this.#read(status, bytes) };
    } catch (error) {
      throw httpFailure(SEARCH_INDEX, this.where, url, error);
    }
  }

  /** A proxy's error page is no JSON: then the status speaks alone. A success must be. */
  #read(status: number, bytes: Uint8Array): Readonly<Record<string, unknown>> {
    try {
      const read: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
      if (typeof read === "object" && read !== null) return read as Readonly<Record<string, unknown>>;
    } catch (cause) {
      if (status < 300) throw this.#noJson(cause);
      return {};
    }
    if (status < 300) throw this.#noJson(null);
    return {};
  }

  #noJson(cause: unknown): StoreTransientError {
    return new StoreTransientError({
      code: "E_STORE_ANSWER",
      what: "the search index answered something that is not JSON",
      where: this.where,
      next: "see what answers at the store's url",
      cause,
    });
  }
}

/** The error that an answer names. */
export function errorOf({ body }: ApiAnswer): ServerError | undefined {
  const { error } = body;
  return typeof error === "object" && error !== null ? error : undefined;
}

function authorization({ username, password, apiKey, token }: ElasticsearchStore): Readonly<Record<string, string>> {
  if (apiKey !== null) return { authorization: `ApiKey ${apiKey}` };
  if (token !== null) return { authorization: `Bearer ${token}` };
  if (username === null) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` };
}
