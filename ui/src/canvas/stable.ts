import { useCallback, useLayoutEffect, useRef } from "react";

/** A function that stays the same and does what the newest one given does: what it is handed to need not be drawn again. */
export function useStable<A extends unknown[], R>(newest: (...args: A) => R): (...args: A) => R {
	const current = useRef(newest);
	useLayoutEffect(() => {
		current.current = newest;
	});
	return useCallback((...args: A) => current.current(...args), []);
}
