package expr

import (
	"math"
	"time"

	"runnel/runtime/expr/syntax"
	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
	"runnel/runtime/value/datetime"
)

// callDate calls a method of luxon's DateTime or Duration that is known here.
func callDate(s *Scope, v value.Value, name string, args []native) (value.Value, error) {
	var f func(s *Scope, args []value.Value) (value.Value, error)
	switch h := v.Host().(type) {
	case datetime.DateTime:
		if m := dateTimeMethods[name]; m != nil && (h.Valid() || validity[name]) {
			f = func(s *Scope, args []value.Value) (value.Value, error) { return m(s, h, args) }
		}
	case datetime.Duration:
		if m := durationMethods[name]; m != nil && h.Valid() {
			f = func(s *Scope, args []value.Value) (value.Value, error) { return m(h, args) }
		}
	}
	if f == nil {
		return value.Undefined, errNeedsJavaScript
	}
	in, err := run(s, args)
	if err != nil {
		return value.Undefined, err
	}
	out, err := f(s, in)
	switch err {
	case datetime.ErrInvalid:
		return value.Undefined, ErrThrown
	case datetime.ErrLocale:
		return value.Undefined, errNeedsJavaScript
	}
	return out, err
}

// validity are the methods that do the same for invalid dates.
var validity = set("toMillis valueOf toUnixInteger plus minus startOf endOf toString toJSON")

// dateTimeMethod is a method of luxon's DateTime.
type dateTimeMethod func(s *Scope, d datetime.DateTime, args []value.Value) (value.Value, error)

// plainText makes a method without arguments that answers a text.
func plainText(f func(datetime.DateTime) string) dateTimeMethod {
	return func(_ *Scope, d datetime.DateTime, args []value.Value) (value.Value, error) {
		if len(args) > 0 {
			return value.Undefined, errNeedsJavaScript
		}
		return value.String(f(d)), nil
	}
}

// unitArgument reads the name of a unit.
func unitArgument(args []value.Value) (datetime.Unit, error) {
	if len(args) != 1 || !args[0].IsString() {
		return 0, errNeedsJavaScript
	}
	u, ok := datetime.ParseUnit(args[0].Str())
	if !ok {
		return 0, datetime.ErrInvalid
	}
	return u, nil
}

// shifted makes plus and minus, which are methods only where no extension
// function takes their place.
func shifted(move func(datetime.DateTime, datetime.Duration) datetime.DateTime) dateTimeMethod {
	return func(_ *Scope, d datetime.DateTime, args []value.Value) (value.Value, error) {
		if len(args) != 1 {
			return value.Undefined, errNeedsJavaScript
		}
		by, err := datetime.ParseDuration(args[0])
		if err != nil {
			return value.Undefined, err
		}
		return move(d, by).Value(), nil
	}
}

func bounded(f func(datetime.DateTime, datetime.Unit) datetime.DateTime) dateTimeMethod {
	return func(_ *Scope, d datetime.DateTime, args []value.Value) (value.Value, error) {
		u, err := unitArgument(args)
		if err != nil {
			return value.Undefined, err
		}
		return f(d, u).Value(), nil
	}
}

// isoOptions reads the options of toISO; it is not ok for others.
func isoOptions(args []value.Value) (o datetime.ISOOptions, ok bool) {
	if len(args) == 0 {
		return o, true
	}
	if len(args) > 1 || !args[0].IsObject() {
		return o, false
	}
	for key, v := range args[0].Entries() {
		if v.Kind() != value.KindBool {
			return o, false
		}
		switch key {
		case "suppressMilliseconds":
			o.SuppressMilliseconds = v.Bool()
		case "suppressSeconds":
			o.SuppressSeconds = v.Bool()
		case "includeOffset":
			o.NoOffset = !v.Bool()
		default:
			return o, false
		}
	}
	return o, true
}

var dateTimeMethods map[string]dateTimeMethod

func init() {
	dateTimeMethods = map[string]dateTimeMethod{
		"toISO": func(_ *Scope, d datetime.DateTime, args []value.Value) (value.Value, error) {
			o, ok := isoOptions(args)
			if !ok {
				return value.Undefined, errNeedsJavaScript
			}
			return value.String(d.FormatISO(o)), nil
		},
		"toISODate":     plainText(datetime.DateTime.ISODate),
		"toISOWeekDate": plainText(datetime.DateTime.ISOWeekDate),
		"toISOTime":     plainText(func(d datetime.DateTime) string { return d.ISOTime(datetime.ISOOptions{}) }),
		"toHTTP":        plainText(datetime.DateTime.HTTP),
		"toRFC2822":     plainText(datetime.DateTime.RFC2822),
		"toSQL":         plainText(datetime.DateTime.SQL),
		"toSQLDate":     plainText(datetime.DateTime.SQLDate),
		"toString":      plainText(datetime.DateTime.HostText),
		"toJSON": func(_ *Scope, d datetime.DateTime, _ []value.Value) (value.Value, error) {
			return d.HostJSON(), nil
		},
		"toFormat": func(_ *Scope, d datetime.DateTime, args []value.Value) (value.Value, error) {
			if len(args) != 1 || !args[0].IsString() {
				return value.Undefined, errNeedsJavaScript
			}
			text, err := d.Format(args[0].Str())
			return value.String(text), err
		},
		"toMillis": func(_ *Scope, d datetime.DateTime, _ []value.Value) (value.Value, error) {
			return value.Number(d.Millis()), nil
		},
		"valueOf": func(_ *Scope, d datetime.DateTime, _ []value.Value) (value.Value, error) {
			return value.Number(d.Millis()), nil
		},
		"toSeconds": func(_ *Scope, d datetime.DateTime, _ []value.Value) (value.Value, error) {
			return value.Number(d.Millis() / 1000), nil
		},
		"toUnixInteger": func(_ *Scope, d datetime.DateTime, _ []value.Value) (value.Value, error) {
			return value.Number(math.Floor(d.Millis() / 1000)), nil
		},
		"toJSDate": func(_ *Scope, d datetime.DateTime, _ []value.Value) (value.Value, error) {
			return value.Date(d.Millis()), nil
		},
		"plus":    shifted(datetime.DateTime.Plus),
		"minus":   shifted(datetime.DateTime.Minus),
		"startOf": bounded(datetime.DateTime.StartOf),
		"endOf":   bounded(datetime.DateTime.EndOf),
		"toUTC": func(_ *Scope, d datetime.DateTime, args []value.Value) (value.Value, error) {
			if len(args) > 0 {
				return value.Undefined, errNeedsJavaScript
			}
			return d.In(datetime.UTC).Value(), nil
		},
		"toLocal": func(s *Scope, d datetime.DateTime, _ []value.Value) (value.Value, error) {
			return d.In(s.zone()).Value(), nil
		},
		"setZone": func(s *Scope, d datetime.DateTime, args []value.Value) (value.Value, error) {
			if len(args) != 1 || !args[0].IsString() {
				return value.Undefined, errNeedsJavaScript
			}
			zone, ok := datetime.Named(args[0].Str(), s.zone())
			if !ok {
				return value.Undefined, errNeedsJavaScript
			}
			return d.In(zone).Value(), nil
		},
		"diff": func(_ *Scope, d datetime.DateTime, args []value.Value) (value.Value, error) {
			if len(args) == 0 || len(args) > 2 {
				return value.Undefined, errNeedsJavaScript
			}
			other, ok := args[0].Host().(datetime.DateTime)
			if !ok {
				return value.Undefined, errNeedsJavaScript
			}
			units, err := unitList(argument(args, 1))
			if err != nil {
				return value.Undefined, err
			}
			return d.Diff(other, units...).Value(), nil
		},
		"hasSame": func(_ *Scope, d datetime.DateTime, args []value.Value) (value.Value, error) {
			if len(args) != 2 || !args[1].IsString() {
				return value.Undefined, errNeedsJavaScript
			}
			other, ok := args[0].Host().(datetime.DateTime)
			if !ok {
				return value.Undefined, errNeedsJavaScript
			}
			u, ok := datetime.ParseUnit(args[1].Str())
			if !ok {
				return value.Undefined, datetime.ErrInvalid
			}
			return value.Bool(d.HasSame(other, u)), nil
		},
	}
}

// unitList reads one unit or a list of units.
func unitList(v value.Value) ([]datetime.Unit, error) {
	list := []value.Value{v}
	switch {
	case v.IsUndefined():
		return nil, nil
	case v.IsArray():
		list = v.Elems()
	}
	var units []datetime.Unit
	for _, e := range list {
		if !e.IsString() {
			return nil, errNeedsJavaScript
		}
		u, ok := datetime.ParseUnit(e.Str())
		if !ok {
			return nil, datetime.ErrInvalid
		}
		units = append(units, u)
	}
	return units, nil
}

var durationMethods = map[string]func(d datetime.Duration, args []value.Value) (value.Value, error){
	"toObject": func(d datetime.Duration, args []value.Value) (value.Value, error) {
		if len(args) > 0 {
			return value.Undefined, errNeedsJavaScript
		}
		return d.Object(), nil
	},
	"toMillis": func(d datetime.Duration, _ []value.Value) (value.Value, error) { return value.Number(d.Millis()), nil },
	"valueOf":  func(d datetime.Duration, _ []value.Value) (value.Value, error) { return value.Number(d.Millis()), nil },
	"as": func(d datetime.Duration, args []value.Value) (value.Value, error) {
		u, err := unitArgument(args)
		if err != nil {
			return value.Undefined, err
		}
		return value.Number(d.As(u)), nil
	},
}

// construct compiles new Date(…).
func (c *nativeCompiler) construct(n *syntax.Node) native {
	if n.A.Kind != syntax.Ident || n.A.Text != "Date" {
		giveUp()
	}
	if _, isLocal := c.local("Date"); isLocal || len(n.List) > 1 || hasSpread(n.List) {
		giveUp()
	}
	if len(n.List) == 0 {
		return func(*Scope) (value.Value, error) { return value.Date(float64(time.Now().UnixMilli())), nil }
	}
	a := c.compile(n.List[0])
	return func(s *Scope) (value.Value, error) {
		v, err := a(s)
		if err != nil {
			return value.Undefined, err
		}
		p := v
		if v.Kind() != value.KindDate {
			if p, err = primitive(v, true); err != nil {
				return value.Undefined, err
			}
		}
		switch p.Kind() {
		case value.KindString:
			ms, ok := datetext.JavaScript(p.Str(), time.Local)
			if !ok {
				return value.Date(nan), nil
			}
			return value.Date(float64(ms)), nil
		case value.KindDate:
			return value.Date(p.Num()), nil
		case value.KindBigInt:
			return value.Undefined, ErrThrown
		}
		return value.Date(p.ToNumber()), nil
	}
}

// now answers the present as luxon does, in the workflow's zone.
func (s *Scope) now() value.Value { return datetime.Now(s.zone().Location()).Value() }

// fromText makes DateTime.fromISO and its kin.
func fromText(f func(string, datetime.Options) datetime.DateTime) globalFunction {
	return func(s *Scope, args []value.Value) (value.Value, error) {
		if len(args) == 0 || len(args) > 2 || !args[0].IsString() {
			return value.Undefined, errNeedsJavaScript
		}
		o := datetime.Options{Zone: s.zone()}
		if len(args) == 2 {
			if !args[1].IsObject() {
				return value.Undefined, errNeedsJavaScript
			}
			for key, v := range args[1].Entries() {
				switch {
				case key == "zone" && v.IsString():
					zone, ok := datetime.Named(v.Str(), o.Zone)
					if !ok {
						return value.Undefined, errNeedsJavaScript
					}
					o.Zone = zone
				case key == "setZone" && v.Kind() == value.KindBool:
					o.SetZone = v.Bool()
				default:
					return value.Undefined, errNeedsJavaScript
				}
			}
		}
		return f(args[0].Str(), o).Value(), nil
	}
}

// fromNumber makes DateTime.fromMillis and fromSeconds.
func fromNumber(factor float64) globalFunction {
	return func(s *Scope, args []value.Value) (value.Value, error) {
		if len(args) != 1 {
			return value.Undefined, errNeedsJavaScript
		}
		if !args[0].IsNumber() {
			return value.Undefined, ErrThrown
		}
		return datetime.FromMillis(args[0].Num()*factor, s.zone()).Value(), nil
	}
}
