package mail

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
)

// readCriteria reads the search criteria of the option Custom Email Rules: a
// JSON array of names and of arrays that begin with one, all of which must
// hold.
func readCriteria(text string) (*imap.SearchCriteria, error) {
	list, err := value.ParseString(text)
	if err != nil || !list.IsArray() {
		return nil, node.Errorf("Custom email config is not valid JSON.")
	}
	all := &imap.SearchCriteria{}
	for _, v := range list.Elems() {
		one, err := criterion(v)
		if err != nil {
			return nil, node.Errorf("Custom email config is not valid: %s", err)
		}
		all.And(one)
	}
	return all, nil
}

// flagCriteria are the criteria that ask for a flag.
var flagCriteria = map[string]imap.Flag{
	"ANSWERED": imap.FlagAnswered, "DELETED": imap.FlagDeleted, "DRAFT": imap.FlagDraft, "FLAGGED": imap.FlagFlagged, "SEEN": imap.FlagSeen,
	"RECENT": imap.Flag("\\Recent"),
}

// headerCriteria are the criteria that look into a header of their own name.
var headerCriteria = map[string]bool{"BCC": true, "CC": true, "FROM": true, "SUBJECT": true, "TO": true}

// criterion reads one criterion. A name with "!" in front means its opposite.
func criterion(v value.Value) (*imap.SearchCriteria, error) {
	name, args := v, []value.Value(nil)
	if v.IsArray() {
		name, args = v.Index(0), v.Elems()[min(1, v.Len()):]
	}
	if !name.IsString() {
		if name.IsArray() {
			return criterion(name)
		}
		return nil, fmt.Errorf("unexpected search option %s", v.JSON())
	}
	word := strings.ToUpper(name.Str())
	if inner, ok := strings.CutPrefix(word, "!"); ok {
		one, err := named(inner, args)
		if err != nil {
			return nil, err
		}
		return &imap.SearchCriteria{Not: []imap.SearchCriteria{*one}}, nil
	}
	return named(word, args)
}

func named(word string, args []value.Value) (*imap.SearchCriteria, error) {
	want := func(n int) error {
		if len(args) < n {
			return fmt.Errorf("the search option %s needs %d arguments", word, n)
		}
		return nil
	}
	c := &imap.SearchCriteria{}
	if flag, ok := flagCriteria[word]; ok {
		c.Flag = []imap.Flag{flag}
		return c, nil
	}
	if flag, ok := flagCriteria[strings.TrimPrefix(word, "UN")]; ok && word != "UNRECENT" {
		c.NotFlag = []imap.Flag{flag}
		return c, nil
	}
	if headerCriteria[word] {
		err := want(1)
		if err == nil {
			c.Header = []imap.SearchCriteriaHeaderField{{Key: word, Value: args[0].ToString()}}
		}
		return c, err
	}
	switch word {
	case "ALL":
		return c, nil
	case "NEW":
		c.Flag, c.NotFlag = []imap.Flag{flagCriteria["RECENT"]}, []imap.Flag{imap.FlagSeen}
		return c, nil
	case "OLD":
		c.NotFlag = []imap.Flag{flagCriteria["RECENT"]}
		return c, nil
	case "BODY", "TEXT", "KEYWORD", "UNKEYWORD", "LARGER", "SMALLER", "UID", "BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE":
		if err := want(1); err != nil {
			return nil, err
		}
		return c, withArgument(c, word, args[0])
	case "HEADER":
		if err := want(2); err != nil {
			return nil, err
		}
		c.Header = []imap.SearchCriteriaHeaderField{{Key: args[0].ToString(), Value: args[1].ToString()}}
		return c, nil
	case "OR":
		if err := want(2); err != nil {
			return nil, err
		}
		left, err := criterion(args[0])
		if err != nil {
			return nil, err
		}
		right, err := criterion(args[1])
		if err != nil {
			return nil, err
		}
		c.Or = [][2]imap.SearchCriteria{{*left, *right}}
		return c, nil
	}
	return nil, fmt.Errorf("unexpected search option %s", word)
}

// withArgument reads a criterion of one argument.
func withArgument(c *imap.SearchCriteria, word string, arg value.Value) error {
	text := arg.ToString()
	switch word {
	case "BODY":
		c.Body = []string{text}
	case "TEXT":
		c.Text = []string{text}
	case "KEYWORD":
		c.Flag = []imap.Flag{imap.Flag(text)}
	case "UNKEYWORD":
		c.NotFlag = []imap.Flag{imap.Flag(text)}
	case "LARGER", "SMALLER":
		n := arg.ToNumber()
		if math.IsNaN(n) {
			return fmt.Errorf("the search option %s needs a number, not %q", word, text)
		}
		if c.Larger = int64(n); word == "SMALLER" {
			c.Larger, c.Smaller = 0, int64(n)
		}
	case "UID":
		set, err := uidSet(text)
		if err != nil {
			return err
		}
		c.UID = []imap.UIDSet{set}
	default:
		ms, ok := datetext.JavaScript(text, time.Local)
		if !ok {
			return fmt.Errorf("the search option %s needs a date, not %q", word, text)
		}
		day := time.UnixMilli(ms)
		next := day.AddDate(0, 0, 1)
		switch word {
		case "BEFORE":
			c.Before = day
		case "SINCE":
			c.Since = day
		case "ON":
			c.Since, c.Before = day, next
		case "SENTBEFORE":
			c.SentBefore = day
		case "SENTSINCE":
			c.SentSince = day
		case "SENTON":
			c.SentSince, c.SentBefore = day, next
		}
	}
	return nil
}

// uidSet reads a list of numbers and of ranges, "*" being the last.
func uidSet(text string) (imap.UIDSet, error) {
	var set imap.UIDSet
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(part), ":")
		var bounds [2]uint32
		for i, b := range []string{from, to} {
			if b == "*" || i == 1 && !isRange {
				continue
			}
			n, err := strconv.ParseUint(b, 10, 32)
			if err != nil {
				return nil, fmt.Errorf("%q is no number of a mail", b)
			}
			bounds[i] = uint32(n)
		}
		if !isRange {
			bounds[1] = bounds[0]
		}
		set.AddRange(imap.UID(bounds[0]), imap.UID(bounds[1]))
	}
	return set, nil
}
