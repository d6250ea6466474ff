import { roomConfig } from "../../vitest.shared.ts";

export default roomConfig({ isolate: false });
