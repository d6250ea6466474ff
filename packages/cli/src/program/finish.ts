/** Sets the exit code of a command that ended without throwing. */
export type Finish = (exitCode: number) => void;

/** The config file that commands read unless told otherwise. */
export const CONFIG = "caibian.yaml";
