package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"runnel": main})
}

// TestScripts runs the scripts of testdata: whole command lines of the program,
// with what they print. Besides testscript's own commands there are
//
//	code N COMMAND…                  the command ends with that exit code
//	http STATUS METHOD URL [BODY]    the request is answered with that status; stdout is the answer's body
//	awaits STATUS METHOD URL         the same, tried until it is so
//	keep NAME REGEXP                 the first group of a match in stdout becomes a variable
//
// $PORT is a free port.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			defer listener.Close()
			env.Setenv("PORT", strconv.Itoa(listener.Addr().(*net.TCPAddr).Port))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": scriptCode, "http": scriptHTTP, "awaits": scriptAwaits, "keep": scriptKeep},
	})
}

func scriptCode(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func scriptKeep(ts *testscript.TestScript, _ bool, args []string) {
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("%s does not match", args[1])
	}
	ts.Setenv(args[0], m[1])
}

// request sends a request; status 0 means that nobody answers.
func request(args []string) (status int, body string, err error) {
	var in io.Reader
	if len(args) > 2 {
		in = strings.NewReader(args[2])
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, args[0], args[1], in)
	if err != nil {
		return 0, "", err
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Close = true
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err.Error(), nil
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, string(text), err
}

func scriptHTTP(ts *testscript.TestScript, _ bool, args []string) {
	status, body, err := request(args[1:])
	ts.Check(err)
	fmt.Fprint(ts.Stdout(), body)
	if fmt.Sprint(status) != args[0] {
		ts.Fatalf("status %d %s, want %s", status, body, args[0])
	}
}

func scriptAwaits(ts *testscript.TestScript, _ bool, args []string) {
	var last string
	for range 12000 {
		status, body, err := request(args[1:])
		ts.Check(err)
		if fmt.Sprint(status) == args[0] {
			fmt.Fprint(ts.Stdout(), body)
			return
		}
		last = fmt.Sprint(status, " ", body)
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("the last answer was %s, want %s", last, args[0])
}
