import type { Newsroom } from "./newsroom.ts";
import { expectationsOf, type Withdrawal } from "./newsroom.ts";
import type { ExpectedArticle } from "./expected.ts";

/** One request as the site saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly host: string;
  /** With its query. */
  readonly path: string;
  /** What was answered; 0 when the connection was broken instead. */
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** True when it carried If-None-Match or If-Modified-Since. */
  readonly conditional: boolean;
  readonly userAgent: string;
}

/** A story that the outside could know of: served whole, or linked from a list that was served. */
export interface ServedArticle {
  readonly id: string;
  readonly url: string;
  readonly host: string;
  /** Its page went out whole, with status 200. */
  readonly whole: boolean;
  readonly linked: boolean;
  readonly withdrawn: Withdrawal | null;
  /** What a right record of each revision holds, oldest first; the last one is current. */
  readonly revisions: readonly ExpectedArticle[];
}

/** What went over the wire: every request, and what it let the outside know. */
export class Traffic {
  readonly requests: SeenRequest[] = [];
  readonly #whole = new Set<string>();
  readonly #linked = new Set<string>();

  sawWhole(id: string): void {
    this.#whole.add(id);
  }

  sawLinks(ids: readonly string[]): void {
    for (const id of ids) this.#linked.add(id);
  }

  served(newsroom: Newsroom, urlOf: (host: string, path: string) => string): ServedArticle[] {
    return [...new Set([...this.#whole, ...this.#linked])].sort().map((id) => {
      const published = newsroom.get(id);
      const url = urlOf(published.host.name, published.path);
      return {
        id,
        url,
        host: published.host.name,
        whole: this.#whole.has(id),
        linked: this.#linked.has(id),
        withdrawn: published.withdrawn,
        revisions: expectationsOf(published, url),
      };
    });
  }

  forget(): void {
    this.requests.length = 0;
    this.#whole.clear();
    this.#linked.clear();
  }
}
