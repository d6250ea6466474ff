import type { ServerResponse } from "node:http";

/** How a request goes wrong: a status, no answer, a reset, half a body, or a body that drips. */
export type FailureMode = 429 | 500 | 503 | "hang" | "reset" | "cut" | "slow";

/** Which requests are to fail, and how. */
export interface FailureRule {
  /** Default every host. */
  readonly host?: string;
  /** The whole path with its query, or a prefix that ends in `*`. Default every path but robots.txt. */
  readonly path?: string;
  readonly mode: FailureMode;
  /** How often. Default until `clearFailures`. */
  readonly times?: number;
}

/** The failures that were asked for, first come first served. */
export class FailurePlan {
  #rules: { readonly rule: FailureRule; left: number }[] = [];

  add(rule: FailureRule): void {
    this.#rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The failure that this request meets, if any; uses up one of its times. */
  take(host: string, path: string): FailureMode | null {
    const hit = this.#rules.find(({ rule, left }) => left > 0 && matches(rule, host, path));
    if (hit === undefined) return null;
    hit.left--;
    return hit.rule.mode;
  }
}

function matches(rule: FailureRule, host: string, path: string): boolean {
  if (rule.host !== undefined && rule.host !== host) return false;
  if (rule.path === undefined) return path !== "/robots.txt";
  return rule.path.endsWith("*") ? path.startsWith(rule.path.slice(0, -1)) : path === rule.path;
}

/** Sends half of the body that was promised, then breaks the connection. */
export function sendCut(response: ServerResponse, body: Buffer): void {
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

/** Sends the body in 20 pieces, 100 ms apart. */
export function sendSlowly(response: ServerResponse, body: Buffer): void {
  const step = Math.max(1, Math.ceil(body.length / 20));
  let at = 0;
  const timer = setInterval(() => {
    if (response.destroyed || at >= body.length) {
      clearInterval(timer);
      response.end();
      return;
    }
    response.write(body.subarray(at, at + step));
    at += step;
  }, 100);
}
