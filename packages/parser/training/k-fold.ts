import { edit } from "../src/edit.ts";
import { Predictor } from "../src/model/forest.ts";
import type { LineModel } from "../src/model/revise.ts";
import { foldsOf, type KnownPage } from "./corpus.ts";
import { fit } from "./fit.ts";

/** The text of one page by the rules alone, and by the rules and a model that never saw the page's site. */
export interface FoldResult {
  readonly file: string;
  readonly rules: string;
  readonly unseen: string;
}

/** Leaves whole sites out: each page is read with a model that was fitted without its site. */
export function kFold(pages: readonly KnownPage[], invented: readonly string[], count: number): FoldResult[] {
  const folds = foldsOf(pages, count);
  const results: FoldResult[] = [];
  for (let fold = 0; fold < count; fold++) {
    const fitted = fit(
      pages.filter(({ site }) => folds.get(site) !== fold),
      invented,
    );
    const model: LineModel = {
      speech: fitted.speech,
      first: new Predictor(fitted.first),
      second: new Predictor(fitted.second),
    };
    for (const page of pages) {
      if (folds.get(page.site) !== fold) continue;
      results.push({ file: page.file, rules: textOf(page, null), unseen: textOf(page, model) });
    }
  }
  return results;
}

function textOf(page: KnownPage, model: LineModel | null): string {
  const result = edit(page.ruled.page, page.decoded, {}, model);
  return result.ok ? result.article.text : "";
}
