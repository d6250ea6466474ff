import { parse } from "@caibian/parser";

/** Whether a page may be used, with the parser's doubts where it may not. */
export function verdictOf(page: string | Uint8Array, url: string): string {
  const result = parse(page, { url, now: "2021-06-08T09:00:00+08:00" });
  if (!result.ok) return `refused: ${result.error.message}`;
  const { status, quality } = result.article;
  return status === "usable" ? `usable, ${quality.score}` : `${status}: ${quality.flags.join(", ")}`;
}
