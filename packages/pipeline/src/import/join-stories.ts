import { decode, findFirstPart, findNextPart, mayBePaged } from "@caibian/page";
import type { ReadPage } from "@caibian/scraper";

/** A story's page with its further pages (分页), in order. */
export interface ArchivedStory {
  readonly first: ReadPage;
  readonly parts: readonly ReadPage[];
  /** Why the rest of it is not there, or null. */
  readonly missing: string | null;
}

/** Pages of one story. */
const MOST_PAGES = 20;
/** Stories and parts that wait for one another. A crawler fetches them close together. */
const MOST_WAITING = 200;
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

interface Waiting {
  readonly first: ReadPage;
  readonly parts: ReadPage[];
}

/** Brings the pages of paged stories together, in whatever order an archive has them, in bounded memory. */
export class StoryJoiner {
  /** By the URL of the page that comes next. */
  readonly #open = new Map<string, Waiting>();
  /** Later pages whose story did not come yet, by their URL. */
  readonly #loose = new Map<string, ReadPage>();
  #bytes = 0;
  /** Later pages that were let go without a story. */
  strays = 0;

  /** Takes a page; gives out the stories that are whole now, and those that waited for too long. */
  *take(page: ReadPage): Generator<ArchivedStory> {
    const url = page.finalUrl;
    if (!mayBePaged(page.bytes, url)) {
      yield { first: page, parts: [], missing: null };
      return;
    }
    this.#bytes += page.bytes.length;
    const story = this.#open.get(url);
    if (story !== undefined) {
      this.#open.delete(url);
      story.parts.push(page);
      yield* this.#goOn(story);
    } else if (findFirstPart(textOf(page), url) === null) yield* this.#goOn({ first: page, parts: [] });
    else this.#loose.set(url, page);
    while (this.#open.size + this.#loose.size > MOST_WAITING || this.#bytes > MOST_WAITING_BYTES) {
      if (!(yield* this.#letGo())) break;
    }
  }

  /** Everything that still waits: nothing more will come. */
  *rest(): Generator<ArchivedStory> {
    for (let more = true; more;) more = yield* this.#letGo();
  }

  /** Adds the pages that are here already, until the story's end or the first that is not. */
  *#goOn(story: Waiting): Generator<ArchivedStory> {
    for (;;) {
      const last = story.parts.at(-1) ?? story.first;
      const next = findNextPart(textOf(last), { first: story.first.finalUrl, current: last.finalUrl });
      const isLong = story.parts.length + 1 >= MOST_PAGES;
      if (next === null || isLong) {
        yield this.#end(story, next === null ? null : `more than ${MOST_PAGES} pages`);
        return;
      }
      const part = this.#loose.get(next);
      if (part === undefined) {
        this.#open.set(next, story);
        return;
      }
      this.#loose.delete(next);
      story.parts.push(part);
    }
  }

  /** Lets the one go that waits longest; false when there is none. */
  *#letGo(): Generator<ArchivedStory, boolean> {
    for (const [url, story] of this.#open) {
      this.#open.delete(url);
      yield this.#end(story, `${url}: not in the archive`);
      return true;
    }
    for (const [url, page] of this.#loose) {
      this.#loose.delete(url);
      this.#bytes -= page.bytes.length;
      this.strays++;
      return true;
    }
    return false;
  }

  #end({ first, parts }: Waiting, missing: string | null): ArchivedStory {
    for (const { bytes } of [first, ...parts]) this.#bytes -= bytes.length;
    return { first, parts, missing };
  }
}

function textOf({ bytes, finalUrl, headers }: ReadPage): string {
  const contentType = headers["content-type"];
  return decode(bytes, { url: finalUrl, ...(contentType === undefined ? {} : { contentType }) }).text;
}
