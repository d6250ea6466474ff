import { type Document, DomHandler, type ChildNode } from "domhandler";
import { Parser } from "htmlparser2";

import { DOM_BOUNDS, type DomBounds, type DomErrorCode } from "./bounds.ts";

/** The tree, or why none was built. */
export type DomResult =
  | { readonly ok: true; readonly root: Document }
  | { readonly ok: false; readonly error: { readonly code: DomErrorCode; readonly message: string } };

class OverBound extends Error {
  readonly code: DomErrorCode;

  constructor(code: DomErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * HTML text to an htmlparser2 tree, built under bounds. The bounds are counted while the tree grows and stop the
 * parser at once, so that what a hostile page costs is linear in its bytes.
 */
export function loadDom(html: string, bounds: DomBounds = {}): DomResult {
  const limits = { ...DOM_BOUNDS, ...bounds };
  if (html.length > limits.maxLength) {
    return refuse("E_BYTES", `the page has ${html.length} characters, over the bound of ${limits.maxLength}`);
  }
  const builder = new GuardedBuilder(limits);
  try {
    new Parser(builder, { decodeEntities: true }).end(html);
  } catch (error) {
    if (error instanceof OverBound) return refuse(error.code, error.message);
    throw error;
  }
  if (builder.root.children.length === 0) return refuse("E_EMPTY", "the page is empty");
  return { ok: true, root: builder.root };
}

function refuse(code: DomErrorCode, message: string): DomResult {
  return { ok: false, error: { code, message } };
}

/** domhandler's builder that counts as it goes. */
class GuardedBuilder extends DomHandler {
  readonly #limits: Required<DomBounds>;
  #nodes = 0;
  #attributes = 0;

  constructor(limits: Required<DomBounds>) {
    super();
    this.#limits = limits;
  }

  override onopentag(name: string, attributes: Record<string, string>): void {
    super.onopentag(name, attributes);
    if (this.tagStack.length > this.#limits.maxDepth + 1) {
      throw new OverBound("E_DEPTH", `elements nest deeper than ${this.#limits.maxDepth}`);
    }
  }

  /** Called by the parser for every attribute, repeated ones too. */
  onattribute(): void {
    if (++this.#attributes > this.#limits.maxAttributes) {
      throw new OverBound("E_ATTRS", `more than ${this.#limits.maxAttributes} attributes`);
    }
  }

  protected override addNode(node: ChildNode): void {
    if (++this.#nodes > this.#limits.maxNodes) {
      throw new OverBound("E_NODES", `more than ${this.#limits.maxNodes} nodes`);
    }
    super.addNode(node);
  }
}
