package node

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strings"
	"time"

	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
)

// The types that values are checked against and converted to.
const (
	TypeString       = "string"
	TypeNumber       = "number"
	TypeBoolean      = "boolean"
	TypeDateTime     = "dateTime"
	TypeTime         = "time"
	TypeArray        = "array"
	TypeObject       = "object"
	TypeURL          = "url"
	TypeJWT          = "jwt"
	TypeOptions      = "options"
	TypeAlphanumeric = "string-alphanumeric"
	TypeFormFields   = "form-fields"
)

// Conversion says how ConvertType works.
type Conversion struct {
	// Name is the field's name in messages.
	Name string
	// Strict refuses values of another JavaScript type.
	Strict bool
	// ParseStrings makes text of what is no text, for the type string. Without
	// it every value passes as it is.
	ParseStrings bool
	// Choices are the values that the type options allows.
	Choices []value.Value
	// Zone is the zone of dates without an offset, nil for UTC.
	Zone *time.Location
}

// TypeError is a value that has not the type it should have. Its message is
// what the original shows.
type TypeError struct{ Message string }

// Error gives the message.
func (e *TypeError) Error() string { return e.Message }

// ConvertType checks a value against a type and converts it, by the table of
// the flow reference §0.5. What is undefined or null is always right and gives
// undefined. A type without rules passes everything. Dates become ISO text
// with their offset.
func ConvertType(v value.Value, typ string, c Conversion) (value.Value, error) {
	if v.IsNullish() {
		return value.Undefined, nil
	}
	fail := func() (value.Value, error) {
		return value.Undefined, &TypeError{"'" + c.Name + "' expects a " + typ + " but we got " + describeValue(v)}
	}
	switch typ {
	case TypeString:
		switch {
		case !c.ParseStrings:
			return v, nil
		case c.Strict && !v.IsString():
			return fail()
		}
		return value.String(displayText(v)), nil
	case TypeNumber:
		if v.IsNumber() && !math.IsNaN(v.Num()) {
			return v, nil
		}
		if c.Strict {
			return fail()
		}
		n := v.ToNumber()
		if math.IsNaN(n) {
			return fail()
		}
		return value.Number(n), nil
	case TypeBoolean:
		if v.IsBool() {
			return v, nil
		}
		if c.Strict {
			return fail()
		}
		if b, ok := parseBool(v); ok {
			return value.Bool(b), nil
		}
		return fail()
	case TypeDateTime:
		t, ok := ParseDateTime(v, c.Zone)
		if !ok {
			out, err := fail()
			err.(*TypeError).Message += ` <br/><br/> Consider using <a href="https://moment.github.io/luxon/api-docs/index.html#datetimefromformat" target="_blank"><code>DateTime.fromFormat</code></a> to work with custom date formats.`
			return out, err
		}
		return value.String(ISODateTime(t)), nil
	case TypeTime:
		if timeOfDay.MatchString(v.ToString()) {
			return value.String(v.ToString()), nil
		}
		return value.Undefined, &TypeError{"'" + c.Name + "' expects time (hh:mm:(:ss)) but we got " + describeValue(v) + "."}
	case TypeArray:
		if v.IsArray() {
			return v, nil
		}
		if !c.Strict && v.IsString() {
			if list, err := value.ParseString(v.Str()); err == nil {
				if list.IsArray() {
					return list, nil
				}
			} else if list, err := value.ParseString(strings.ReplaceAll(v.Str(), "'", `"`)); err == nil && list.IsArray() {
				return list, nil
			}
		}
		return fail()
	case TypeObject:
		if v.IsObject() || v.IsDate() {
			return v, nil
		}
		if !c.Strict && v.IsString() {
			if o, ok := ParseObject(v.Str()); ok && (o.IsObject() || o.IsNull()) {
				return o, nil
			}
		}
		return fail()
	case TypeURL:
		if v.IsString() {
			if u, ok := parseURL(v.Str()); ok {
				return value.String(u), nil
			}
		}
		return fail()
	case TypeJWT:
		if v.IsString() && jwt.MatchString(v.Str()) {
			return v, nil
		}
		return value.Undefined, &TypeError{"Value is not a valid JWT token"}
	case TypeOptions:
		for _, choice := range c.Choices {
			if value.StrictEqual(choice, v) {
				return v, nil
			}
		}
		names := make([]string, len(c.Choices))
		for i, choice := range c.Choices {
			names[i] = choice.ToString()
		}
		return value.Undefined, &TypeError{"'" + c.Name + "' expects one of the following values: [" + strings.Join(names, ", ") + "] but we got " + describeValue(v)}
	case TypeAlphanumeric:
		if text := v.ToString(); v.TypeOf() != "object" && alphanumeric.MatchString(text) {
			return value.String(text), nil
		}
		return value.Undefined, &TypeError{"Value is not a valid alphanumeric string, only letters, numbers and underscore allowed"}
	case TypeFormFields:
		if list, err := value.ParseString(v.ToString()); err == nil && list.IsArray() {
			return list, nil
		}
		return value.Undefined, &TypeError{"Value is not valid JSON"}
	}
	return v, nil
}

var (
	timeOfDay    = regexp.MustCompile(`^\d{2}:\d{2}(:\d{2})?((-|\+)\d{4})?((-|\+)\d{1,2}(:\d{2})?)?$`)
	jwt          = regexp.MustCompile(`^[A-Za-z0-9-_]+\.[A-Za-z0-9-_]+\.[A-Za-z0-9-_]*$`)
	alphanumeric = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// describeValue is how messages name a value that is not of the right type.
func describeValue(v value.Value) string {
	switch {
	case v.IsNull():
		return "'null'"
	case v.IsArray():
		return "array"
	case v.TypeOf() == "object":
		return "object"
	}
	return "'" + v.ToString() + "'"
}

// displayText is the text of any value: JSON for what has parts.
func displayText(v value.Value) string {
	switch {
	case v.IsUndefined():
		return ""
	case v.IsString():
		return v.Str()
	case v.TypeOf() == "object" && !v.IsNull():
		return v.JSON()
	}
	return v.ToString()
}

// parseBool reads true and false in any case, and what is the number 0 or 1.
func parseBool(v value.Value) (b, ok bool) {
	if v.IsBool() {
		return v.Bool(), true
	}
	if v.IsString() {
		switch s := strings.ToLower(v.Str()); {
		case s == "true":
			return true, true
		case s == "false":
			return false, true
		case value.TrimSpace(s) == "":
			return false, false
		}
	}
	switch v.ToNumber() {
	case 0:
		return false, true
	case 1:
		return true, true
	}
	return false, false
}

// parseURL completes a URL without a scheme. Only hosts that look like one
// pass, and the schemes http, https, ftp and file.
func parseURL(s string) (string, bool) {
	full := s
	if !strings.Contains(s, "://") {
		full = "https://" + s
	}
	u, err := url.Parse(full)
	if err != nil || strings.ContainsAny(full, " \t\n<>") && u.Host == "" {
		return "", false
	}
	switch u.Scheme {
	case "http", "https", "ftp", "file":
	default:
		return "", false
	}
	if u.Host == "" && u.Scheme != "file" || strings.ContainsAny(u.Host, " <>[]^|%\\") && !strings.HasPrefix(u.Host, "[") {
		return "", false
	}
	return full, true
}

// ParseDateTime reads a point in time out of a date or of its text in one of
// many forms; zone is the zone of a text without an offset, nil for UTC.
func ParseDateTime(v value.Value, zone *time.Location) (time.Time, bool) {
	if zone == nil {
		zone = time.UTC
	}
	if v.IsDate() {
		t, ok := v.Time()
		return t.In(zone), ok
	}
	return datetext.Parse(v.ToString(), zone, time.Now())
}

// ISODateTime writes a time as luxon's toISO does: with milliseconds and the
// offset of its zone, Z for UTC.
func ISODateTime(t time.Time) string {
	rest := t.Format("-01-02T15:04:05.000Z07:00")
	switch y := t.Year(); {
	case y > 9999:
		return fmt.Sprintf("+%06d", y) + rest
	case y < 0:
		return fmt.Sprintf("-%06d", -y) + rest
	}
	return t.Format("2006-01-02T15:04:05.000Z07:00")
}

// checked tests an evaluated parameter against its declared type.
func (p *Param) checked(v value.Value, i int) (value.Value, error) {
	out, err := ConvertType(v, p.Validate, Conversion{Name: p.Name})
	if err == nil {
		return out, nil
	}
	failure := Errorf("Invalid input for '%s' [item %d]", p.Title, i)
	if p.inside != "" {
		failure = Errorf("Invalid input for field '%s' inside '%s' in [item %d]", p.Title, p.inside, i)
	}
	return out, failure.Describe("%s", err.Error()).At(i)
}
