import { CaibianError } from "@caibian/schema";

/** A survey that cannot end in a source; says what to do instead. */
export class SurveyError extends CaibianError {}
