package debughelper_test

import (
	"regexp"
	"strings"
	"testing"

	_ "runnel/nodes/transform/debughelper"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const debugHelper = "n8n-nodes-base.debugHelper"

func TestRecorded(t *testing.T) { nodetest.Recorded(t, debugHelper) }

func TestErrors(t *testing.T) {
	for _, c := range []struct{ params, message, name string }{
		{`{}`, "Node has thrown an error", "NodeApiError"},
		{`{"throwErrorType":"NodeOperationError","throwErrorMessage":"no"}`, "no", "NodeOperationError"},
		{`{"throwErrorType":"Error","throwErrorMessage":"no"}`, "no", ""},
	} {
		h := nodetest.New(t, debugHelper, 1, c.params).Docs(`[{"a":1},{}]`)
		_, err := h.Run()
		nodetest.WantError(t, err, c.message)
		if got := errorName(err); got != c.name {
			t.Errorf("%s: the error is a %s", c.params, got)
		}
		out, err := h.ContinueOnFailure().Run()
		nodetest.WantFull(t, out, err, `[[{"json":{"error":"`+c.message+`"},"pairedItem":{"item":0}},{"json":{"error":"`+c.message+`"},"pairedItem":{"item":1}}]]`)
	}
}

func errorName(err error) string {
	if e, ok := err.(interface{ ErrorJSON(value.Value) value.Value }); ok {
		return e.ErrorJSON(value.Undefined).Get("name").Str()
	}
	return ""
}

func TestDoNothing(t *testing.T) {
	out, err := nodetest.New(t, debugHelper, 1, `{"category":"doNothing"}`).Docs(`[{"a":1}]`).Run()
	nodetest.Want(t, out, err, `[[]]`)
}

func TestMemory(t *testing.T) {
	out, err := nodetest.New(t, debugHelper, 1, `{"category":"oom","memorySizeValue":2}`).Docs(`[{"a":1}]`).Run()
	if err != nil || strings.Join(out[0][0].JSON.Keys(), " ") != "rss heapTotal heapUsed external arrayBuffers" || out[0][0].JSON.Get("heapUsed").Num() < 2<<20 {
		t.Errorf("got %v, %v", nodetest.Docs(out), err)
	}
	_, err = nodetest.New(t, debugHelper, 1, `{"category":"oom","memorySizeValue":1e9}`).Docs(`[{}]`).Run()
	nodetest.WantError(t, err, "The memory to take is 1000000000 MB, it must be between 0 and 1024 MB")
}

func TestRandomData(t *testing.T) {
	for typ, shape := range map[string]string{
		"user":       `^{"uid":"[0-9a-f-]{36}","email":"[^"]+@[^"]+","firstname":"[^"]+","lastname":"[^"]+","password":".{12,}"}$`,
		"address":    `^{"firstname":"[^"]+","lastname":"[^"]+","street":"[^"]+","city":"[^"]+","zip":"\d{5}","state":"[^"]+","country":"[^"]+"}$`,
		"email":      `^{"email":"[^"]+@[^"]+","confirmed":(true|false)}$`,
		"creditCard": `^{"type":"[^"]+","number":"\d+","ccv":"\d{3,4}","exp":"(0[1-9]|1[0-2])/[4-9]\d","holder_name":"[^"]+ [^"]+"}$`,
		"ipv4":       `^{"ip":"\d+\.\d+\.\d+\.\d+"}$`,
		"ipv6":       `^{"ip":"[0-9a-f:]+"}$`,
		"latLong":    `^{"location":"-?\d+\.\d+, -?\d+\.\d+"}$`,
		"macAddress": `^{"mac":"[0-9a-fA-F:]{17}"}$`,
		"nanoid":     `^{"nanoId":"[0-9a-zA-Z]{16}"}$`,
		"semver":     `^{"version":"\d+\.\d+\.\d+"}$`,
		"url":        `^{"url":"https://[^"]+"}$`,
		"uuid":       `^{"uuid":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"}$`,
	} {
		params := `{"category":"randomData","randomDataType":"` + typ + `","randomDataCount":3,"randomDataSeed":"x"}`
		out, err := nodetest.New(t, debugHelper, 1, params).Docs(`[{},{}]`).Run()
		if err != nil || len(out[0]) != 6 {
			t.Errorf("%s: %s, %v", typ, nodetest.Docs(out), err)
			continue
		}
		for n, it := range out[0] {
			if text := it.JSON.JSON(); !regexp.MustCompile(shape).MatchString(text) {
				t.Errorf("%s: %s", typ, text)
			}
			if again := out[0][n%3].JSON.JSON(); again != it.JSON.JSON() {
				t.Errorf("%s: one seed gave %s and %s", typ, again, it.JSON.JSON())
			}
		}
		if out[0][0].JSON.JSON() == out[0][1].JSON.JSON() && typ != "email" {
			t.Errorf("%s: one seed gives one document only: %s", typ, out[0][0].JSON.JSON())
		}
	}
}

func TestRandomDataInOneItem(t *testing.T) {
	out, err := nodetest.New(t, debugHelper, 1, `{"category":"randomData","randomDataType":"nanoid","nanoidAlphabet":"a","nanoidLength":"2","randomDataCount":2,"randomDataSingleArray":true}`).
		Docs(`[{}]`).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"generatedItems":[{"nanoId":"aa"},{"nanoId":"aa"}]},"pairedItem":{"item":0}}]]`)
	for _, params := range []string{`"randomDataType":"nanoid","nanoidAlphabet":""`, `"randomDataType":"nanoid","nanoidLength":"x"`, `"randomDataCount":1e12`} {
		if _, err := nodetest.New(t, debugHelper, 1, `{"category":"randomData",`+params+`}`).Docs(`[{}]`).Run(); err == nil {
			t.Errorf("%s is not refused", params)
		}
	}
}
