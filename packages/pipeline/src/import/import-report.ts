/** What an import came to. */
export interface ImportCounts {
  /** Records read, of all types. */
  records: number;
  /** Stretches of the files that make no record, and responses that hold no whole page. */
  errors: number;
  /** Responses that the options left out: another URL, or too old. */
  filtered: number;
  /** Responses that are no page: redirects, errors, images, scripts. */
  notPages: number;
  /** Later pages of paged stories whose first page is not in the files. */
  strayParts: number;
  /** Pages that were looked at since they were archived, and copies of one URL. */
  known: number;
  /** Stories that were read, paged ones as one. */
  stories: number;
  published: number;
  updated: number;
  withdrawn: number;
  unchanged: number;
  quarantined: number;
  refused: number;
  held: number;
}

/** A stretch of a file that could not be used. */
export interface ImportProblem {
  readonly file: string;
  readonly offset: number;
  readonly code: string;
  readonly why: string;
}

/** Most problems that are listed; all are counted. */
const MOST_LISTED = 200;

/** Counts an import and keeps its first problems. */
export class ImportTally {
  readonly counts: ImportCounts = {
    records: 0,
    errors: 0,
    filtered: 0,
    notPages: 0,
    strayParts: 0,
    known: 0,
    stories: 0,
    published: 0,
    updated: 0,
    withdrawn: 0,
    unchanged: 0,
    quarantined: 0,
    refused: 0,
    held: 0,
  };
  readonly problems: ImportProblem[] = [];

  fail(problem: ImportProblem): void {
    this.counts.errors++;
    if (this.problems.length < MOST_LISTED) this.problems.push(problem);
  }
}
