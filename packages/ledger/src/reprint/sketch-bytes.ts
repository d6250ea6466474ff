const BYTES = 4;

/** Hashes as a column holds them: four bytes each. */
export function packSketch(sketch: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(sketch.length * BYTES);
  for (const [i, hash] of sketch.entries()) bytes.writeUInt32BE(hash >>> 0, i * BYTES);
  return bytes;
}

/** The hashes again. PGlite gives a column's bytes as a plain Uint8Array. */
export function unpackSketch(column: Uint8Array): number[] {
  const bytes = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
  const sketch: number[] = [];
  for (let at = 0; at + BYTES <= bytes.length; at += BYTES) sketch.push(bytes.readUInt32BE(at));
  return sketch;
}
