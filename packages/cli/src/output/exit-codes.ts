import { EXIT } from "@caibian/schema";

/** The exit code that outweighs "some failed": what ended the work for all; null when nothing did. */
export function gravestOf(codes: readonly number[]): number | null {
  return [EXIT.disk, EXIT.unreachable, EXIT.config].find((code) => codes.includes(code)) ?? null;
}
