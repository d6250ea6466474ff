/** Where in the body a rule may fire. */
export type RuleZone = "head" | "tail" | "anywhere";

/** One kind of boilerplate, as data. The pattern meets a folded copy of the line (`foldForMatch`). */
export interface StripRule {
  /** `group/name`. */
  readonly id: string;
  readonly where: RuleZone;
  readonly pattern: RegExp;
  readonly why: string;
  /** `line` (default) takes the line; `rest` takes it and all that follows, in the tail. */
  readonly takes?: "line" | "rest";
  /** Longest folded line that it may take. Default 200. */
  readonly maxLength?: number;
  /** Lines that it must take. */
  readonly hits: readonly string[];
  /** Near misses that it must leave alone. */
  readonly misses: readonly string[];
}
