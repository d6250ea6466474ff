import type { FailureRule } from "./failures.ts";
import type { Withdrawal } from "./newsroom.ts";
import type { FixtureSite } from "./start-site.ts";

/** What a site in a process of its own can be told to do. */
export type SiteCommand =
  | { readonly do: "change"; readonly id: string }
  | { readonly do: "withdraw"; readonly id: string; readonly how: Withdrawal }
  | { readonly do: "add"; readonly host?: string }
  | { readonly do: "fail"; readonly rule: FailureRule }
  | { readonly do: "expected"; readonly id: string }
  | { readonly do: "clearFailures" | "forgetTraffic" | "served" | "requests" | "ids" | "cpu" };

/** Runs one command and gives its answer, JSON-safe. Throws on an unknown command or story. */
export function runCommand(site: FixtureSite, input: unknown): unknown {
  const command = input as SiteCommand;
  switch (command.do) {
    case "change":
      return site.change(command.id);
    case "withdraw":
      return site.withdraw(command.id, command.how) ?? null;
    case "add":
      return site.add(command.host);
    case "fail":
      return site.fail(command.rule) ?? null;
    case "expected":
      return site.expectedOf(command.id);
    case "clearFailures":
      return site.clearFailures() ?? null;
    case "forgetTraffic":
      return site.forgetTraffic() ?? null;
    case "served":
      return site.served();
    case "requests":
      return site.requests;
    case "ids":
      return site.ids();
    case "cpu":
      return process.cpuUsage();
    default:
      command satisfies never;
      throw new RangeError(`Expected a command, got ${JSON.stringify(input)}`);
  }
}
