import { messageOf } from "@caibian/schema";

import {
  BadRecordError,
  StoreDownError,
  StoreError,
  StoreMisconfiguredError,
  StoreTransientError,
  type StoreFailure,
} from "../../errors.ts";
import { DeadlineError, StoppedError } from "./within.ts";

/** What a broker's trouble asks for; the classes of failure that a broker has. */
export type BrokerFailure = Exclude<StoreFailure, "throttled" | "taken">;

/** The broker behind a message Store, as its errors name it. */
export interface BrokerPlace {
  /** e.g. `Kafka`. */
  readonly broker: string;
  /** The Store and where it is, without secrets. */
  readonly where: string;
}

/** A verdict on what a client library threw: what to do, and, where there is more to say, in which words. */
export interface BrokerVerdict {
  readonly failure: BrokerFailure;
  readonly what?: string;
  readonly why?: string;
  readonly next?: string;
}

/** The StoreError for what a client library threw, as `judge` reads it. */
export function brokerError(
  { broker, where }: BrokerPlace,
  cause: unknown,
  judge: (cause: unknown) => BrokerVerdict,
): StoreError {
  if (cause instanceof StoreError) return cause;
  const verdict = ownVerdict(cause) ?? judge(cause);
  const facts = { where, cause, next: verdict.next, why: verdict.why ?? messageOf(cause) };
  const what = (words: string): string => verdict.what ?? words;
  switch (verdict.failure) {
    case "bad-record":
      return new BadRecordError({ ...facts, code: "E_RECORD", what: what(`${broker} refuses a record`) });
    case "transient": {
      const next = facts.next ?? "nothing to do: it is tried again";
      return new StoreTransientError({ ...facts, code: "E_STORE", what: what(`${broker} failed`), next });
    }
    case "misconfigured": {
      const next = facts.next ?? "correct the store's address, its user or that user's rights";
      return new StoreMisconfiguredError({
        ...facts,
        code: "E_STORE_CONFIG",
        what: what(`${broker} does not let us write`),
        next,
      });
    }
    case "down": {
      const next = facts.next ?? "see whether it runs and can be reached; delivery goes on by itself";
      return new StoreDownError({ ...facts, code: "E_STORE_DOWN", what: what(`${broker} does not answer`), next });
    }
    default:
      return verdict.failure satisfies never;
  }
}

/** A server that does not answer in time is as good as away; a stop says nothing of the server. */
function ownVerdict(cause: unknown): BrokerVerdict | null {
  if (cause instanceof DeadlineError) return { failure: "down" };
  return cause instanceof StoppedError ? { failure: "transient" } : null;
}

/** The errors of a cause chain, outermost first. */
export function causesOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let seen = error; seen instanceof Error && chain.length < 10; seen = seen.cause) {
    if (chain.includes(seen)) break;
    chain.push(seen);
    if (seen instanceof AggregateError) chain.push(...seen.errors.filter((one) => one instanceof Error));
  }
  return chain;
}

/** True for an error of Node's own sockets, TLS or DNS: nobody answers. */
export function isSocketError(error: Error): boolean {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return /^(E(CONN|HOST|NET|PIPE|TIMEDOUT|ADDR|AI_|PROTO|NOTFOUND)|ERR_(TLS|SSL)|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(
    code,
  );
}
