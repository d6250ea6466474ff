import type { StripRule } from "../rule.ts";
import { contactRules } from "./contact.ts";
import { filingRules } from "./filing.ts";
import { navigationRules } from "./navigation.ts";
import { shareRules } from "./share.ts";
import { statementRules } from "./statement.ts";

/** Every boilerplate rule. A new site's quirk is a new record here. */
export const CATALOGUE: readonly StripRule[] = [
  ...filingRules,
  ...contactRules,
  ...shareRules,
  ...navigationRules,
  ...statementRules,
];
