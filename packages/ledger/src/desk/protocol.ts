import { CaibianError, messageOf, type ErrorFacts } from "@caibian/schema";

import { LedgerError } from "../errors.ts";

/** Most bytes of one request. */
export const MOST_REQUEST_BYTES: number = 1024 * 1024;
/** Most bytes of one answer. */
export const MOST_ANSWER_BYTES: number = 64 * 1024 * 1024;

/** One line to the owner. */
export interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** One line back. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: Omit<ErrorFacts, "cause"> };

/** Reads a request; null when the line is none. */
export function readRequest(line: string): Request | null {
  const message = readObject(line);
  if (message === null || typeof message["id"] !== "number" || typeof message["method"] !== "string") return null;
  if (!Array.isArray(message["params"])) return null;
  return { id: message["id"], method: message["method"], params: message["params"] };
}

/** Reads an answer; null when the line is none. */
export function readAnswer(line: string): Answer | null {
  const message = readObject(line);
  if (message === null || typeof message["id"] !== "number") return null;
  const { id, error } = message;
  if (error === undefined) return { id, value: message["value"] };
  if (typeof error !== "object" || error === null || !("code" in error) || !("what" in error)) return null;
  return { id, error: error as Omit<ErrorFacts, "cause"> };
}

/** What of an error travels: everything but its stack and cause. */
export function factsOf(error: unknown): Omit<ErrorFacts, "cause"> {
  if (!(error instanceof CaibianError)) return { code: "E_LEDGER", what: "the ledger failed", why: messageOf(error) };
  return {
    code: error.code,
    what: error.what,
    where: error.where ?? undefined,
    why: error.why ?? undefined,
    next: error.next ?? undefined,
    exitCode: error.exitCode,
  };
}

/** The error that travelled. */
export function errorOf(facts: Omit<ErrorFacts, "cause">): LedgerError {
  return new LedgerError(facts);
}

function readObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    // Not JSON: the caller answers or hangs up.
    return null;
  }
}
