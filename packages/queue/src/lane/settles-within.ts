/** Whether work ends within a time. What it throws is thrown; when it is late, its end is nobody's any more. */
export async function settlesWithin(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
    // Late, it may still fail: BullMQ has told it by its error event.
    work.catch(() => undefined);
  }
}
