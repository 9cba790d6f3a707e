package engine

import "runnel/runtime/execution"

// Observers joins observers, in order; nil ones do not count. It is nil when
// none is left.
func Observers(list ...Observer) Observer {
	var all observers
	for _, o := range list {
		if o != nil {
			all = append(all, o)
		}
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return all
}

type observers []Observer

var _ ScriptObserver = observers(nil)

func (all observers) RunStarted(ex *execution.Execution) {
	for _, o := range all {
		o.RunStarted(ex)
	}
}

func (all observers) NodeStarted(e NodeEvent) {
	for _, o := range all {
		o.NodeStarted(e)
	}
}

func (all observers) NodeFinished(e NodeEvent) {
	for _, o := range all {
		o.NodeFinished(e)
	}
}

func (all observers) RunFinished(ex *execution.Execution) {
	for _, o := range all {
		o.RunFinished(ex)
	}
}

func (all observers) Printed(e NodeEvent, text string) {
	for _, o := range all {
		if s, ok := o.(ScriptObserver); ok {
			s.Printed(e, text)
		}
	}
}
