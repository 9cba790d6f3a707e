package regex

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

type example struct {
	Pattern string `json:"p"`
	Flags   string `json:"f"`
	Input   string `json:"s"`
}

// ask runs the examples with Node: begin and end of the match and of every group, or the message of the error.
func ask(t *testing.T, list []example) []string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node to compare with")
	}
	in, _ := json.Marshal(list)
	cmd := exec.Command(node, "-e", `
process.stdout.write(JSON.stringify(JSON.parse(require('fs').readFileSync(0,'utf8')).map(({p,f,s})=>{
	try { const m = new RegExp(p, f + 'd').exec(s); return m ? JSON.stringify(m.indices.flatMap(x => x ?? [-1,-1])) : 'null' } catch (e) { return e.message.replace(/^.*\/[a-z]*: /s, '') }
})))`)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func flagsOf(s string) Flags {
	return Flags{IgnoreCase: strings.Contains(s, "i"), Multiline: strings.Contains(s, "m"), DotAll: strings.Contains(s, "s"), Unicode: strings.Contains(s, "u"), Sets: strings.Contains(s, "v")}
}

// programs compiles every pattern once for all its inputs.
type programs map[string]compiled

type compiled struct {
	program *Program
	err     error
}

func (c programs) compile(pattern, flags string) (*Program, error) {
	key := flags + "/" + pattern
	done, ok := c[key]
	if !ok {
		done.program, done.err = Compile(utf16.Encode([]rune(pattern)), flagsOf(flags))
		c[key] = done
	}
	return done.program, done.err
}

func (c programs) try(e example) string {
	p, err := c.compile(e.Pattern, e.Flags)
	if err != nil {
		return err.Error()
	}
	var m []int
	u := utf16.Encode([]rune(e.Input))
	sticky := strings.Contains(e.Flags, "y")
	m, err = p.MatchUTF16(u, 0, sticky, nil)
	if err == nil && len(u) == len(e.Input) {
		n, err2 := p.MatchASCII([]byte(e.Input), 0, sticky, nil)
		if !slices.Equal(n, m) || (n == nil) != (m == nil) || err2 != nil {
			return fmt.Sprintf("narrow %v, wide %v", n, m)
		}
	}
	if err != nil {
		return err.Error()
	}
	if m == nil {
		return "null"
	}
	b, _ := json.Marshal(m)
	return string(b)
}

func check(t *testing.T, list []example) {
	t.Helper()
	want := ask(t, list)
	bad, c := 0, programs{}
	for i, e := range list {
		if got := c.try(e); got != want[i] {
			if bad++; bad <= 40 {
				t.Errorf("/%s/%s on %q: got %s, node has %s", e.Pattern, e.Flags, e.Input, got, want[i])
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d of %d differ", bad, len(list))
	}
}

var patterns = []string{
	`abc`, `a|ab`, `(a|ab)(c|bcd)(d*)`, `a*`, `a+?`, `(a*)*`, `(a*)+`, `(a|b)*?c`, `(?:a|b){2,3}`, `(a(b)?)+`, `(z)((a+)?(b+)?(c))*`, `(?=(a+))a*b\1`, `(?!foo)...`, `(?<=\$)\d+`, `(?<!\$)\b\d+`, `(?<=(\d+)(\d+))$`, `(?<=\1(a))b`, `(.*?)a(?!(a+)b\2c)\2(.*)`,
	`^\s*(\w+)\s*=\s*(.*?)\s*$`, `^$`, `\bfoo\b`, `\Boo`, `[a-z]+`, `[^a-z]+`, `[\w.-]+@[\w-]+\.\w+`, `\d{3}-\d{4}`, `(\d+)\.(\d+)`, `x?y?z?`, `((a)|b)*`, `(?:(a)|(b)|(c))+`, `(a)|b`, `(?<n>a)\k<n>`, `\0`, `\x41\u0042`, `[\b]`, `\cA`, `[\cA]`, `\1(a)`, `(a)\1`, `(?:)`, `[]`, `[^]`, `a{0}b`, `a{,2}`, `a{2`, `\k<x>`,
	`.`, `..`, `\u{61}`, `[\u{1F600}-\u{1F64F}]`, `\p{L}+`, `\p{Lu}`, `\P{L}`, `\p{Script=Greek}+`, `\p{Emoji_Presentation}`, `[\p{L}\d_]+`, `[^\p{L}]`, `\p{sc=Cyrl}`, `\p{Alphabetic}`, `\p{White_Space}`, `[\w--\d]+`, `[[a-z]&&[aeiou]]+`, `[\q{abc|d|}x]`, `\w+`, `\W`, `\s+`, `\S+`, `[\d-z]+`, `[a-]`, `[-a]`, `ſ`, `K`, `ß`, `[k]`, `σ`, `Σ+`, `é`,
	`^(?:a+)+$`, `(?:x+x+)+y`, `(\w+)\s\1`, `(?<year>\d{4})-(?<month>\d\d)`, `"(?:[^"\\]|\\.)*"`, `,(?=(?:[^"]*"[^"]*")*[^"]*$)`, `<([a-z]+)[^>]*>(.*?)</\1>`, `(?:^|,)("[^"]*"|[^,]*)`, `#(\w+)`, `(?:\r\n|\n)+`, `^.*$`, `(a+)(b+)?\2c`, `(?=a)*b`, `(?:a?){3}b`, `(a?)*?b`, `((?:a|b)+)+c`, `(?<=^|,)x`, `(?<=a{2})b`, `(?<=(?=a)a)b`, `(?:(?=(a))a)+b`, `(?<![a-z])[A-Z]`, `\d(?=(?:\d{3})+$)`,
	`(`, `)`, `*`, `a**`, `a{2,1}`, `[b-a]`, `(?<a`, `(?a)`, `\p{Nope}`, `[a--b&&c]`, `(?<a>x)(?<a>y)`, `\`, `[`, `\u{110000}`, `[\d-z]`, `(?<=a)*`, `(?=a)+`, `x{99999}`, `\-`, `]`, `{`, `}`, `[(]`, `[a-[b]]`, `\c`, `[\c]`, `\8`, `\k`, `(?<1>x)`,
}

var inputs = []string{
	"", "a", "abc", "aab", "abcd", "aaab", "zaacbbbcac", "baaabaac", "foobar foo", "price $42 and 17", "1053", "John  Smith <john.smith@example.com>", "key = some value  ", "2024-05-17", "AbC", "aeiou xyz", "\n", "line1\nline2\r\nline3", "x\u2028y", "😀", "a😀b", "Ωσς ΣΑΣ", "Жук", "ſKß k K s ſſ", "éÉ",
	`a,"b,c",d`, `<b class="x">bold</b>`, "the the cat", `say "he said \"hi\"" now`, "1234567", "xxxxxxxxxxx", "aaaaaaaaaaaaaaaa", "aaaaaaaaaaab", "ba", "aXbX", "\x00\x01\x08", "A\u0042", "#one two #three", "日本語テキスト", "\U0001D4D0\U0001D4EA",
}

// TestMatchAsNode compares patterns on inputs under flags.
func TestMatchAsNode(t *testing.T) {
	var list []example
	for _, p := range patterns {
		for _, f := range []string{"", "i", "m", "s", "u", "iu", "v", "iv", "y"} {
			// Flags that mean nothing to the pattern show nothing.
			if f == "s" && !strings.Contains(p, ".") || f == "m" && !strings.ContainsAny(p, "^$") || strings.Contains(f, "v") && !strings.ContainsAny(p, `[\`) {
				continue
			}
			for _, s := range inputs {
				if p == `(?:x+x+)+y` && len(s) > 12 {
					continue
				}
				list = append(list, example{p, f, s})
			}
		}
	}
	check(t, list)
}

// TestRandomAsNode compares patterns put together at random.
func TestRandomAsNode(t *testing.T) {
	g := patternSource{rand.New(rand.NewPCG(1, 2))}
	var list []example
	for range 1500 {
		list = append(list, example{g.pattern(3), g.of("", "i", "u", "iu", "m", "s", "v"), g.of("", "a", "ab", "aabbc", "abcabc", "xab\nab", "AbBa", "éÉab", "a😀b", "k K", "bbbaaaccc", "ab ab")})
	}
	check(t, list)
}

// patternSource makes patterns. It is plain rand, since a shrinking generator
// takes longer to choose than the patterns take to match.
type patternSource struct{ *rand.Rand }

func (g patternSource) of(list ...string) string { return list[g.IntN(len(list))] }

func (g patternSource) pattern(depth int) string {
	var b strings.Builder
	for range 1 + g.IntN(3) {
		var s string
		switch k := g.IntN(6); {
		case depth > 0 && k == 0:
			s = "(" + g.pattern(depth-1) + ")"
		case depth > 0 && k == 1:
			s = "(?:" + g.pattern(depth-1) + "|" + g.pattern(depth-1) + ")"
		case depth > 0 && k == 2:
			b.WriteString(g.of("(?=", "(?!", "(?<=", "(?<!") + g.pattern(depth-1) + ")")
			continue
		default:
			s = g.of("a", "b", "c", ".", "[ab]", "[^a]", `\w`, `\d`, `\b`, "^", "$", `\1`, `\2`, "x", "é", "(?=b)", "(?!a)", "(?<=a)", "(?<!b)", `\k<n>`, "😀", "[a-c]", `\s`, "K")
			if s == "^" || s == "$" || s == `\b` || strings.HasPrefix(s, "(?") {
				b.WriteString(s)
				continue
			}
		}
		b.WriteString(s + g.of("", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}"))
	}
	return b.String()
}

// TestStop shows that a match which would take for ever can be stopped.
func TestStop(t *testing.T) {
	p, err := Compile(utf16.Encode([]rune(`^(a+)+$`)), Flags{})
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	_, err = p.MatchASCII([]byte(strings.Repeat("a", 64)+"!"), 0, false, func() bool { asked++; return asked > 3 })
	if err != ErrStopped {
		t.Fatalf("err = %v", err)
	}
}

// TestLong shows that long inputs match without deep recursion, and that memory has a bound.
func TestLong(t *testing.T) {
	p, _ := Compile(utf16.Encode([]rune(`^(?:a|b)*c$`)), Flags{})
	s := append(bytes.Repeat([]byte("ab"), 50000), 'c')
	m, err := p.MatchASCII(s, 0, false, nil)
	if err != nil || m == nil {
		t.Fatal(m, err)
	}
	if _, err := p.MatchASCII(bytes.Repeat([]byte("ab"), 4<<20), 0, false, nil); err != ErrMemory {
		t.Fatalf("err = %v", err)
	}
}

// FuzzCompile looks for panics in parser and matcher.
func FuzzCompile(f *testing.F) {
	for _, p := range patterns {
		f.Add(p, "iu", "aab")
	}
	f.Fuzz(func(t *testing.T, p, flags, s string) {
		prog, err := Compile(utf16.Encode([]rune(p)), flagsOf(flags))
		if err != nil {
			return
		}
		asked := 0
		_, _ = prog.MatchUTF16(utf16.Encode([]rune(s)), 0, false, func() bool { asked++; return asked > 100 })
	})
}

func BenchmarkEmail(b *testing.B) {
	p, _ := Compile(utf16.Encode([]rune(`[\w.-]+@[\w-]+\.\w+`)), Flags{})
	in := []byte(strings.Repeat("lorem ipsum dolor sit amet ", 20) + "john.smith@example.com")
	b.ReportAllocs()
	for b.Loop() {
		_, _ = p.MatchASCII(in, 0, false, nil)
	}
}
