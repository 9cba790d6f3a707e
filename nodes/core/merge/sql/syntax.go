package sql

import "runnel/runtime/value"

// expr is an expression of a query.
type expr interface{}

type (
	literal struct{ v value.Value }
	// column is a field of a table's document; table may be empty.
	column struct{ table, name string }
	// star is every field of a table, or of all.
	star  struct{ table string }
	unary struct {
		op string
		x  expr
	}
	binary struct {
		op   string
		l, r expr
	}
	// paren is kept because columns are named after their text.
	paren struct{ x expr }
	call  struct {
		// name is in upper case when the function is known.
		name     string
		args     []expr
		distinct bool
	}
	inList struct {
		x    expr
		list []expr
		in   *query
		not  bool
	}
	between struct {
		x, low, high expr
		not          bool
	}
	matches struct {
		x, pattern expr
		not        bool
	}
	isKind struct {
		x expr
		// what is "NULL", "TRUE" or "FALSE".
		what string
		not  bool
	}
	choice struct {
		of    expr
		whens [][2]expr
		other expr
	}
	subquery struct{ q *query }
	exists   struct{ q *query }
	// quantified is the right side of a comparison with all or any of a
	// query's values.
	quantified struct {
		all bool
		q   *query
	}
	// member is x->key: of a document's field, or a method called.
	member struct {
		x    expr
		name string
		key  expr
		call bool
		args []expr
	}
	cast struct {
		x  expr
		to string
	}
)

// query is a SELECT, with all that stands around it.
type query struct {
	with     []named
	distinct bool
	top      expr
	columns  []selected
	remove   []string
	from     []source
	where    expr
	groupBy  []expr
	having   expr
	// next is the query that this one is put together with.
	setOp string
	next  *query

	orderBy []order
	limit   expr
	offset  expr
}

type named struct {
	name string
	q    *query
}

type selected struct {
	x     expr
	alias string
}

// source is a table of FROM. All but the first are joined to those before.
type source struct {
	table string
	q     *query
	alias string
	join  joinKind
	on    expr
	using []string
}

type joinKind uint8

const (
	joinInner joinKind = iota
	joinLeft
	joinRight
	joinOuter
	joinCross
	joinSemi
	joinAnti
)

type order struct {
	x      expr
	desc   bool
	nocase bool
}

// statement is a *query, or one of those that change tables.
type statement interface{}

type (
	insert struct {
		table   string
		columns []string
		values  [][]expr
		q       *query
	}
	update struct {
		table string
		set   []selected
		where expr
	}
	remove struct {
		table string
		where expr
	}
	create struct{ table string }
	drop   struct {
		table    string
		ifExists bool
	}
)
