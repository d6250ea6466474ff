import { EXIT, isDiskFull, messageOf } from "@caibian/schema";

import {
  BadRecordError,
  StoreDownError,
  StoreError,
  StoreMisconfiguredError,
  StoreTransientError,
} from "../../errors.ts";

/** Numbers of server errors (MySQL and MariaDB error references) whose SQLSTATE says too little or another thing. */
const BY_NUMBER: ReadonlyMap<number, "bad-record" | "misconfigured" | "transient" | "down" | "disk"> = new Map([
  // Packet or row too large, not JSON, a CHECK that fails (MariaDB 4025).
  ...([1118, 1153, 1366, 3140, 3819, 4025] as const).map((one) => [one, "bad-record"] as const),
  // Host not allowed, authentication plugin not known, a view where a table should be, password expired.
  ...([1130, 1251, 1347, 1820, 1862] as const).map((one) => [one, "misconfigured"] as const),
  // Too many connections, lock wait, deadlock, statement timeout, cancelled, user's quota.
  ...([1040, 1203, 1205, 1213, 1226, 1317, 1969, 3024] as const).map((one) => [one, "transient"] as const),
  // Shutting down, read-only server or transaction, connection killed.
  ...([1053, 1152, 1290, 1792, 1836, 1927] as const).map((one) => [one, "down"] as const),
  ...([1021, 1114] as const).map((one) => [one, "disk"] as const),
]);
const BAD_RECORD_STATE = /^(22|23)/;
const MISCONFIGURED_STATE = /^(28|3D|42)/;
const DOWN_STATE = /^08/;
const DISK_FULL = /error(?: number|:)? 28\b/i;
/** Codes of mysql2, Node and OpenSSL. */
const MISCONFIGURED_CODE =
  /^(HANDSHAKE_|AUTH_SWITCH|ERR_TLS|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH)/;
const DOWN_CODE = /^(PROTOCOL_|E[A-Z]+$|EAI_AGAIN)/;
const CLOSED = /closed state|pool is closed/i;

/** The StoreError for what mysql2 threw. */
export function mysqlError(storeId: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const facts = { where: storeId, why: messageOf(cause) || textOf(cause, "code"), cause };
  const failure = failureOf(cause);
  switch (failure) {
    case "bad-record":
      return new BadRecordError({ ...facts, code: "E_RECORD", what: "MySQL refuses a record" });
    case "misconfigured":
      return new StoreMisconfiguredError({
        ...facts,
        code: "E_STORE_CONFIG",
        what: "MySQL does not let us write",
        next: "correct the store's url, its user's rights or its table",
      });
    case "disk":
      return new StoreDownError({
        ...facts,
        code: "E_STORE_DISK",
        what: "the disk of a store's MySQL is full",
        next: "make room; delivery goes on by itself",
        exitCode: EXIT.disk,
      });
    case "down":
      return new StoreDownError({
        ...facts,
        code: "E_STORE_DOWN",
        what: "a store's MySQL does not answer, or takes no writes",
        next: "start it, mend the network or point the store's url at the primary; delivery goes on by itself",
      });
    case "transient":
      return new StoreTransientError({
        ...facts,
        code: "E_STORE_BUSY",
        what: "a store's MySQL failed or is busy",
        next: "nothing: it is tried again; if it stays so, see what locks the table or uses up its connections",
      });
    default:
      return failure satisfies never;
  }
}

function failureOf(cause: unknown): "bad-record" | "misconfigured" | "transient" | "down" | "disk" {
  const number = cause instanceof Error && "errno" in cause ? Number(cause.errno) : 0;
  const known = BY_NUMBER.get(number);
  if (known !== undefined) return known;
  const message = messageOf(cause);
  if (isDiskFull(cause) || DISK_FULL.test(message)) return "disk";
  const state = textOf(cause, "sqlState");
  if (BAD_RECORD_STATE.test(state)) return "bad-record";
  if (MISCONFIGURED_STATE.test(state)) return "misconfigured";
  if (DOWN_STATE.test(state)) return "down";
  const code = textOf(cause, "code");
  if (MISCONFIGURED_CODE.test(code)) return "misconfigured";
  return DOWN_CODE.test(code) || CLOSED.test(message) ? "down" : "transient";
}

function textOf(error: unknown, key: "code" | "sqlState"): string {
  if (error instanceof AggregateError && error.errors.length > 0) return textOf(error.errors[0], key);
  if (!(error instanceof Error)) return "";
  const value: unknown = (error as { readonly [key: string]: unknown } & Error)[key];
  return typeof value === "string" ? value : "";
}
