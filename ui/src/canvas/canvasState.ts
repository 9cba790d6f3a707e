/** What only the canvas needs to know: what the pointer is over. Apart from the editor's state, as it changes with every move. */
import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";

export interface CanvasState {
	/** The wire under the pointer and the nodes at its ends. */
	hoveredWire: { key: string; source: string; target: string } | null;
	hoveredNode: string | null;
	/** A connection is being drawn, from this node. */
	connecting: { node: string; port: string } | null;
	/** The wire into which the node under the pointer would be put, were it let go now. */
	landing: string | null;
	/** The pane's size class: far away, details would only be noise. */
	far: boolean;
}

export type CanvasStore = StoreApi<CanvasState>;

export function createCanvasStore(): CanvasStore {
	return createStore<CanvasState>()(() => ({
		hoveredWire: null,
		hoveredNode: null,
		connecting: null,
		landing: null,
		far: false,
	}));
}

export const CanvasContext = createContext<CanvasStore | null>(null);

export function useCanvasStore(): CanvasStore {
	const store = useContext(CanvasContext);
	if (!store) throw new Error("useCanvasStore outside of a canvas");
	return store;
}

export function useCanvas<T>(select: (state: CanvasState) => T): T {
	return useStore(useCanvasStore(), select);
}
