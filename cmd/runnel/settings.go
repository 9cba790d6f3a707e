package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/pflag"

	"runnel/runtime/engine"
	"runnel/runtime/node"
	"runnel/runtime/server"
	"runnel/runtime/value"
)

// settings are what flags and the environment say. A flag wins over a
// variable; of several variables for one flag the first that is set counts.
type settings struct {
	// zone is the time zone of workflows that name none.
	zone string
	// baseURL is the public address as it was given; see publicURL.
	baseURL string
	// blockEnv hides the environment from expressions and scripts.
	blockEnv bool
	// timeout limits executions of workflows that set no limit, 0 for none;
	// maxTimeout caps the limits that workflows set.
	timeout, maxTimeout time.Duration
	// maxNodeRuns, maxMemory (in MB) and maxDepth are limits of one execution;
	// 0 means the default, a negative number none.
	maxNodeRuns, maxMemory, maxDepth int
	// scriptTimeout ends one script.
	scriptTimeout time.Duration
	// scriptIsolation says where scripts run: isolationNone or isolationProcess.
	scriptIsolation string
	// requireBuiltin and requireExternal name the modules that scripts may
	// load, separated by commas, or "*".
	requireBuiltin, requireExternal string
	// nodesExclude names node types that must not run, a JSON array.
	nodesExclude string
	// files are the folders whose files nodes may read and write, separated by
	// semicolons; none when "".
	files string
	// blockPrivate refuses requests of nodes to private and local addresses.
	blockPrivate bool
	// logFormat is text or json, "" for text on a terminal and json elsewhere.
	logLevel, logFormat string

	// listen is the address to serve on.
	listen string
	// workflows is the folder of workflow files, credentials the file of
	// credentials, data the folder for what must outlive the process.
	workflows, credentials, data string
	onlyActive, headless         bool
	// database and keyFile are files, in the data folder when "".
	database, keyFile string
	// record says whether executions are stored: "true", "false", or "" for with
	// the editor only. The others say what of them for workflows that do not say
	// it: recordSuccess and recordErrors are "all" or "none".
	record, recordSuccess, recordErrors string
	recordManual, recordProgress        bool
	// keepFor, keepCount and databaseMax (in MB) bound what is stored; 0 for no
	// bound.
	keepFor                time.Duration
	keepCount, databaseMax int
	// grace is what running executions get to finish at shutdown.
	grace time.Duration
	// payloadMax and formDataMax are in MB.
	payloadMax, formDataMax int
	// trustedProxies are addresses or networks, separated by commas, whose
	// X-Forwarded-For counts.
	trustedProxies string
	// proxyHops is how many proxies stand in front whatever their addresses.
	proxyHops int
	metrics   bool
	// concurrency and workflowConcurrency bound how many executions run at
	// once, 0 for no bound; queue is how many more may wait.
	concurrency, workflowConcurrency, queue             int
	whenBusy                                            string
	endpoint, testEndpoint, waitingEndpoint             string
	formEndpoint, formTestEndpoint, formWaitingEndpoint string
}

// The values of --when-busy and --script-isolation, and defaults.
const (
	busyQueue         = "queue"
	busyReject        = "reject"
	isolationNone     = "none"
	isolationProcess  = "process"
	defaultListen     = "127.0.0.1:5678"
	defaultPort       = "5678"
	defaultPayloadMax = 16
	defaultFormMax    = 200
	defaultWorkflows  = "workflows"
	// defaultDatabaseMax is in MB.
	defaultDatabaseMax = 10240
	// defaultExclude are the types that n8n leaves out unless told otherwise:
	// they reach the machine itself.
	defaultExclude = `["n8n-nodes-base.executeCommand","n8n-nodes-base.localFileTrigger"]`
)

// commonFlags are the flags of every command that runs workflows.
func (s *settings) commonFlags(f *pflag.FlagSet) {
	group(f, "Executions", func() {
		f.StringVar(&s.zone, "timezone", engine.DefaultZone, "time `zone` of workflows that name none")
		f.DurationVar(&s.timeout, "timeout", 0, "end executions of workflows that set no limit after this `time` (0: never)")
		f.DurationVar(&s.maxTimeout, "max-timeout", time.Hour, "the most `time` that a workflow may set as its limit")
		f.IntVar(&s.maxNodeRuns, "max-node-runs", 0, fmt.Sprintf("most runs of nodes in one execution (0: %d, -1: no limit)", engine.DefaultNodeRuns))
		f.IntVar(&s.maxMemory, "max-execution-memory", 0, fmt.Sprintf("about how many `MB` of items one execution may hold (0: %d, -1: no limit)", engine.DefaultMemory>>20))
		f.IntVar(&s.maxDepth, "max-workflow-depth", 0, fmt.Sprintf("how deep workflows may call each other (0: %d, -1: no limit)", engine.DefaultDepth))
	})
	group(f, "What workflows may do", func() {
		f.BoolVar(&s.blockEnv, "block-env", true, "hide environment variables from expressions and scripts")
		f.BoolVar(&s.blockPrivate, "block-private-networks", false, "refuse requests of nodes to private and local addresses")
		f.StringVar(&s.files, "files", "", "`folders` whose files workflows may read and write, separated by semicolons (default none)")
		f.StringVar(&s.nodesExclude, "nodes-exclude", defaultExclude, "node `types` that must not run, a JSON array")
		f.DurationVar(&s.scriptTimeout, "script-timeout", 5*time.Minute, "end a script after this `time`")
		f.StringVar(&s.scriptIsolation, "script-isolation", isolationNone, "where scripts run: none (in this process), or process (in others, under limits of the system)")
		f.StringVar(&s.requireBuiltin, "require-builtin", "", "built-in `modules` that scripts may require, separated by commas, or *")
		f.StringVar(&s.requireExternal, "require-external", "", "bundled `modules` that scripts may require, separated by commas, or *")
	})
	group(f, "Log", func() {
		f.StringVar(&s.logLevel, "log-level", "", "debug, info, warn, error or silent (default info for the server, warn elsewhere)")
		f.StringVar(&s.logFormat, "log-format", "", "text or json (default text on a terminal, json elsewhere)")
	})
	group(f, "Serving", func() {
		f.StringVar(&s.baseURL, "base-url", "", "public `address`, in webhook and resume URLs (default made of the address to listen on)")
	})
}

// stateFlags are the flags of commands that work on what a server keeps.
func (s *settings) stateFlags(f *pflag.FlagSet) {
	group(f, "Workflows", func() {
		f.StringVar(&s.workflows, "workflows", defaultWorkflows, "`folder` of workflow files; it is watched, and changes count at once")
		f.StringVar(&s.data, "data", "", "`folder` for what must outlive the server (default .runnel in the folder of workflows)")
		f.StringVar(&s.database, "database", "", "SQLite `file` of versions, executions, credentials and users (default "+databaseFile+" in the data folder)")
		f.StringVar(&s.keyFile, "key-file", "", "`file` of the keys that seal stored credentials (default "+keysFile+" beside the database)")
	})
}

// serverFlags are the flags of the server.
func (s *settings) serverFlags(f *pflag.FlagSet) {
	s.stateFlags(f)
	group(f, "Workflows", func() {
		f.BoolVar(&s.onlyActive, "only-active", false, "leave out workflows that are marked as not active")
		f.StringVar(&s.credentials, "credentials", "", "JSON `file` of credentials: [{id, name, type, data}]")
	})
	group(f, "Records", func() {
		f.StringVar(&s.record, "record", "", "store executions: true or false (default true, with --headless false)")
		f.Lookup("record").NoOptDefVal = "true"
		f.StringVar(&s.recordSuccess, "record-success", "all", "which executions that succeed are stored unless their workflow says so: all or none")
		f.StringVar(&s.recordErrors, "record-errors", "all", "the same for executions that fail")
		f.BoolVar(&s.recordManual, "record-manual", true, "store executions that the editor starts, unless their workflow says so")
		f.BoolVar(&s.recordProgress, "record-progress", false, "store executions after each node, unless their workflow says so")
		f.DurationVar(&s.keepFor, "keep-executions-for", 14*24*time.Hour, "delete executions that ended this `time` ago (0: never)")
		f.IntVar(&s.keepCount, "keep-executions", 0, "`number` of executions above which the oldest are deleted (0: no limit)")
		f.IntVar(&s.databaseMax, "database-max", defaultDatabaseMax, "size of the database in `MB` above which the oldest executions are deleted (0: no limit)")
	})
	group(f, "Serving", func() {
		f.StringVar(&s.listen, "listen", defaultListen, "`address` to listen on")
		f.BoolVar(&s.headless, "headless", false, "webhooks, schedules, health and metrics only: no pages, no test webhooks")
		f.BoolVar(&s.metrics, "metrics", true, "serve metrics for Prometheus at /metrics")
		f.StringVar(&s.endpoint, "webhook-endpoint", "webhook", "first part of the `path` of webhooks")
		f.StringVar(&s.testEndpoint, "webhook-test-endpoint", "webhook-test", "first part of the `path` of test webhooks")
		f.StringVar(&s.waitingEndpoint, "webhook-waiting-endpoint", "webhook-waiting", "first part of the `path` that resumes executions")
		f.StringVar(&s.formEndpoint, "form-endpoint", "form", "first part of the `path` of forms")
		f.StringVar(&s.formTestEndpoint, "form-test-endpoint", "form-test", "first part of the `path` of test forms")
		f.StringVar(&s.formWaitingEndpoint, "form-waiting-endpoint", "form-waiting", "first part of the `path` of a form's further pages")
		f.StringVar(&s.trustedProxies, "trusted-proxies", "", "`proxies` whose X-Forwarded-For counts: addresses or networks, separated by commas")
		f.IntVar(&s.proxyHops, "proxy-hops", 0, "how many proxies stand in front of the server, whatever their addresses")
		f.DurationVar(&s.grace, "shutdown-grace", 30*time.Second, "how much `time` running executions have to finish at shutdown")
	})
	group(f, "Limits", func() {
		f.IntVar(&s.payloadMax, "payload-max", defaultPayloadMax, "largest request body in `MB`")
		f.IntVar(&s.formDataMax, "form-data-max", defaultFormMax, "largest form with files, or file as a body, in `MB`")
		f.IntVar(&s.concurrency, "concurrency", 0, "most executions at once (0: no limit)")
		f.IntVar(&s.workflowConcurrency, "workflow-concurrency", 0, "most executions of one workflow at once (0: no limit)")
		f.StringVar(&s.whenBusy, "when-busy", busyQueue, "what becomes of calls above these limits: queue, or reject (status 429)")
		f.IntVar(&s.queue, "queue", 1000, "how many executions may wait for their turn, 0 for any number")
	})
}

// setting names the variables that set a flag, ours first, then those that n8n
// deployments use. read turns a variable's text into the flag's, nil leaves it.
type setting struct {
	flag      string
	variables []string
	read      func(variable, text string, lookup lookup) (string, error)
}

// lookup gives a variable, as os.LookupEnv does.
type lookup func(name string) (string, bool)

// or gives a variable, or something else when it is not set.
func (l lookup) or(name, fallback string) string {
	if text, ok := l(name); ok && strings.TrimSpace(text) != "" {
		return strings.TrimSpace(text)
	}
	return fallback
}

// settingNames lists the variables of every flag.
var settingNames = []setting{
	{"timezone", []string{"RUNNEL_TIMEZONE", "GENERIC_TIMEZONE"}, nil},
	{"base-url", []string{"RUNNEL_BASE_URL", "WEBHOOK_URL", "N8N_EDITOR_BASE_URL", "N8N_HOST"}, publicHost},
	{"block-env", []string{"RUNNEL_BLOCK_ENV", "N8N_BLOCK_ENV_ACCESS_IN_NODE"}, nil},
	{"timeout", []string{"RUNNEL_TIMEOUT", "EXECUTIONS_TIMEOUT"}, seconds},
	{"max-timeout", []string{"RUNNEL_MAX_TIMEOUT", "EXECUTIONS_TIMEOUT_MAX"}, seconds},
	{"max-node-runs", []string{"RUNNEL_MAX_NODE_RUNS"}, nil},
	{"max-execution-memory", []string{"RUNNEL_MAX_EXECUTION_MEMORY"}, nil},
	{"max-workflow-depth", []string{"RUNNEL_MAX_WORKFLOW_DEPTH"}, nil},
	{"script-timeout", []string{"RUNNEL_SCRIPT_TIMEOUT", "N8N_RUNNERS_TASK_TIMEOUT"}, seconds},
	{"script-isolation", []string{"RUNNEL_SCRIPT_ISOLATION"}, nil},
	{"require-builtin", []string{"RUNNEL_REQUIRE_BUILTIN", "NODE_FUNCTION_ALLOW_BUILTIN"}, nil},
	{"require-external", []string{"RUNNEL_REQUIRE_EXTERNAL", "NODE_FUNCTION_ALLOW_EXTERNAL"}, nil},
	{"nodes-exclude", []string{"RUNNEL_NODES_EXCLUDE", "NODES_EXCLUDE"}, nil},
	{"block-private-networks", []string{"RUNNEL_BLOCK_PRIVATE_NETWORKS"}, nil},
	{"files", []string{"RUNNEL_FILES", "N8N_RESTRICT_FILE_ACCESS_TO"}, nil},
	{"workflows", []string{"RUNNEL_WORKFLOWS"}, nil},
	{"credentials", []string{"RUNNEL_CREDENTIALS"}, nil},
	{"data", []string{"RUNNEL_DATA", "N8N_USER_FOLDER"}, userFolder},
	{"database", []string{"RUNNEL_DATABASE"}, nil},
	{"key-file", []string{"RUNNEL_KEY_FILE"}, nil},
	{"record", []string{"RUNNEL_RECORD"}, nil},
	{"record-success", []string{"RUNNEL_RECORD_SUCCESS", "EXECUTIONS_DATA_SAVE_ON_SUCCESS"}, nil},
	{"record-errors", []string{"RUNNEL_RECORD_ERRORS", "EXECUTIONS_DATA_SAVE_ON_ERROR"}, nil},
	{"record-manual", []string{"RUNNEL_RECORD_MANUAL", "EXECUTIONS_DATA_SAVE_MANUAL_EXECUTIONS"}, nil},
	{"record-progress", []string{"RUNNEL_RECORD_PROGRESS", "EXECUTIONS_DATA_SAVE_ON_PROGRESS"}, nil},
	{"keep-executions-for", []string{"RUNNEL_KEEP_EXECUTIONS_FOR", "EXECUTIONS_DATA_PRUNE", "EXECUTIONS_DATA_MAX_AGE"}, pruneAge},
	{"keep-executions", []string{"RUNNEL_KEEP_EXECUTIONS", "EXECUTIONS_DATA_PRUNE", "EXECUTIONS_DATA_PRUNE_MAX_COUNT"}, pruneCount},
	{"database-max", []string{"RUNNEL_DATABASE_MAX", "EXECUTIONS_DATA_PRUNE"}, pruneSize},
	{"only-active", []string{"RUNNEL_ONLY_ACTIVE"}, nil},
	{"headless", []string{"RUNNEL_HEADLESS"}, nil},
	{"shutdown-grace", []string{"RUNNEL_SHUTDOWN_GRACE", "N8N_GRACEFUL_SHUTDOWN_TIMEOUT"}, seconds},
	{"log-format", []string{"RUNNEL_LOG_FORMAT", "N8N_LOG_FORMAT"}, nil},
	{"log-level", []string{"RUNNEL_LOG_LEVEL", "N8N_LOG_LEVEL"}, logLevel},
	{"listen", []string{"RUNNEL_LISTEN", "N8N_PORT", "N8N_LISTEN_ADDRESS"}, listenAddress},
	{"payload-max", []string{"RUNNEL_PAYLOAD_MAX", "N8N_PAYLOAD_SIZE_MAX"}, nil},
	{"form-data-max", []string{"RUNNEL_FORM_DATA_MAX", "N8N_FORMDATA_FILE_SIZE_MAX"}, nil},
	{"trusted-proxies", []string{"RUNNEL_TRUSTED_PROXIES"}, nil},
	{"proxy-hops", []string{"RUNNEL_PROXY_HOPS", "N8N_PROXY_HOPS"}, nil},
	{"metrics", []string{"RUNNEL_METRICS", "N8N_METRICS"}, nil},
	{"concurrency", []string{"RUNNEL_CONCURRENCY", "N8N_CONCURRENCY_PRODUCTION_LIMIT"}, unlimited},
	{"workflow-concurrency", []string{"RUNNEL_WORKFLOW_CONCURRENCY"}, nil},
	{"queue", []string{"RUNNEL_QUEUE"}, nil},
	{"when-busy", []string{"RUNNEL_WHEN_BUSY"}, nil},
	{"webhook-endpoint", []string{"RUNNEL_WEBHOOK_ENDPOINT", "N8N_ENDPOINT_WEBHOOK"}, nil},
	{"webhook-test-endpoint", []string{"RUNNEL_WEBHOOK_TEST_ENDPOINT", "N8N_ENDPOINT_WEBHOOK_TEST"}, nil},
	{"webhook-waiting-endpoint", []string{"RUNNEL_WEBHOOK_WAITING_ENDPOINT", "N8N_ENDPOINT_WEBHOOK_WAIT"}, nil},
	{"form-endpoint", []string{"RUNNEL_FORM_ENDPOINT", "N8N_ENDPOINT_FORM"}, nil},
	{"form-test-endpoint", []string{"RUNNEL_FORM_TEST_ENDPOINT", "N8N_ENDPOINT_FORM_TEST"}, nil},
	{"form-waiting-endpoint", []string{"RUNNEL_FORM_WAITING_ENDPOINT", "N8N_ENDPOINT_FORM_WAIT"}, nil},
}

// seconds reads a number of seconds, or a duration such as 90s; n8n writes -1
// for no limit.
func seconds(_, text string, _ lookup) (string, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text, nil
	}
	return time.Duration(max(n, 0) * float64(time.Second)).String(), nil
}

// listenAddress makes an address of n8n's port and listen address. Where only
// the port is set it is one of this machine: n8n would listen to everybody.
func listenAddress(variable, text string, l lookup) (string, error) {
	port, host := l.or("N8N_PORT", defaultPort), l.or("N8N_LISTEN_ADDRESS", "127.0.0.1")
	if variable == "RUNNEL_LISTEN" {
		return text, nil
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", fmt.Errorf("%q is no port", port)
	}
	return net.JoinHostPort(host, port), nil
}

// publicHost makes the public address of n8n's variables for its parts.
func publicHost(variable, text string, l lookup) (string, error) {
	if variable != "N8N_HOST" {
		return text, nil
	}
	protocol, port := l.or("N8N_PROTOCOL", "http"), l.or("N8N_PORT", defaultPort)
	if !(protocol == "http" && port == "80" || protocol == "https" && port == "443") {
		text = net.JoinHostPort(text, port)
	}
	return protocol + "://" + text + "/", nil
}

// userFolder makes a place of our own in the folder that n8n is given.
func userFolder(variable, text string, _ lookup) (string, error) {
	if variable == "N8N_USER_FOLDER" {
		return filepath.Join(text, ".runnel"), nil
	}
	return text, nil
}

// pruneAge reads n8n's hours; EXECUTIONS_DATA_PRUNE=false keeps everything, and
// true says nothing about how long.
func pruneAge(variable, text string, l lookup) (string, error) {
	switch variable {
	case "RUNNEL_KEEP_EXECUTIONS_FOR":
		return text, nil
	case "EXECUTIONS_DATA_PRUNE":
		if text == "false" {
			return "0", nil
		}
		text = l.or("EXECUTIONS_DATA_MAX_AGE", "336")
	}
	hours, err := strconv.ParseFloat(text, 64)
	if err != nil || hours < 0 {
		return "", fmt.Errorf("%q is no number of hours", text)
	}
	return time.Duration(hours * float64(time.Hour)).String(), nil
}

// pruneCount reads n8n's bound for the number of executions.
func pruneCount(variable, text string, l lookup) (string, error) {
	if variable == "EXECUTIONS_DATA_PRUNE" {
		if text == "false" {
			return "0", nil
		}
		return l.or("EXECUTIONS_DATA_PRUNE_MAX_COUNT", "0"), nil
	}
	return text, nil
}

// pruneSize lets EXECUTIONS_DATA_PRUNE=false keep everything.
func pruneSize(variable, text string, _ lookup) (string, error) {
	if variable == "EXECUTIONS_DATA_PRUNE" {
		if text == "false" {
			return "0", nil
		}
		return strconv.Itoa(defaultDatabaseMax), nil
	}
	return text, nil
}

// unlimited reads -1 as 0.
func unlimited(_, text string, _ lookup) (string, error) {
	if text == "-1" {
		return "0", nil
	}
	return text, nil
}

// logLevel reads n8n's names for levels, too.
func logLevel(variable, text string, _ lookup) (string, error) {
	if variable == "N8N_LOG_LEVEL" && text == "verbose" {
		return "debug", nil
	}
	return text, nil
}

// kindsOfValues names what a flag takes, by pflag's type.
var kindsOfValues = map[string]string{"bool": "true or false", "int": "a whole number", "duration": "a time such as 30s or 5m", "string": "a text"}

// fromEnvironment sets the flags that were not given from their variables.
// Empty variables count as not set. Errors name the variable.
func fromEnvironment(f *pflag.FlagSet, env lookup) error {
	for _, s := range settingNames {
		flag := f.Lookup(s.flag)
		if flag == nil || flag.Changed {
			continue
		}
		for _, name := range s.variables {
			text := env.or(name, "")
			if text == "" {
				continue
			}
			if s.read != nil {
				var err error
				if text, err = s.read(name, text, env); err != nil {
					return fmt.Errorf("the variable %s: %w", name, err)
				}
			}
			if err := flag.Value.Set(text); err != nil {
				return fmt.Errorf("the variable %s: %q is not %s", name, text, kindsOfValues[flag.Value.Type()])
			}
			break
		}
	}
	return nil
}

// check tells whether the settings make sense.
func (s *settings) check() error {
	if _, err := time.LoadLocation(s.zone); err != nil {
		return fmt.Errorf("--timezone: the time zone %q is not known; use a name such as Europe/Berlin", s.zone)
	}
	if s.whenBusy != "" && s.whenBusy != busyQueue && s.whenBusy != busyReject {
		return fmt.Errorf("--when-busy: %q is neither %s nor %s", s.whenBusy, busyQueue, busyReject)
	}
	if s.scriptIsolation != "" && s.scriptIsolation != isolationNone && s.scriptIsolation != isolationProcess {
		return fmt.Errorf("--script-isolation: %q is neither %s nor %s", s.scriptIsolation, isolationNone, isolationProcess)
	}
	if s.logFormat != "" && s.logFormat != "text" && s.logFormat != "json" {
		return fmt.Errorf("--log-format: %q is neither text nor json", s.logFormat)
	}
	if _, err := s.level(0); err != nil {
		return err
	}
	if u, err := url.Parse(s.baseURL); s.baseURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("--base-url: %q is no address; it must look like https://flows.example.com/", s.baseURL)
	}
	if _, _, err := net.SplitHostPort(s.listen); s.listen != "" && err != nil {
		return fmt.Errorf("--listen: %q is no address; it must look like 127.0.0.1:5678, or :5678 for every interface", s.listen)
	}
	if s.record != "" && s.record != "true" && s.record != "false" {
		return fmt.Errorf("--record: %q is neither true nor false", s.record)
	}
	for flag, v := range map[string]string{"record-success": s.recordSuccess, "record-errors": s.recordErrors} {
		if v != "" && v != "all" && v != "none" {
			return fmt.Errorf("--%s: %q is neither all nor none", flag, v)
		}
	}
	if s.keepFor < 0 {
		return errors.New("--keep-executions-for: it cannot be less than 0")
	}
	for _, n := range []struct {
		flag  string
		value int
	}{{"keep-executions", s.keepCount}, {"database-max", s.databaseMax},
		{"payload-max", s.payloadMax}, {"form-data-max", s.formDataMax}, {"concurrency", s.concurrency}, {"workflow-concurrency", s.workflowConcurrency},
		{"queue", s.queue}, {"proxy-hops", s.proxyHops}} {
		if n.value < 0 {
			return fmt.Errorf("--%s: it cannot be less than 0", n.flag)
		}
	}
	if err := s.checkEndpoints(); err != nil {
		return err
	}
	if _, err := s.excluded(); err != nil {
		return err
	}
	_, err := s.proxies()
	return err
}

var endpointName = regexp.MustCompile(`^[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*$`)

// checkEndpoints makes sure that the paths of webhooks are apart from each other
// and from what else is served.
func (s *settings) checkEndpoints() error {
	taken := []string{"healthz", "readyz", "metrics", "workflows", "overview.css"}
	for _, e := range []struct{ flag, name string }{
		{"webhook-endpoint", s.endpoint}, {"webhook-test-endpoint", s.testEndpoint}, {"webhook-waiting-endpoint", s.waitingEndpoint},
		{"form-endpoint", s.formEndpoint}, {"form-test-endpoint", s.formTestEndpoint}, {"form-waiting-endpoint", s.formWaitingEndpoint},
	} {
		if e.name == "" && s.listen == "" {
			return nil // not a server
		}
		if !endpointName.MatchString(e.name) {
			return fmt.Errorf("--%s: %q is no path; it must look like hooks or api/hooks", e.flag, e.name)
		}
		for _, other := range taken {
			if strings.HasPrefix(e.name+"/", other+"/") || strings.HasPrefix(other+"/", e.name+"/") {
				return fmt.Errorf("--%s: the path /%s is in use for something else (/%s)", e.flag, e.name, other)
			}
		}
		taken = append(taken, e.name)
	}
	return nil
}

// proxies gives the proxies whose word about callers counts.
func (s *settings) proxies() (server.Proxies, error) {
	list := server.Proxies{Hops: s.proxyHops}
	for _, text := range strings.Split(s.trustedProxies, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if addr, err := netip.ParseAddr(text); err == nil {
			list.Networks = append(list.Networks, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return list, fmt.Errorf("--trusted-proxies: %q is neither an address nor a network", text)
		}
		list.Networks = append(list.Networks, prefix)
	}
	return list, nil
}

// fileAccess gives the folders that are open to nodes; "~" is the user's own.
// What the program keeps for itself stays closed.
func (s *settings) fileAccess() node.FileAccess {
	var a node.FileAccess
	for _, folder := range strings.Split(s.files, ";") {
		if folder = strings.TrimSpace(folder); folder == "" {
			continue
		}
		if rest, ok := strings.CutPrefix(folder, "~"); ok && (rest == "" || rest[0] == '/') {
			if home, err := os.UserHomeDir(); err == nil {
				folder = home + rest
			}
		}
		a.Folders = append(a.Folders, folder)
	}
	if s.data != "" || s.workflows != "" {
		a.Blocked = append(a.Blocked, s.dataFolder())
	}
	for _, file := range []string{s.database, s.keyFile} {
		if file != "" {
			a.Blocked = append(a.Blocked, file, file+"-wal", file+"-shm", file+".lock")
		}
	}
	return a
}

// excluded gives the node types that must not run.
func (s *settings) excluded() ([]string, error) {
	var types []string
	if s.nodesExclude == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(s.nodesExclude), &types); err != nil {
		return nil, fmt.Errorf("--nodes-exclude: it must be a JSON array of node types, as %s", defaultExclude)
	}
	return types, nil
}

// location gives the time zone; check has made sure that there is one.
func (s *settings) location() *time.Location {
	zone, err := time.LoadLocation(s.zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// publicURL is the public address, with one slash at its end: as it was given,
// or made of the address to listen on.
func (s *settings) publicURL() string {
	base := s.baseURL
	if base == "" {
		host, port, err := net.SplitHostPort(s.listen)
		if err != nil {
			port = defaultPort
		}
		if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
			host = "localhost"
		}
		base = "http://" + net.JoinHostPort(host, port)
	}
	return strings.TrimRight(base, "/") + "/"
}

// limits gives the limits of one execution.
func (s *settings) limits() engine.Limits {
	return engine.Limits{NodeRuns: s.maxNodeRuns, Memory: int64(s.maxMemory) << 20, Depth: s.maxDepth}
}

// silent is above every level that is logged.
const silent = slog.Level(100)

// level gives the level from which on things are logged.
func (s *settings) level(fallback slog.Level) (slog.Level, error) {
	switch s.logLevel {
	case "":
		return fallback, nil
	case "silent":
		return silent, nil
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.logLevel)); err != nil {
		return fallback, fmt.Errorf("--log-level: %q is none of debug, info, warn, error and silent", s.logLevel)
	}
	return level, nil
}

// log makes the log of a command on standard error, with fallback and worse
// unless the level is set: text on a terminal, JSON elsewhere.
func (s *settings) log(fallback slog.Level) *slog.Logger {
	level, _ := s.level(fallback) // check has looked at it
	o := &slog.HandlerOptions{Level: level}
	if s.logFormat == "text" || s.logFormat == "" && isatty.IsTerminal(os.Stderr.Fd()) {
		return slog.New(slog.NewTextHandler(os.Stderr, o))
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, o))
}

// environment is what $env shows: an object of texts.
func environment() value.Value {
	var b value.Builder
	for _, kv := range os.Environ() {
		name, v, _ := strings.Cut(kv, "=")
		b.Set(name, value.String(v))
	}
	return b.Object()
}
