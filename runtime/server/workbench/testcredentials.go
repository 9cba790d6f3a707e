package workbench

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"runnel/runtime/credential"
	"runnel/runtime/engine"
	"runnel/runtime/node"
	"runnel/runtime/server/account"
	"runnel/runtime/value"
	"runnel/workflows"
)

// TestCredentials finds credentials for the engine: those of the instance, and
// for the moment of a test one that need not be stored. It implements
// engine.Credentials.
type TestCredentials struct {
	inner engine.Credentials

	mu    sync.Mutex
	tests map[string]node.Credential
}

// NewTestCredentials puts tests in front of the instance's credentials.
func NewTestCredentials(inner engine.Credentials) *TestCredentials {
	return &TestCredentials{inner: inner, tests: map[string]node.Credential{}}
}

// Credential implements engine.Credentials.
func (t *TestCredentials) Credential(ctx context.Context, ref workflows.CredentialRef) (node.Credential, error) {
	t.mu.Lock()
	c, ok := t.tests[ref.ID]
	t.mu.Unlock()
	if ok && c.Type == ref.Type {
		return c, nil
	}
	return t.inner.Credential(ctx, ref)
}

// testTime bounds the test of a credential.
const testTime = 20 * time.Second

// testNode is the version of the HTTP Request node with which credentials are
// tested.
const testNode = `{"name":"Test","type":"n8n-nodes-base.httpRequest","typeVersion":4.2,"position":[200,0],"parameters":{
	"authentication":"predefinedCredentialType","options":{"timeout":15000,"response":{"response":{"fullResponse":true,"neverError":true,"responseFormat":"text"}}}}}`

// TestCredential tells whether a credential works, in words: it makes the
// request that its type declares for that. The error is for tests that cannot
// be made at all.
func (w *Workbench) TestCredential(ctx context.Context, e credential.Entry) (ok bool, message string, err error) {
	t := credential.Find(e.Type)
	if t == nil || t.Test == nil || w.Tests == nil {
		return false, "", fmt.Errorf("there is no test for credentials of the type %q; use it in a node to see whether it works", e.Type)
	}
	ctx, cancel := context.WithTimeout(ctx, testTime)
	defer cancel()
	id := account.NewToken()
	c := credential.Open(credential.Entry{ID: id, Name: e.Name, Type: e.Type, Data: e.Data}, nil)
	w.Tests.mu.Lock()
	w.Tests.tests[id] = c
	w.Tests.mu.Unlock()
	defer func() {
		w.Tests.mu.Lock()
		delete(w.Tests.tests, id)
		w.Tests.mu.Unlock()
	}()
	address, err := w.testAddress(ctx, t.Test, c.Data())
	if err != nil {
		return false, HideSecrets("The test's address cannot be made: "+err.Error(), e.Data), nil
	}
	status, body, err := w.testRequest(ctx, t, id, address)
	switch {
	case err != nil:
		return false, HideSecrets(err.Error(), e.Data), nil
	case status >= http.StatusBadRequest:
		return false, fmt.Sprintf("The service answered %d %s.", status, http.StatusText(status)), nil
	}
	if answer, err := value.ParseString(body); err == nil {
		for _, rule := range t.Test.Fails {
			if v := answer.Get(rule.Key); !v.IsUndefined() && v.ToString() == rule.Value {
				return false, rule.Message, nil
			}
		}
	}
	return true, "The service accepts the credential.", nil
}

// testAddress evaluates the address of a test's request.
func (w *Workbench) testAddress(ctx context.Context, t *credential.Test, data value.Value) (string, error) {
	plan, err := w.Compile(value.Object(value.Field{Key: "name", Value: value.String("Test")}, value.Field{Key: "nodes", Value: value.Array(must(testNode))}))
	if err != nil {
		return "", err
	}
	address := ""
	for _, template := range []string{t.BaseURL, t.URL} {
		v, err := w.Engine.Evaluate(ctx, engine.Evaluation{Plan: plan, Execution: newIdle(), Node: "Test", Text: template,
			Extra: []value.Field{{Key: "$credentials", Value: data}}})
		if err != nil {
			return "", err
		}
		part := v.ToString()
		if address != "" && part != "" && !strings.HasPrefix(part, "?") {
			address, part = strings.TrimSuffix(address, "/"), "/"+strings.TrimPrefix(part, "/")
		}
		address += part
	}
	if !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
		return "", fmt.Errorf("it must begin with http:// or https://")
	}
	return address, nil
}

// testRequest makes the request of a test and gives the answer.
func (w *Workbench) testRequest(ctx context.Context, t *credential.Type, id, address string) (status int, body string, err error) {
	method := t.Test.Method
	if method == "" {
		method = http.MethodGet
	}
	n := must(testNode)
	n = n.Set("parameters", n.Get("parameters").Set("url", value.String(address)).Set("method", value.String(method)).
		Set("nodeCredentialType", value.String(t.Name)))
	n = n.Set("credentials", value.Object(value.Field{Key: t.Name, Value: value.Object(
		value.Field{Key: "id", Value: value.String(id)}, value.Field{Key: "name", Value: value.String("test")})}))
	plan, err := w.Compile(value.Object(value.Field{Key: "name", Value: value.String("Test")}, value.Field{Key: "nodes", Value: value.Array(n)}))
	if err != nil {
		return 0, "", err
	}
	ex, err := w.Engine.Run(ctx, engine.RunRequest{Plan: plan, Mode: node.ModeInternal, Start: "Test"})
	if err != nil {
		return 0, "", err
	}
	if ex.Data.Err != nil {
		return 0, "", ex.Data.Err
	}
	run := ex.Data.LastRun()
	if run == nil || len(run.Output) == 0 || len(run.Output[0]) == 0 {
		return 0, "", fmt.Errorf("the service gave no answer")
	}
	doc := run.Output[0][0].JSON
	return int(doc.Get("statusCode").Num()), doc.Get("data").ToString(), nil
}

// HideSecrets takes what a credential holds out of a text: addresses and error
// messages repeat it.
func HideSecrets(text string, data value.Value) string {
	for _, v := range data.Entries() {
		if s := v.Str(); len(s) >= 4 {
			text = strings.ReplaceAll(text, s, "***")
		}
	}
	return text
}

// must parses JSON of the program itself.
func must(text string) value.Value {
	v, err := value.ParseString(text)
	if err != nil {
		panic(err)
	}
	return v
}
