/** Bounds of one tree. A page over one of them is refused, not cut. */
export interface DomBounds {
  /** Open elements at once. Default 512; real pages stay under 30. */
  readonly maxDepth?: number;
  /** Nodes, text and comments included. Default 300 000. */
  readonly maxNodes?: number;
  /** Attributes of all elements. Default 400 000. */
  readonly maxAttributes?: number;
  /** Length of the text in UTF-16 units. Default 10 MB. */
  readonly maxLength?: number;
}

/** Which bound a page is over. */
export type DomErrorCode = "E_DEPTH" | "E_NODES" | "E_ATTRS" | "E_BYTES" | "E_EMPTY";

/** The bounds where none are given. */
export const DOM_BOUNDS: Required<DomBounds> = {
  maxDepth: 512,
  maxNodes: 300_000,
  maxAttributes: 400_000,
  maxLength: 10_485_760,
};
