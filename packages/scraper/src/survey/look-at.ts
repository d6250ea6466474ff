import type { SurveyDoors } from "./doors.ts";
import { Looker } from "./looker.ts";
import type { SurveyedPage } from "./survey-page.ts";

/**
 * One page as a Visit would ask for it: robots.txt first, in its host's turn.
 * @throws {SurveyError} when it cannot be had, be it that robots.txt denies it.
 */
export async function lookAt(url: string, doors: SurveyDoors): Promise<SurveyedPage> {
  const looker = new Looker(url, doors);
  try {
    return await looker.need(url);
  } finally {
    await looker.close();
  }
}
