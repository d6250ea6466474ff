/**
 * Where a rule may fire: in the first lines of the body, in its later part, anywhere, or only in a footer
 * (below the body, or in the lines at the body's end that a footer was copied into).
 */
export type RuleZone = "head" | "tail" | "anywhere" | "footer";

/** One kind of boilerplate, as data. The pattern meets a folded copy of the line (`foldForMatch`). */
export interface StripRule {
  /** `group/name`. */
  readonly id: string;
  readonly where: RuleZone;
  /**
   * Words of which a line must hold one, in the folded form, before the pattern is tried. A word of one character
   * counts only where no letter follows it. None: lines that have digits and no letters.
   */
  readonly words: readonly string[];
  readonly pattern: RegExp;
  readonly why: string;
  /** `line` (default) takes the line; `rest` takes it and all that follows, in the tail. */
  readonly takes?: "line" | "rest";
  /** Longest folded line that it may take. Default 200. */
  readonly maxLength?: number;
  /** Whether it may take whole sentences, as statements are. Default false. */
  readonly prose?: boolean;
  /** Lines that it must take. */
  readonly hits: readonly string[];
  /** Near misses that no rule may take. */
  readonly misses: readonly string[];
}
