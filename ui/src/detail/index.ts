export { DetailDock } from "./DetailDock";
export type { ConsoleLine, DetailHost } from "./host";
