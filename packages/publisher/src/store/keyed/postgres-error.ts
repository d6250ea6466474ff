import { EXIT, isDiskFull, messageOf } from "@caibian/schema";

import {
  BadRecordError,
  StoreDownError,
  StoreError,
  StoreMisconfiguredError,
  StoreTransientError,
} from "../../errors.ts";

/** SQLSTATE classes (PostgreSQL manual, appendix A), Node's connection and OpenSSL's errors, by what to do. */
const BAD_RECORD = /^(22|23|54)/;
const MISCONFIGURED = /^(28|3D|42|3F|0A|ERR_TLS|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH)/;
const TRANSIENT = /^(40|55P03|57014|53300|53200|25P03)/;
const DOWN = /^(08|57P|53|58|XX|25006|E[A-Z]+)/;
/** What `pg` says without a code. */
const NO_TLS = /does not support SSL/;
const NO_ANSWER = /timeout|terminated|ended/i;

/**
 * The StoreError for what `pg` threw.
 *
 * @param before what went wrong earlier and may be the reason
 */
export function postgresError(storeId: string, cause: unknown, before: string | null = null): StoreError {
  if (cause instanceof StoreError) return cause;
  const code = codeOf(cause);
  const message = messageOf(cause) || code;
  const facts = { where: storeId, why: before === null ? message : `${message}; ${before}`, cause };
  if (BAD_RECORD.test(code))
    return new BadRecordError({ ...facts, code: "E_RECORD", what: "PostgreSQL refuses a record" });
  if (MISCONFIGURED.test(code) || NO_TLS.test(message)) {
    return new StoreMisconfiguredError({
      ...facts,
      code: "E_STORE_CONFIG",
      what: "PostgreSQL does not let us write",
      next: "correct the store's url, its user's rights or its table",
    });
  }
  if (TRANSIENT.test(code)) {
    return new StoreTransientError({
      ...facts,
      code: "E_STORE_BUSY",
      what: "PostgreSQL is busy",
      next: "nothing: it is tried again; if it stays so, see what locks the table or uses up its connections",
    });
  }
  if (isDiskFull(cause)) {
    return new StoreDownError({
      ...facts,
      code: "E_STORE_DISK",
      what: "the disk of a store's PostgreSQL is full",
      next: "make room; delivery goes on by itself",
      exitCode: EXIT.disk,
    });
  }
  if (code === "25006") {
    return new StoreDownError({
      ...facts,
      code: "E_STORE_READ_ONLY",
      what: "a store's PostgreSQL takes no writes now",
      next: "if it is a replica, point the store's url at the primary; delivery goes on by itself",
    });
  }
  if (DOWN.test(code) || NO_ANSWER.test(message)) {
    return new StoreDownError({
      ...facts,
      code: "E_STORE_DOWN",
      what: "a store's PostgreSQL does not answer",
      next: "start it or mend the network; delivery goes on by itself",
    });
  }
  return new StoreTransientError({
    ...facts,
    code: "E_STORE",
    what: "a store's PostgreSQL failed",
    next: "nothing: it is tried again; if it stays so, see that server's log",
  });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
