import {
  messageOf,
  type ArticleLog,
  type Delivery,
  type Receipt,
  type StoreAdapter,
  type StoreForm,
  type WriteContext,
} from "@caibian/schema";
import { redactArticle, shapeRecord, shapeWithdrawn } from "@caibian/schema/shape";

import { planBatch } from "./plan-batch.ts";

/**
 * An adapter that is given only what its Store's config selects, without the contacts that it redacts, in the shape
 * that it asks for. The adapter itself where the config asks for nothing of that.
 */
export function shaped(adapter: StoreAdapter, form: StoreForm, log: Pick<ArticleLog, "earlier">): StoreAdapter {
  const { select, redact = "none", shape = "full", fields } = form;
  const isPlain = select === undefined && redact === "none" && shape === "full" && fields === undefined;
  return isPlain ? adapter : new ShapingAdapter(adapter, form, log);
}

const NO_RECEIPT = "the store gave no receipt";

class ShapingAdapter implements StoreAdapter {
  readonly #inner: StoreAdapter;
  readonly #form: StoreForm;
  readonly #log: Pick<ArticleLog, "earlier">;
  readonly inventory?: NonNullable<StoreAdapter["inventory"]>;
  readonly digestOf?: NonNullable<StoreAdapter["digestOf"]>;
  readonly holdsNewestOnly: boolean;

  constructor(inner: StoreAdapter, form: StoreForm, log: Pick<ArticleLog, "earlier">) {
    this.#inner = inner;
    this.#form = form;
    this.#log = log;
    this.holdsNewestOnly = inner.holdsNewestOnly === true;
    const inventory = inner.inventory?.bind(inner);
    if (inventory !== undefined) this.inventory = inventory;
    const digestOf = inner.digestOf?.bind(inner);
    if (digestOf !== undefined) this.digestOf = (delivery) => this.#digestOf(delivery, digestOf);
  }

  open(): Promise<void> {
    return this.#inner.open();
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const { select } = this.#form;
    const steps = select === undefined ? null : await planBatch(batch, select, this.#log, context);
    const given: Delivery[] = [];
    const settled = batch.map((delivery, i): Receipt | null => {
      const { seq } = delivery;
      const step = steps?.[i] ?? "deliver";
      if (step === "skip") return { seq, outcome: "skipped" };
      try {
        given.push(this.#shape(step === "withdraw" ? withdrawn(delivery) : delivery));
        return null;
      } catch (error) {
        // One record that cannot be told otherwise is no failure of the Store.
        return { seq, outcome: "rejected", reason: `no record can be made of it: ${messageOf(error)}` };
      }
    });
    const receipts = given.length === 0 ? [] : await this.#inner.write(given, context);
    let next = 0;
    return batch.map(({ seq }, i) => settled[i] ?? receipts[next++] ?? { seq, outcome: "retry", reason: NO_RECEIPT });
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** Null where no record can be made: such a one was rejected. */
  #digestOf(delivery: Delivery, digestOf: NonNullable<StoreAdapter["digestOf"]>): string | null {
    try {
      return digestOf(this.#shape(delivery));
    } catch {
      return null;
    }
  }

  /** The Delivery as the Store is to have it: `article` for its columns, `record` for what it keeps whole. */
  #shape(delivery: Delivery): Delivery {
    const { redact = "none", shape = "full", fields } = this.#form;
    const { articleId: id, url, revision, at, article, op } = delivery;
    if (op === "withdraw" || article === null) {
      if (shape === "full") return delivery;
      return { ...delivery, record: JSON.stringify(shapeWithdrawn({ id, url, revision, at }, shape)) };
    }
    const redacted = redactArticle(article, redact);
    if (shape !== "full" || fields !== undefined) {
      const form = fields === undefined ? { shape } : { shape, fields };
      return { ...delivery, article: redacted, record: JSON.stringify(shapeRecord(redacted, form)) };
    }
    if (redacted === article) return delivery;
    const { record: _, ...rest } = delivery;
    return { ...rest, article: redacted };
  }
}

/** The withdrawal that takes the place of a Revision which the Store is not to have. */
function withdrawn(delivery: Delivery): Delivery {
  if (delivery.op === "withdraw") return delivery;
  const { record: _, ...rest } = delivery;
  return { ...rest, op: "withdraw", article: null };
}
