import { checkUp, loadConfig, type Finding } from "@caibian/pipeline";
import { EXIT } from "@caibian/schema";

import { printJson, printLines } from "../output/print.ts";

const MARKS = { ok: "ok  ", warn: "warn", fail: "FAIL" } as const;

/** `caibian doctor`: what works, what may not tomorrow, what does not, and what to do. */
export async function doctorCommand(options: { readonly config: string; readonly json?: boolean }): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const findings: Finding[] = [];
  for await (const finding of checkUp(config, process.env)) {
    findings.push(finding);
    if (options.json !== true) printLines(linesOf(finding));
  }
  if (options.json === true) printJson(findings);
  return findings.find((finding) => finding.verdict === "fail")?.exitCode ?? EXIT.done;
}

function linesOf(finding: Finding): readonly string[] {
  const line = `${MARKS[finding.verdict]}  ${finding.subject}: ${finding.text}`;
  return finding.next === null ? [line] : [line, `      ${finding.next}`];
}
