import type { Order } from "@caibian/ledger";

/** A person's order to withdraw, as a test gives it. */
export const BY_HAND: Order & { readonly erase: boolean } = { actor: "test", reason: null, selector: {}, erase: false };
