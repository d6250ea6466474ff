import type { Client, Fetched, GetOptions } from "@caibian/http";

import type { Ending } from "../pace/host-clock.ts";
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
    let ending: Ending = { kind: "cut" };
    try {
      const sent = await this.#send(url, options);
      ending = sent.ending;
      return sent.asked;
    } finally {
      const closed = await turn.end(ending);
      if (closed !== null) this.#notes.leaveAlone(host, closed.cause, closed.untilMs);
    }
  }

  async #send(url: string, options: AskOptions): Promise<{ readonly asked: Asked; readonly ending: Ending }> {
    const startedMs = performance.now();
    let fetched: Fetched;
    try {
      fetched = await this.#client.get(url, { ...options, followRedirects: false, signal: this.#signal });
    } catch (error) {
      return failed(failureOf(error), null, performance.now() - startedMs);
    }
    const ms = performance.now() - startedMs;
    const isUnchanged = fetched.status === 304 && options.validators != null;
    const failure = isUnchanged || isRedirect(fetched) ? null : failureOfStatus(fetched);
    if (failure !== null) return failed(failure, fetched, ms);
    return { asked: { kind: "came", fetched, ms }, ending: { kind: "answered", ms } };
  }
}

function failed(
  failure: Failure,
  fetched: Fetched | null,
  ms: number,
): { readonly asked: Asked; readonly ending: Ending } {
  return { asked: { kind: "failed", failure, fetched }, ending: endingOf(failure, ms) };
}
