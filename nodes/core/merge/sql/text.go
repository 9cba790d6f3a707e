package sql

import (
	"strings"
)

// text writes an expression as the dialect names the column of it.
func text(x expr) string {
	switch x := x.(type) {
	case literal:
		switch {
		case x.v.IsString():
			return "'" + x.v.Str() + "'"
		case x.v.IsUndefined():
			return "NULL"
		case x.v.IsBool():
			return strings.ToUpper(x.v.ToString())
		}
		return x.v.ToString()
	case column:
		if x.table != "" {
			return x.table + "." + x.name
		}
		return x.name
	case star:
		return "*"
	case paren:
		return "(" + text(x.x) + ")"
	case unary:
		if x.op == "NOT" {
			return "NOT(" + text(x.x) + ")"
		}
		return x.op + text(x.x)
	case binary:
		op := x.op
		if op == "<>" {
			op = "!="
		}
		return text(x.l) + " " + op + " " + text(x.r)
	case call:
		distinct := ""
		if x.distinct {
			distinct = "DISTINCT "
		}
		return x.name + "(" + distinct + texts(x.args) + ")"
	case inList:
		if x.in != nil {
			return text(x.x) + not(x.not) + " IN (SELECT)"
		}
		return text(x.x) + not(x.not) + " IN (" + texts(x.list) + ")"
	case between:
		return text(x.x) + not(x.not) + " BETWEEN " + text(x.low) + " AND " + text(x.high)
	case matches:
		return text(x.x) + not(x.not) + " LIKE " + text(x.pattern)
	case isKind:
		if x.not {
			return text(x.x) + " IS NOT(" + x.what + ")"
		}
		return text(x.x) + " IS " + x.what
	case choice:
		var b strings.Builder
		b.WriteString("CASE ")
		if x.of != nil {
			b.WriteString(text(x.of))
		}
		for _, w := range x.whens {
			b.WriteString(" WHEN " + text(w[0]) + " THEN " + text(w[1]))
		}
		// What stands behind ELSE is no part of the name.
		return b.String() + " END"
	case member:
		switch {
		case x.call:
			return text(x.x) + "->" + x.name + "(" + texts(x.args) + ")"
		case x.key != nil:
			return text(x.x) + "->(" + text(x.key) + ")"
		}
		return text(x.x) + "->" + x.name
	case cast:
		return "CAST(" + text(x.x) + " AS " + x.to + ")"
	case subquery:
		return "(SELECT)"
	case exists:
		return "EXISTS(SELECT)"
	}
	return ""
}

func texts(list []expr) string {
	all := make([]string, len(list))
	for i, x := range list {
		all[i] = text(x)
	}
	return strings.Join(all, ",")
}

func not(not bool) string {
	if not {
		return " NOT"
	}
	return ""
}

// columnName names a selected column.
func columnName(s selected) string {
	if s.alias != "" {
		return s.alias
	}
	if c, ok := s.x.(column); ok {
		return c.name
	}
	return text(s.x)
}
