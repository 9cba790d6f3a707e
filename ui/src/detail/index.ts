export type { ConsoleLine, DetailHost } from "./host";
export { DetailDock, NodeDetail } from "./NodeDetail";
