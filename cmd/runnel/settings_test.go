package main

import (
	"testing"

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
		"EXECUTIONS_TIMEOUT": "-1", "N8N_PORT": "8080", "N8N_BLOCK_ENV_ACCESS_IN_NODE": "false"}

	s := settingsFrom(t, nil, env)
	if s.zone != "Europe/Berlin" || s.payloadMax != 32 || s.timeout != 0 || s.listen != "127.0.0.1:8080" || s.blockEnv {
		t.Errorf("from the environment: %+v", s)
	}
	s = settingsFrom(t, []string{"--timezone", "UTC", "--listen", "127.0.0.1:1"}, env)
	if s.zone != "UTC" || s.listen != "127.0.0.1:1" {
		t.Errorf("flags: %+v", s)
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
		{"--timezone", "Moon/Sea"}, {"--when-busy", "explode"}, {"--trusted-proxies", "10.0.0.0/8, nonsense"},
	} {
		if err := settingsFrom(t, args, nil).check(); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}

func TestPublicURLEndsInOneSlash(t *testing.T) {
	for base, want := range map[string]string{"": "http://127.0.0.1:5678/", "https://a.example/n": "https://a.example/n/", "https://a.example/": "https://a.example/"} {
		s := settingsFrom(t, nil, nil)
		s.baseURL = base
		if got := s.publicURL(); got != want {
			t.Errorf("%q: %q", base, got)
		}
	}
}
