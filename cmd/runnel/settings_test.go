package main

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

func settingsFrom(t *testing.T, args []string, env map[string]string) *settings {
	t.Helper()
	s := &settings{}
	f := pflag.NewFlagSet("test", pflag.ContinueOnError)
	s.commonFlags(f)
	s.serverFlags(f)
	if err := f.Parse(args); err != nil {
		t.Fatal(err)
	}
	if err := fromEnvironment(f, func(name string) (string, bool) { v, ok := env[name]; return v, ok }); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFlagsWinOverVariables(t *testing.T) {
	env := map[string]string{"RUNNEL_TIMEZONE": "Europe/Berlin", "GENERIC_TIMEZONE": "Asia/Tokyo", "N8N_PAYLOAD_SIZE_MAX": "32",
		"EXECUTIONS_TIMEOUT": "-1", "N8N_PORT": "8080", "N8N_BLOCK_ENV_ACCESS_IN_NODE": "false", "N8N_METRICS": "false",
		"EXECUTIONS_TIMEOUT_MAX": "90", "N8N_GRACEFUL_SHUTDOWN_TIMEOUT": "2m", "N8N_CONCURRENCY_PRODUCTION_LIMIT": "-1", "RUNNEL_QUEUE": " "}

	s := settingsFrom(t, nil, env)
	if s.zone != "Europe/Berlin" || s.payloadMax != 32 || s.timeout != 0 || s.listen != "127.0.0.1:8080" || s.blockEnv || s.metrics ||
		s.maxTimeout != 90*time.Second || s.grace != 2*time.Minute || s.concurrency != 0 || s.queue != 1000 {
		t.Errorf("from the environment: %+v", s)
	}
	s = settingsFrom(t, []string{"--timezone", "UTC", "--listen", "127.0.0.1:1"}, env)
	if s.zone != "UTC" || s.listen != "127.0.0.1:1" {
		t.Errorf("flags: %+v", s)
	}
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		env          map[string]string
		listen, base string
	}{
		{nil, "127.0.0.1:5678", "http://127.0.0.1:5678/"},
		{map[string]string{"N8N_PORT": "80"}, "127.0.0.1:80", "http://127.0.0.1:80/"},
		{map[string]string{"N8N_PORT": "80", "N8N_LISTEN_ADDRESS": "0.0.0.0"}, "0.0.0.0:80", "http://localhost:80/"},
		{map[string]string{"N8N_LISTEN_ADDRESS": "::"}, "[::]:5678", "http://localhost:5678/"},
		{map[string]string{"RUNNEL_LISTEN": ":9", "N8N_PORT": "80"}, ":9", "http://localhost:9/"},
		{map[string]string{"RUNNEL_LISTEN": "[::1]:9"}, "[::1]:9", "http://[::1]:9/"},
		{map[string]string{"N8N_HOST": "flows.example.com", "N8N_PROTOCOL": "https", "N8N_PORT": "443"}, "127.0.0.1:443", "https://flows.example.com/"},
		{map[string]string{"N8N_HOST": "flows.example.com"}, "127.0.0.1:5678", "http://flows.example.com:5678/"},
		{map[string]string{"WEBHOOK_URL": "https://a.example/n", "N8N_HOST": "x"}, "127.0.0.1:5678", "https://a.example/n/"},
		{map[string]string{"RUNNEL_BASE_URL": "https://a.example//"}, "127.0.0.1:5678", "https://a.example/"},
	} {
		s := settingsFrom(t, nil, c.env)
		if s.listen != c.listen || s.publicURL() != c.base || s.check() != nil {
			t.Errorf("%v: %s, %s, %v", c.env, s.listen, s.publicURL(), s.check())
		}
	}
}

func TestEveryVariableHasItsFlag(t *testing.T) {
	s := &settings{}
	f := pflag.NewFlagSet("test", pflag.ContinueOnError)
	s.commonFlags(f)
	s.serverFlags(f)
	for _, name := range settingNames {
		if f.Lookup(name.flag) == nil {
			t.Errorf("there is no flag --%s", name.flag)
		}
		if want := "RUNNEL_" + strings.ToUpper(strings.ReplaceAll(name.flag, "-", "_")); name.variables[0] != want {
			t.Errorf("--%s is not set by %s", name.flag, want)
		}
	}
	f.VisitAll(func(flag *pflag.Flag) {
		for _, name := range settingNames {
			if name.flag == flag.Name {
				return
			}
		}
		t.Errorf("no variable sets --%s", flag.Name)
	})
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	for _, args := range [][]string{
		{"--timezone", "Moon/Sea"}, {"--script-isolation", "jail"}, {"--when-busy", "explode"}, {"--trusted-proxies", "10.0.0.0/8, nonsense"}, {"--log-level", "loud"},
		{"--log-format", "xml"}, {"--base-url", "flows.example.com"}, {"--base-url", "ftp://x/"}, {"--listen", "5678"}, {"--listen", "localhost"},
		{"--payload-max", "-1"}, {"--queue", "-1"}, {"--concurrency", "-1"}, {"--proxy-hops", "-1"}, {"--nodes-exclude", "x"},
		{"--webhook-endpoint", ""}, {"--webhook-endpoint", "/hook"}, {"--webhook-endpoint", "a b"}, {"--webhook-endpoint", "healthz"},
		{"--webhook-endpoint", "webhook-test"}, {"--webhook-endpoint", "webhook-test/x"}, {"--webhook-waiting-endpoint", "metrics"},
	} {
		err := settingsFrom(t, args, nil).check()
		if err == nil || !strings.HasPrefix(err.Error(), "--") {
			t.Errorf("%v: %v", args, err)
		}
	}
	for _, args := range [][]string{
		{"--webhook-endpoint", "api/hooks", "--webhook-test-endpoint", "api/test"}, {"--log-level", "silent"}, {"--listen", ":0"}, {"--nodes-exclude", "[]"},
		{"--trusted-proxies", "10.0.0.1, 192.168.0.0/16, ::1"},
	} {
		if err := settingsFrom(t, args, nil).check(); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestVariablesThatCannotBeRead(t *testing.T) {
	for name, text := range map[string]string{"N8N_PORT": "http", "RUNNEL_QUEUE": "many", "RUNNEL_METRICS": "perhaps", "RUNNEL_TIMEOUT": "soon"} {
		s := &settings{}
		f := pflag.NewFlagSet("test", pflag.ContinueOnError)
		s.commonFlags(f)
		s.serverFlags(f)
		err := fromEnvironment(f, func(n string) (string, bool) { return text, n == name })
		if err == nil || !strings.Contains(err.Error(), "the variable "+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
