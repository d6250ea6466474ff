import type { Client } from "@caibian/http";

import type { Renderer } from "../render/renderer.ts";
import type { ReadArticle } from "./survey-page.ts";
import type { SurveyedSection } from "./surveyed-section.ts";

/** What a survey needs from outside. */
export interface SurveyDoors {
  readonly client: Client;
  /** For sites whose pages are made by scripts. Without one they end in a `SurveyError`. */
  readonly renderer?: Renderer;
  /** Matched against robots.txt and sent. */
  readonly userAgent: string;
  /** The parser: this room may not import it. */
  readonly readArticle: ReadArticle;
  /** Lets a person choose among the sections; default `chooseSections`. */
  readonly choose?: (sections: readonly SurveyedSection[]) => Promise<readonly SurveyedSection[]>;
  /** Told of every request before it is made, counted from 1. */
  readonly report?: (step: { readonly url: string; readonly count: number }) => void;
  readonly signal?: AbortSignal;
  /** Least time between two requests to one host, in milliseconds. Default 2000. */
  readonly delayMs?: number;
  /** Most requests, robots.txt not counted. Default 15. */
  readonly maxRequests?: number;
  /** Epoch milliseconds. Default Date.now. */
  readonly now?: () => number;
}
