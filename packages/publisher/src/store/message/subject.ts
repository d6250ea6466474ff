import type { Message } from "./message.ts";

/** Fills `{region}`, `{op}` and `{id}` of a subject or routing key in. */
export function subjectOf(pattern: string, { region, kind, articleId }: Message): string {
  return pattern
    .replaceAll("{region}", region ?? "none")
    .replaceAll("{op}", kind)
    .replaceAll("{id}", articleId);
}
