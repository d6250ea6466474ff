import { CaibianError, EXIT, isDiskFull, messageOf, type ErrorFacts } from "@caibian/schema";

/** Base of what this room throws on purpose. */
export class PublishError extends CaibianError {}

/** What is wrong with a Store, named for what to do about it. */
export type StoreFailure = "transient" | "throttled" | "bad-record" | "down" | "misconfigured" | "taken";

/** Base of what an adapter throws. Who retries asks `failure`, never the message. */
export abstract class StoreError extends PublishError {
  abstract readonly failure: StoreFailure;
}

/** Try the same batch again, later and later. */
export class StoreTransientError extends StoreError {
  readonly failure = "transient";
}

/** The Store asks for time. No attempt is used up. */
export class StoreThrottledError extends StoreError {
  readonly failure = "throttled";
  /** Wait this long, in milliseconds. */
  readonly afterMs: number;

  constructor(facts: ErrorFacts & { readonly afterMs: number }) {
    super(facts);
    this.afterMs = facts.afterMs;
  }
}

/** Something in the batch will never be taken, and the adapter cannot say which record: cut the batch in two. */
export class BadRecordError extends StoreError {
  readonly failure = "bad-record";
}

/** Nothing answers, or the disk is full: the Store waits, the others go on. */
export class StoreDownError extends StoreError {
  readonly failure = "down";

  constructor(facts: ErrorFacts) {
    super({ exitCode: EXIT.unreachable, ...facts });
  }
}

/** Wrong credentials, no such table or endpoint: waits like a Store that is down, until a person helps. */
export class StoreMisconfiguredError extends StoreError {
  readonly failure = "misconfigured";

  constructor(facts: ErrorFacts) {
    super({ exitCode: EXIT.config, ...facts });
  }
}

/** Another process has the Store's files; it does the work, or we do when it ends. */
export class StoreTakenError extends StoreError {
  readonly failure = "taken";
}

/** A StoreError for a file Store: a full disk and a folder that we may not write to are told apart. */
export function fileError(storeId: string, path: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const facts = { where: `${storeId}: ${path}`, why: messageOf(cause), cause };
  if (isDiskFull(cause)) {
    return new StoreDownError({
      ...facts,
      code: "E_STORE_DISK",
      what: "the disk of a store is full",
      next: "make room; delivery goes on by itself",
      exitCode: EXIT.disk,
    });
  }
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  if (
    typeof code === "string" &&
    /^(EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST|SQLITE_(READONLY|PERM|NOTADB|AUTH))/.test(code)
  ) {
    return new StoreMisconfiguredError({
      ...facts,
      code: "E_STORE_PATH",
      what: "a store cannot be written to its path",
      next: "correct the store's path or its permissions",
    });
  }
  return new StoreDownError({
    ...facts,
    code: "E_STORE_DOWN",
    what: "a store's files cannot be written",
    next: "see whether its disk is there and sound; delivery goes on by itself",
  });
}

/** A Store that cannot be asked what it holds: what it was given, others have taken. */
export class StoreNotAskableError extends PublishError {
  constructor(storeId: string) {
    super({
      code: "E_STORE_NOT_ASKABLE",
      what: "a store cannot say what it holds",
      where: storeId,
      why: "it hands messages on: what it was given, others have taken",
      next: "compare at the receiver, by article id and revision; `caibian backfill` sends it everything again",
      exitCode: EXIT.usage,
    });
  }
}
