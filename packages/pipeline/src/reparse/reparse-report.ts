import type { FieldDifference, RevisionField } from "./compare-revisions.ts";

/** What reading the raw pages again found. */
export interface ReparseFindings {
  /** Articles that were to be read, and how many of them were. */
  readonly articles: number;
  readonly read: number;
  /** Articles that would get a Revision, and how many of them in each field. */
  readonly changed: number;
  readonly fields: Readonly<Partial<Record<RevisionField, number>>>;
  /** Of the changed: doubted before, sure now. */
  readonly cleared: number;
  /** Delivered articles whose new reading is doubted or no article: they stay as they are. */
  readonly doubtful: number;
  /** Articles whose raw page was erased on request: they stay as they are. */
  readonly erased: number;
  /** Articles whose raw page the archive does not have. */
  readonly unreadable: number;
  /** The first differences and the first failures, for people. */
  readonly samples: readonly ReparseSample[];
  readonly failures: readonly ReparseFailure[];
  readonly seconds: number;
}

/** One article that would change. */
export interface ReparseSample {
  readonly id: string;
  readonly url: string | null;
  readonly differences: readonly FieldDifference[];
}

/** One article that could not be read again. */
export interface ReparseFailure {
  readonly id: string;
  readonly url: string | null;
  readonly code: string;
  readonly message: string;
}

/** Revisions that were made. */
export interface ReparseApplied {
  readonly updated: number;
  readonly published: number;
  readonly quarantined: number;
  /** Changed by a Visit or a person since they were compared. */
  readonly passedOver: number;
}
