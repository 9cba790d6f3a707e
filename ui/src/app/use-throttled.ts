import { useCallback, useEffect, useRef } from "react";

/** Calls at once, then at most once in `ms`, and a last time when calls came meanwhile. */
export function useThrottled(callback: () => void, ms: number): () => void {
	const latest = useRef(callback);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	const again = useRef(false);
	useEffect(() => {
		latest.current = callback;
	});
	useEffect(() => () => clearTimeout(timer.current), []);
	return useCallback(() => {
		const go = () => {
			again.current = false;
			latest.current();
			timer.current = setTimeout(() => {
				timer.current = undefined;
				if (again.current) go();
			}, ms);
		};
		if (timer.current) again.current = true;
		else go();
	}, [ms]);
}
