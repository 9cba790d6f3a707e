// Package all registers every node: import it for its effect.
package all

import (
	_ "runnel/nodes/core/branch"
	_ "runnel/nodes/core/code"
	_ "runnel/nodes/core/errortrigger"
	_ "runnel/nodes/core/executeworkflow"
	_ "runnel/nodes/core/manualtrigger"
	_ "runnel/nodes/core/merge"
	_ "runnel/nodes/core/noop"
	_ "runnel/nodes/core/respond"
	_ "runnel/nodes/core/schedule"
	_ "runnel/nodes/core/set"
	_ "runnel/nodes/core/splitinbatches"
	_ "runnel/nodes/core/stickynote"
	_ "runnel/nodes/core/stopanderror"
	_ "runnel/nodes/core/webhook"
	_ "runnel/nodes/http/request"
	_ "runnel/nodes/transform/comparedatasets"
	_ "runnel/nodes/transform/crypto"
	_ "runnel/nodes/transform/datetime"
	_ "runnel/nodes/transform/jwt"
	_ "runnel/nodes/transform/lists"
	_ "runnel/nodes/transform/renamekeys"
	_ "runnel/nodes/transform/totp"
	_ "runnel/nodes/transform/xml"
)
