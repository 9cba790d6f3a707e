// Command runnel edits n8n workflows in the browser and runs them headless.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	_ "time/tzdata" // every time zone, also where the system has none

	_ "runnel/nodes/all"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// The exit codes: what was asked for failed, or the command was used wrongly.
const (
	codeFailed = 1
	codeUsage  = 2
)

// run runs a command line and gives the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	var exit exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		if exit.err != nil {
			fmt.Fprintln(errs, exit.err)
		}
		return exit.code
	}
	// Everything else that a command or cobra itself answers is about how the
	// command was called.
	fmt.Fprintln(errs, "runnel:", err)
	return codeUsage
}

// exitError ends the program with a code. err is printed as it is unless it is
// nil.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e exitError) Unwrap() error { return e.err }

// failed is the error of something that was asked for rightly and went wrong.
func failed(err error) error { return exitError{codeFailed, err} }
