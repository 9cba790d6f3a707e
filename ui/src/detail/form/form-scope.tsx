/** Where a parameter stands: what its display conditions and rules look at. */
import { createContext, useContext } from "react";

export interface FormScope {
	version: number;
	type: string;
	/** Parameters are shown and cannot be changed. */
	readOnly: boolean;
}

const FormScopeContext = createContext<FormScope>({ version: 1, type: "", readOnly: false });

export const FormScopeProvider = FormScopeContext.Provider;

export function useFormScope(): FormScope {
	return useContext(FormScopeContext);
}
