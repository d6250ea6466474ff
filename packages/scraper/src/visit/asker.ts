import { FetchError, type Client, type Fetched, type GetOptions } from "@caibian/http";

import type { Turn } from "../pace/host-door.ts";
import type { VisitHosts } from "../pace/hosts.ts";
import { endingOf, failureOf, failureOfStatus, type Failure } from "./failure.ts";
import { isRedirect, type Came } from "./follow.ts";
import { reasonOf, type HostNotes } from "./host-notes.ts";

/** What one request came to. */
export type Asked =
  | Came
  /** `fetched`: the answer, where one came. */
  | { readonly kind: "failed"; readonly failure: Failure; readonly fetched: Fetched | null }
  /** The host is left alone: nothing was asked. */
  | { readonly kind: "skipped" };

/** What a request may set of its own. */
export type AskOptions = Pick<GetOptions, "validators" | "maxBytes" | "cookies">;

/** Makes single requests, each in its host's turn, and tells the host's clock how they ended. */
export class Asker {
  readonly #client: Client;
  readonly #hosts: VisitHosts;
  readonly #notes: HostNotes;
  readonly #signal: AbortSignal;

  constructor(client: Client, hosts: VisitHosts, notes: HostNotes, signal: AbortSignal) {
    this.#client = client;
    this.#hosts = hosts;
    this.#notes = notes;
    this.#signal = signal;
  }

  /** One request, without following where it leads. */
  async ask(url: string, options: AskOptions = {}): Promise<Asked> {
    const { host } = new URL(url);
    if (this.#notes.isLeftAlone(host)) return { kind: "skipped" };
    const turn = await this.#hosts.turn(host);
    if (turn.kind === "closed") {
      this.#notes.leaveAlone(host, turn.cause, turn.untilMs);
      return { kind: "skipped" };
    }
    if (turn.overstepped !== null) {
      this.#notes.warn(host, `asked by hand all the same, though ${reasonOf(turn.overstepped.cause)}`);
    }
    return this.#send(url, turn, options);
  }

  async #send(url: string, turn: Turn & { readonly kind: "go" }, options: AskOptions): Promise<Asked> {
    const startedMs = performance.now();
    let fetched: Fetched;
    try {
      fetched = await this.#client.get(url, { ...options, followRedirects: false, signal: this.#signal });
    } catch (error) {
      if (!(error instanceof FetchError)) {
        await turn.end({ kind: "cut" });
        throw error;
      }
      const failure = failureOf(error);
      await turn.end(endingOf(failure, performance.now() - startedMs));
      return { kind: "failed", failure, fetched: null };
    }
    const ms = performance.now() - startedMs;
    const isUnchanged = fetched.status === 304 && options.validators != null;
    const failure = isUnchanged || isRedirect(fetched) ? null : failureOfStatus(fetched);
    await turn.end(failure === null ? { kind: "answered", ms } : endingOf(failure, ms));
    return failure === null ? { kind: "came", fetched, ms } : { kind: "failed", failure, fetched };
  }
}
