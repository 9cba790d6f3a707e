export { canvasActions } from "./actions";
export { iconOf } from "./icons";
export { exportFile, importFile, importText, putOnClipboard } from "./importFlow";
export { WorkflowCanvas, type WorkflowCanvasProps } from "./WorkflowCanvas";
