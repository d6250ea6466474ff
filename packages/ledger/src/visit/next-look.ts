import type { RecheckPolicy } from "@caibian/schema";

/** When a known article is looked at next: the first of the policy's ages still ahead; null after the last. */
export function nextLook(policy: RecheckPolicy, firstSeenMs: number, nowMs: number): number | null {
  const age = nowMs - firstSeenMs;
  let next: number | null = null;
  for (const afterMs of policy.afterMs) {
    if (afterMs > age && (next === null || afterMs < next)) next = afterMs;
  }
  return next === null ? null : firstSeenMs + next;
}
