package webhook_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	_ "runnel/nodes/core/webhook"
	"runnel/runtime/node/nodetest"
)

const waitNode = "n8n-nodes-base.wait"

func TestWaitInProcess(t *testing.T) {
	for params, want := range map[string]time.Duration{
		`{"amount":3,"unit":"seconds"}`:     3 * time.Second,
		`{"amount":1,"unit":"minutes"}`:     time.Minute,
		`{"amount":0,"unit":"hours"}`:       0,
		`{"amount":"0.5","unit":"seconds"}`: 500 * time.Millisecond,
		`{}`:                                5 * time.Second,
		`{"resume":"specificTime","dateTime":"2000-01-01T00:00:30Z"}`:          30 * time.Second,
		`{"resume":"specificTime","dateTime":"1999-01-01"}`:                    0,
		`{"resume":"specificTime","dateTime":"Sat, 01 Jan 2000 00:00:10 GMT"}`: 10 * time.Second,
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			h := nodetest.New(t, waitNode, 1.1, params).Docs(`[{"a":1}]`)
			out, err := h.Run()
			nodetest.Want(t, out, err, `[[{"a":1}]]`)
			if got := time.Since(start); got != want || len(h.Waits) != 0 {
				t.Errorf("%s: it took %v and asked for %v", params, got, h.Waits)
			}
		})
	}
}

func TestWaitPutsTheExecutionAside(t *testing.T) {
	for _, c := range []struct {
		version float64
		params  string
		want    time.Duration // 0 for ever
	}{
		{1.1, `{"amount":65,"unit":"seconds"}`, 65 * time.Second},
		{1, `{}`, time.Hour},
		{1.1, `{"amount":2,"unit":"days"}`, 48 * time.Hour},
		{1.1, `{"resume":"webhook"}`, 0},
		{1.1, `{"resume":"webhook","limitWaitTime":true,"resumeAmount":2,"resumeUnit":"minutes"}`, 2 * time.Minute},
		{1.1, `{"resume":"webhook","limitWaitTime":true,"limitType":"atSpecifiedTime","maxDateAndTime":"2000-01-01T01:00:00Z"}`, time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			h := nodetest.New(t, waitNode, c.version, c.params).Docs(`[{"a":1}]`)
			out, err := h.Run()
			nodetest.Want(t, out, err, `[[{"a":1}]]`)
			switch {
			case len(h.Waits) != 1:
				t.Errorf("%s: it asked for %v", c.params, h.Waits)
			case c.want == 0 && !h.Waits[0].IsZero(), c.want > 0 && h.Waits[0].Sub(start) != c.want:
				t.Errorf("%s: it waits until %v", c.params, h.Waits[0])
			}
		})
	}
}

func TestWaitFails(t *testing.T) {
	for params, want := range map[string]string{
		`{"amount":-1}`:     "Invalid wait amount. Please enter a number that is 0 or greater.",
		`{"amount":"soon"}`: "Invalid input for 'Wait Amount' [item 0]",
		`{"unit":"years"}`:  "Invalid wait unit. Valid units are 'seconds', 'minutes', 'hours', or 'days'.",
		`{"resume":"specificTime","dateTime":"soon"}`: "Cannot put execution to wait because `dateTime` parameter is not a valid date. Please pick a specific date and time to wait until.",
		`{"resume":"specificTime"}`:                   "Cannot put execution to wait because `dateTime` parameter is not a valid date. Please pick a specific date and time to wait until.",
	} {
		_, err := nodetest.New(t, waitNode, 1.1, params).Docs(`[{}]`).Run()
		nodetest.WantError(t, err, want)
	}
}

func TestWaitEndsWithTheExecution(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := nodetest.New(t, waitNode, 1.1, `{"amount":60}`).Docs(`[{}]`).WithContext(ctx).Run()
	if err == nil {
		t.Error("it did not notice that the execution was cancelled")
	}
}
