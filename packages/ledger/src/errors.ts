import { CaibianError, EXIT, type ErrorFacts } from "@caibian/schema";

/** Base of what the ledger throws on purpose. */
export class LedgerError extends CaibianError {}

/** Another process owns the embedded ledger: wait, stop it, or ask it through its socket. */
export class LedgerBusyError extends LedgerError {
  constructor(facts: Omit<ErrorFacts, "code" | "exitCode">) {
    super({ ...facts, code: "E_LEDGER_BUSY", exitCode: EXIT.unreachable });
  }
}

/** The tables were made by a newer caibian: install that one. */
export class LedgerNewerError extends LedgerError {
  constructor(where: string, found: number, known: number) {
    super({
      code: "E_LEDGER_NEWER",
      what: "the ledger was written by a newer caibian",
      where,
      why: `its tables are at version ${found}, this program knows ${known}`,
      next: "install the newer version of caibian again; a ledger is never taken back",
      exitCode: EXIT.config,
    });
  }
}

/** The database cannot be reached, or the folder cannot be opened. */
export class LedgerUnreachableError extends LedgerError {
  constructor(facts: Omit<ErrorFacts, "code" | "exitCode">) {
    super({ ...facts, code: "E_LEDGER_UNREACHABLE", exitCode: EXIT.unreachable });
  }
}

/** What was asked for is not there: a Source, a Visit, a Lead. */
export class LedgerUnknownError extends LedgerError {
  constructor(what: string, where: string) {
    super({ code: "E_LEDGER_UNKNOWN", what, where });
  }
}
