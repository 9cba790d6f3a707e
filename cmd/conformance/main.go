// Command conformance runs the recorded behaviour of the original against a
// runnel binary, holds the result against the list of cases that passed before
// and writes the compatibility page.
//
//	go run ./cmd/conformance --bin bin/runnel --data ../shared [--update] [--report docs/compatibility.md]
//	    [--script-isolation process]
//
// It fails when a case on the list fails. With --update the list grows by what
// passes now; nothing is ever taken off it.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func main() {
	bin := flag.String("bin", "bin/runnel", "the program to check")
	data := flag.String("data", "../shared", "the folder with the recorded behaviour")
	list := flag.String("list", "cmd/conformance/passing.txt", "the cases that passed before")
	update := flag.Bool("update", false, "add what passes now to the list")
	report := flag.String("report", "", "write the compatibility page to this file")
	filter := flag.String("filter", "", "only the recorded workflows with this in their name; the list is then not compared")
	isolation := flag.String("script-isolation", "", "where scripts run: none or process, as of the program's own flag")
	flag.Parse()
	if *isolation != "" {
		// The runners hand their environment on to the program.
		if err := os.Setenv("RUNNEL_SCRIPT_ISOLATION", *isolation); err != nil {
			fmt.Fprintln(os.Stderr, "conformance:", err)
			os.Exit(1)
		}
	}
	if err := run(*bin, *data, *list, *update, *report, *filter); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

func run(bin, data, list string, update bool, report, filter string) error {
	if _, err := os.Stat(filepath.Join(data, "conformance", "run")); err != nil {
		fmt.Printf("no recorded behaviour in %s: nothing was compared\n", data)
		return nil
	}
	before, err := readPassing(list)
	if err != nil {
		return err
	}
	now, err := runAll(bin, data, filter)
	if err != nil {
		return err
	}
	fmt.Printf("workflows: %d passed, %d failed\n", len(now.passed), len(now.failed))
	for _, c := range now.counts {
		fmt.Printf("%s: %d passed, %d failed\n", c.name, c.passed, c.failed)
	}
	if report != "" {
		if err := writeReport(report, data, now); err != nil {
			return err
		}
	}
	if filter != "" {
		return nil
	}
	lost := before.lost(now)
	if update {
		if err := before.grow(now).write(list); err != nil {
			return err
		}
	}
	if len(lost) > 0 {
		return fmt.Errorf("%d cases passed before and fail now:\n  %s", len(lost), strings.Join(lost, "\n  "))
	}
	return nil
}

// result is what the runners said.
type result struct {
	passed []string          // "suite/case.json"
	failed map[string]string // the same, with the reason
	counts []count
}

// count is a runner's closing line.
type count struct {
	name           string
	passed, failed int
}

var (
	failLine  = regexp.MustCompile(`^FAIL ((?:fixtures|golden|http)/\S+): (.*)$`)
	closeLine = regexp.MustCompile(`^(\d+) passed, (\d+) failed$`)
)

func runAll(bin, data, filter string) (*result, error) {
	r := &result{failed: map[string]string{}}
	// One recorded workflow waits 42 seconds.
	out, err := runner(filepath.Join(data, "conformance", "run"), "--bin", bin, "--jobs", "2", "-v", "--timeout", "120", "--filter", filter)
	if err != nil {
		return nil, err
	}
	for _, line := range out {
		if name, ok := strings.CutPrefix(line, "ok   "); ok {
			r.passed = append(r.passed, name)
		} else if m := failLine.FindStringSubmatch(line); m != nil {
			r.failed[m[1]] = m[2]
			fmt.Println(line)
		} else if !closeLine.MatchString(line) {
			fmt.Println(line)
		}
	}
	if filter != "" {
		return r, nil
	}
	for _, c := range []struct{ name, script string }{
		{"expressions", "conformance/run-expressions"}, {"cron", "conformance/run-cron"}, {"bitrix24", "bitrix24/run"},
	} {
		out, err := runner(filepath.Join(data, c.script), "--bin", bin)
		if err != nil {
			return nil, err
		}
		n := count{name: c.name}
		for _, line := range out {
			if m := closeLine.FindStringSubmatch(line); m != nil {
				n.passed, _ = strconv.Atoi(m[1])
				n.failed, _ = strconv.Atoi(m[2])
			} else {
				fmt.Println(line)
			}
		}
		r.counts = append(r.counts, n)
	}
	return r, nil
}

// runner runs one of the recorded suites; its exit code only says whether all
// passed, which the lines say as well.
func runner(script string, args ...string) ([]string, error) {
	cmd := exec.Command(script, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		return nil, fmt.Errorf("%s cannot be run: %w", script, err)
	}
	var lines []string
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		lines = append(lines, s.Text())
	}
	return lines, nil
}

// passing is the list of what passed before: names of recorded workflows, and
// for the suites without names how many.
type passing struct {
	cases  []string
	counts map[string]int
}

func readPassing(file string) (*passing, error) {
	p := &passing{counts: map[string]int{}}
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if name, n, ok := strings.Cut(line, ": "); ok {
			if p.counts[name], err = strconv.Atoi(n); err != nil {
				return nil, fmt.Errorf("%s: %q is no count", file, line)
			}
			continue
		}
		p.cases = append(p.cases, line)
	}
	return p, nil
}

// lost names what is on the list and does not pass now.
func (p *passing) lost(now *result) []string {
	var lost []string
	for _, c := range p.cases {
		if !slices.Contains(now.passed, c) {
			why := now.failed[c]
			if why == "" {
				continue // the recording is not there any more
			}
			lost = append(lost, c+": "+why)
		}
	}
	for _, c := range now.counts {
		if c.passed < p.counts[c.name] {
			lost = append(lost, fmt.Sprintf("%s: %d pass, %d did", c.name, c.passed, p.counts[c.name]))
		}
	}
	return lost
}

// grow gives the list with what passes now added.
func (p *passing) grow(now *result) *passing {
	g := &passing{cases: slices.Clone(p.cases), counts: map[string]int{}}
	g.cases = append(g.cases, now.passed...)
	slices.Sort(g.cases)
	g.cases = slices.Compact(g.cases)
	for name, n := range p.counts {
		g.counts[name] = n
	}
	for _, c := range now.counts {
		g.counts[c.name] = max(g.counts[c.name], c.passed)
	}
	return g
}

func (p *passing) write(file string) error {
	var b strings.Builder
	b.WriteString("# Recorded cases that pass. The list only grows: go run ./cmd/conformance --update\n")
	for _, name := range []string{"bitrix24", "cron", "expressions"} {
		fmt.Fprintf(&b, "%s: %d\n", name, p.counts[name])
	}
	for _, c := range p.cases {
		b.WriteString(c + "\n")
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}
