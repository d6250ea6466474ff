import type { Article, Removal } from "@caibian/schema";

import { redactContacts } from "../strip/redact.ts";
import { tidy } from "../text/fold.ts";

const FORBIDDEN =
  /未(?:经|获|得).{0,16}(?:授权|许可|同意|允许).{0,20}(?:不得|禁止|谢绝|严禁|请勿)|(?:谢绝|禁止|不得|严禁|请勿)(?:任何形式的?)?(?:转载|摘编|镜像)/;
/** Rules that take what a site says of its rights; the 凡本网注明 family runs over several paragraphs. */
const STATEMENTS: ReadonlySet<string> = new Set([
  "statement/own-works",
  "statement/permission",
  "statement/reprint",
  "statement/view",
  "statement/infringement",
  "statement/storage",
  "statement/label",
]);
const MOST_STATEMENTS = 6;

/** The reprint statement among the removed lines, and whether it forbids reprinting. */
export function readRights(removed: readonly Removal[]): Article["rights"] {
  const said = new Set<string>();
  for (const { rule, text } of removed)
    if (STATEMENTS.has(rule) && said.size < MOST_STATEMENTS) said.add(redactContacts(tidy(text)));
  if (said.size === 0) return { statement: null, reprintForbidden: false };
  const statement = [...said].join("\n");
  return { statement, reprintForbidden: FORBIDDEN.test(statement) };
}
