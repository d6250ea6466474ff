import type { Article, Removal } from "@caibian/schema";

import { tidy } from "../text/fold.ts";

const FORBIDDEN =
  /未经.{0,16}(?:授权|许可|同意|允许).{0,20}(?:不得|禁止|谢绝|严禁)|(?:谢绝|禁止|不得|严禁)(?:任何形式的?)?(?:转载|摘编)/;

/** The reprint statement among the removed lines, and whether it forbids reprinting. */
export function readRights(removed: readonly Removal[]): Article["rights"] {
  const statement = removed.find(({ rule }) => rule === "statement/reprint" || rule === "statement/label");
  if (statement === undefined) return { statement: null, reprintForbidden: false };
  return { statement: tidy(statement.text), reprintForbidden: FORBIDDEN.test(statement.text) };
}
