package node

import "runnel/runtime/value"

// In gives the parameters that a version of the node has, whatever else they
// hang on.
func (ps Params) In(version float64) Params {
	is := []value.Value{value.Number(version)}
	var out Params
	for _, p := range ps {
		has := true
		for _, c := range p.Visible {
			has = has && (c.Name != VersionKey || c.holds(is))
		}
		for _, c := range p.HiddenWhen {
			has = has && (c.Name != VersionKey || !c.holds(is))
		}
		if has {
			out = append(out, p)
		}
	}
	return out
}
