/** Where a parameter stands: what its display conditions and rules look at. */
import { createContext, useContext } from "react";
import type { JsonObject } from "@/document/workflow";

export interface FormScope {
	/** The node's parameters with defaults. */
	root: JsonObject;
	version: number;
	type: string;
	/** Parameters are shown and cannot be changed. */
	readOnly: boolean;
}

const FormScopeContext = createContext<FormScope>({ root: {}, version: 1, type: "", readOnly: false });

export const FormScopeProvider = FormScopeContext.Provider;

export function useFormScope(): FormScope {
	return useContext(FormScopeContext);
}
