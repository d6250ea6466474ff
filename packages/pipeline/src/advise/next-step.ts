import type { SourceHealth } from "@caibian/schema";

/** What a person does about a Source in this state, as `packages/scraper/docs/health.md` says; null: nothing. */
const BY_STATE: Readonly<Record<SourceHealth, string | null>> = {
  ok: null,
  late: "Nothing yet; look at the site if it stays so over a working day.",
  silent:
    "Open the list in a browser: news there that we lack means another list or layout (`caibian preview URL`); none means that the section is dead: take it out of the config.",
  "layout-changed":
    "Look with `caibian preview URL`; set `profile.articleLinks` if the list needs it. Held changes: `caibian status --release ID` or `--drop ID`.",
  blocked: "Do not work around it: wait, ask less (`limits`, `rhythm`), or write to the site.",
  gone: "Find the section's new address and change `start`, or take the source out of the config.",
  broken: "Wait for the site, or mend `start`. Held changes: `caibian status --release ID` or `--drop ID`.",
};

/** Where the code of a failure says more than the state. */
const BY_CODE: Readonly<Record<string, string>> = {
  E_BLOCKED: BY_STATE.blocked ?? "",
  E_THROTTLED: BY_STATE.blocked ?? "",
  E_ROBOTS: "Respect it: choose lists that its robots.txt allows, write to the site, or take the source out.",
  E_ROBOTS_UNREACHABLE: "Wait for the site: nothing is asked while its robots.txt cannot be had.",
  E_HOST_RESTS: "Wait: the host is asked again by itself when its rest is over (`caibian status` shows when).",
  E_ADDRESS: "If the address is yours, name it in `network.allow` of the config.",
};

const OPEN_IT = "Open its start URL in a browser; if it moved, change `start` in the config.";

/** What to do about a Visit that brought nothing, by the code of its failure. */
export function nextStepOfFailure(code: string): string {
  return BY_CODE[code] ?? OPEN_IT;
}

/** What to do about a Source: by the code of its lists' trouble where that says more than its state. */
export function nextStepOf(state: SourceHealth, codes: readonly string[] = []): string | null {
  const byState = BY_STATE[state];
  if (state !== "blocked") return byState;
  return codes.map((code) => BY_CODE[code]).find((step) => step !== undefined) ?? byState;
}
