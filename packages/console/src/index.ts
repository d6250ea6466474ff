export { createConsole, type ConsoleOptions } from "./create-console.ts";
export { startConsole, type RunningConsole } from "./start-console.ts";
