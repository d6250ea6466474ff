/**
 * Room for young objects in each parse thread, in MiB. At V8's default the threads' collections get into one another's
 * way: two threads gained 0.75 of what the machine gives, with this 0.91 (`bench -- parse`, threads-gain).
 */
export const YOUNG_MB = 64;
