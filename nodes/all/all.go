// Package all registers every node: import it for its effect.
package all

import (
	_ "runnel/nodes/core/respond"
	_ "runnel/nodes/core/set"
	_ "runnel/nodes/core/webhook"
)
