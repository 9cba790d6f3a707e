package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"runnel/runtime/execution"
)

// Metrics counts what the server does, for Prometheus. It is safe for
// concurrent use; counting costs well under a microsecond.
type Metrics struct {
	http.Handler
	executions *prometheus.CounterVec
	durations  *prometheus.HistogramVec
	requests   *prometheus.CounterVec
	answers    *prometheus.HistogramVec
}

// Gauges are what is read at the moment when metrics are asked for.
type Gauges struct {
	// Load gives the executions that run and those that wait for their turn,
	// Waiting those that wait for something, Workflows the live workflows.
	Load               func() (running, queued int)
	Waiting, Workflows func() int
	Version            string
}

// NewMetrics makes metrics; the Handler serves them.
func NewMetrics(g Gauges) *Metrics {
	workflow := []string{"workflow_id", "workflow"}
	m := &Metrics{
		executions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "runnel_executions_total", Help: "Executions that have ended or begun to wait, by workflow and status.",
		}, append(workflow, "status")),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "runnel_execution_duration_seconds", Help: "Time from an execution's start to its end, by workflow.",
			Buckets: []float64{.001, .005, .025, .1, .5, 1, 5, 30, 120, 600},
		}, workflow),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "runnel_webhook_requests_total", Help: "Requests to webhooks, by endpoint, method and status code.",
		}, []string{"endpoint", "method", "code"}),
		answers: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "runnel_webhook_duration_seconds", Help: "Time from a webhook request to the end of its answer, by endpoint.",
			Buckets: []float64{.0005, .001, .005, .025, .1, .5, 1, 5, 30, 120},
		}, []string{"endpoint"}),
	}
	gauge := func(name, help string, read func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(m.executions, m.durations, m.requests, m.answers,
		gauge("runnel_executions_running", "Executions that run now.", func() float64 { n, _ := g.Load(); return float64(n) }),
		gauge("runnel_executions_queued", "Executions that wait for their turn.", func() float64 { _, n := g.Load(); return float64(n) }),
		gauge("runnel_executions_waiting", "Executions that wait for a time, a call or a sub-workflow.", func() float64 { return float64(g.Waiting()) }),
		gauge("runnel_workflows_live", "Workflows that are live.", func() float64 { return float64(g.Workflows()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "runnel_info", Help: "Always 1; the label names the version.",
			ConstLabels: prometheus.Labels{"version": g.Version}}, func() float64 { return 1 }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.Handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return m
}

// Executed counts an execution that has ended or begun to wait.
func (m *Metrics) Executed(ex *execution.Execution) {
	m.executions.WithLabelValues(ex.WorkflowID, ex.WorkflowName, string(ex.Status)).Inc()
	if ex.Status != execution.StatusWaiting {
		m.durations.WithLabelValues(ex.WorkflowID, ex.WorkflowName).Observe(ex.StoppedAt.Sub(ex.StartedAt).Seconds())
	}
}

// answered counts a request to a webhook.
func (m *Metrics) answered(endpoint, method string, code int, began time.Time) {
	m.requests.WithLabelValues(endpoint, method, codeText(code)).Inc()
	m.answers.WithLabelValues(endpoint).Observe(time.Since(began).Seconds())
}

// codeText gives a status code as text; workflows choose codes freely, so rare
// ones share a series.
func codeText(code int) string {
	if text := http.StatusText(code); text != "" {
		return strconv.Itoa(code)
	}
	return "other"
}
