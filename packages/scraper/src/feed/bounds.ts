/** Items of a feed that are read. */
export const MOST_ITEMS = 5000;
