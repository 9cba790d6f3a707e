package publicapi

import (
	"slices"
	"strings"
	"time"

	"runnel/runtime/server/api"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

// The categories of the audit, as n8n names them, and the names of their
// reports.
var categories = []struct{ name, report string }{
	{"credentials", "Credentials Risk Report"}, {"database", "Database Risk Report"}, {"nodes", "Nodes Risk Report"},
	{"filesystem", "Filesystem Risk Report"}, {"instance", "Instance Risk Report"},
}

// finding is one section of a report.
type finding struct {
	title, description, recommendation string
	location                           []value.Value
}

func (f finding) json() value.Value {
	return api.Object("title", f.title, "description", f.description, "recommendation", f.recommendation, "location", value.Array(f.location...))
}

// audited is what the audit looks at.
type audited struct {
	workflows   []*store.Workflow
	credentials []store.Credential
	lastRun     map[string]time.Time
	abandoned   time.Duration
}

// audit reports what is risky about the workflows and credentials of the
// instance. An audit that finds nothing answers with an empty list, as in n8n.
func (a *API) audit(c *api.Call) error {
	form, err := optional(c)
	if err != nil {
		return err
	}
	options := form.Get("additionalOptions")
	wanted, err := api.Texts(options, "categories")
	if err != nil {
		return err
	}
	for _, name := range wanted {
		if !slices.ContainsFunc(categories, func(k struct{ name, report string }) bool { return k.name == name }) {
			return api.BadRequest("request/body/additionalOptions/categories must be equal to one of the allowed values: credentials, database, nodes, filesystem, instance")
		}
	}
	days := options.Get("daysAbandonedWorkflow").Num()
	if days <= 0 {
		days = 90
	}
	x := &audited{abandoned: time.Duration(days * 24 * float64(time.Hour)), lastRun: map[string]time.Time{}}
	ctx := c.Request.Context()
	list, err := a.Database.Workflows(ctx, store.WorkflowFilter{})
	if err != nil {
		return err
	}
	for _, s := range list {
		w, err := a.Database.Workflow(ctx, s.ID)
		if err != nil {
			continue // it was deleted meanwhile
		}
		x.workflows = append(x.workflows, w)
		if s.LastRun != nil {
			x.lastRun[s.ID] = s.LastRun.StartedAt
		}
	}
	if x.credentials, err = a.Database.Credentials(ctx); err != nil {
		return err
	}
	reports := value.EmptyObject
	for _, k := range categories {
		if len(wanted) > 0 && !slices.Contains(wanted, k.name) {
			continue
		}
		var sections []value.Value
		for _, f := range x.findings(k.name) {
			if len(f.location) > 0 {
				sections = append(sections, f.json())
			}
		}
		if len(sections) > 0 {
			reports = reports.Set(k.report, api.Object("risk", k.name, "sections", value.Array(sections...)))
		}
	}
	if reports.Len() == 0 {
		return c.OK(value.Array())
	}
	return c.OK(reports)
}

func (x *audited) findings(category string) []finding {
	switch category {
	case "credentials":
		return x.credentialFindings()
	case "database":
		return []finding{{"Expressions in queries of SQL nodes", "These nodes put expressions into the text of an SQL statement.",
			"Pass values as query parameters, so that data cannot become SQL.", x.nodes(expressionInSQL)}}
	case "nodes":
		return []finding{{"Nodes that run code of their own", "These nodes run scripts or commands.",
			"Look at what they run, and leave out types that are not needed with --nodes-exclude.", x.nodes(runsCode)}}
	case "filesystem":
		return []finding{{"Nodes that reach the file system", "These nodes read or write files of the machine.",
			"Open no more folders than they need with --files.", x.nodes(reachesFiles)}}
	case "instance":
		return []finding{{"Webhooks that everybody can call", "These webhooks ask for no authentication and are in service.",
			"Set an authentication, or check in the workflow who calls.", x.openWebhooks()}}
	}
	return nil
}

func (x *audited) credentialFindings() []finding {
	used, live, recent := map[string]bool{}, map[string]bool{}, map[string]bool{}
	now := time.Now()
	for _, w := range x.workflows {
		for _, n := range w.Document.Get("nodes").Elems() {
			for _, ref := range n.Get("credentials").Entries() {
				id := ref.Get("id").Str()
				used[id] = true
				live[id] = live[id] || w.Active()
				recent[id] = recent[id] || now.Sub(x.lastRun[w.ID]) < x.abandoned
			}
		}
	}
	where := func(in map[string]bool) []value.Value {
		var list []value.Value
		for _, c := range x.credentials {
			if !in[c.ID] {
				list = append(list, api.Object("kind", "credential", "id", c.ID, "name", c.Name))
			}
		}
		return list
	}
	return []finding{
		{"Credentials that no workflow uses", "No workflow names these credentials.", "Delete them if they are not needed.", where(used)},
		{"Credentials that no active workflow uses", "No workflow in service names these credentials.", "Delete them if they are not needed.", where(live)},
		{"Credentials that were not used for long", "No workflow that names these credentials has run lately.", "Delete them if they are not needed.", where(recent)},
	}
}

// nodes lists the nodes of all workflows that a rule holds for.
func (x *audited) nodes(rule func(short string, params value.Value) bool) []value.Value {
	var list []value.Value
	for _, w := range x.workflows {
		for _, n := range w.Document.Get("nodes").Elems() {
			_, short, _ := strings.Cut(n.Get("type").Str(), ".")
			if rule(short, n.Get("parameters")) {
				list = append(list, nodeLocation(w, n))
			}
		}
	}
	return list
}

func nodeLocation(w *store.Workflow, n value.Value) value.Value {
	return api.Object("kind", "node", "workflowId", w.ID, "workflowName", w.Name, "nodeId", or(n.Get("id"), value.Null), "nodeName", n.Get("name"), "nodeType", n.Get("type"))
}

func runsCode(short string, _ value.Value) bool {
	return slices.Contains([]string{"code", "function", "functionItem", "executeCommand", "ssh", "git"}, short)
}

func reachesFiles(short string, _ value.Value) bool {
	return slices.Contains([]string{"readBinaryFile", "readBinaryFiles", "readWriteFile", "writeBinaryFile", "localFileTrigger"}, short)
}

func expressionInSQL(short string, params value.Value) bool {
	return slices.Contains([]string{"postgres", "mySql", "microsoftSql", "snowflake", "questDb", "crateDb", "timescaleDb"}, short) &&
		strings.HasPrefix(params.Get("query").Str(), "=")
}

func (x *audited) openWebhooks() []value.Value {
	var list []value.Value
	for _, w := range x.workflows {
		if !w.Active() {
			continue
		}
		for _, n := range w.Document.Get("nodes").Elems() {
			how := n.Get("parameters").Get("authentication").Str()
			if n.Get("type").Str() == "n8n-nodes-base.webhook" && !n.Get("disabled").Bool() && (how == "" || how == "none") {
				list = append(list, nodeLocation(w, n))
			}
		}
	}
	return list
}
