import { CaibianError, EXIT } from "@caibian/schema";

/** The browser that renders pages is not there or does not start. Ends the Visit: no page of its source can be had. */
export class BrowserError extends CaibianError {
  constructor(facts: { readonly why: string; readonly next: string; readonly cause?: unknown }) {
    super({ code: "E_BROWSER", what: "Pages cannot be rendered", exitCode: EXIT.config, ...facts });
  }
}
