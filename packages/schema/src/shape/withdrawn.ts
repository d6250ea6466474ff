/** What is left of a withdrawn article: nothing of its text. */
export interface Withdrawn {
  readonly id: string;
  readonly url: string | null;
  readonly revision: number;
  /** When it was withdrawn, ISO 8601. */
  readonly at: string;
}
