import type { StripRule } from "../rule.ts";
import { contactRules } from "./contact.ts";
import { filingRules } from "./filing.ts";
import { foreignRules } from "./foreign.ts";
import { licenceRules } from "./licence.ts";
import { navigationRules } from "./navigation.ts";
import { ownerRules } from "./owner.ts";
import { promotionRules } from "./promotion.ts";
import { shareRules } from "./share.ts";
import { statementRules } from "./statement.ts";
import { wechatRules } from "./wechat.ts";

/** Every boilerplate rule, first match first. A new site's quirk is a new record here. */
export const CATALOGUE: readonly StripRule[] = [
  ...filingRules,
  ...licenceRules,
  ...wechatRules,
  ...promotionRules,
  ...navigationRules,
  ...shareRules,
  ...statementRules,
  ...ownerRules,
  ...contactRules,
  ...foreignRules,
];
