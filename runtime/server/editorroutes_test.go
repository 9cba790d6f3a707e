package server

// editorRoutes lists the routes of the editor and of the public API with who may
// use each. A new route must be written down here.
const editorRoutes = `
GET /api/editor/api-keys session apiKey:manage
POST /api/editor/api-keys session apiKey:manage
DELETE /api/editor/api-keys/:id session apiKey:manage
GET /api/editor/credentials session credential:list
POST /api/editor/credentials session credential:create
DELETE /api/editor/credentials/:id session credential:delete
GET /api/editor/credentials/:id session credential:read
PATCH /api/editor/credentials/:id session credential:update
GET /api/editor/credentials/:id/oauth2 session credential:read
POST /api/editor/credentials/:id/oauth2 session credential:update
POST /api/editor/credentials/test session credential:create
POST /api/editor/evaluate session expression:evaluate
GET /api/editor/events session workflow:list
GET /api/editor/executions session execution:list
DELETE /api/editor/executions/:id session execution:delete
GET /api/editor/executions/:id session execution:read
GET /api/editor/executions/:id/binary session execution:read
POST /api/editor/executions/:id/retry session execution:retry
POST /api/editor/executions/:id/stop session execution:stop
POST /api/editor/import-url session workflow:create
POST /api/editor/invite visitor
POST /api/editor/invite/look visitor
POST /api/editor/login visitor
POST /api/editor/logout session
POST /api/editor/me session
POST /api/editor/me/password session
POST /api/editor/options session workflow:read
GET /api/editor/session visitor
GET /api/editor/settings session settings:read
POST /api/editor/setup visitor
GET /api/editor/tags session tag:list
POST /api/editor/tags session tag:create
DELETE /api/editor/tags/:id session tag:delete
PATCH /api/editor/tags/:id session tag:update
GET /api/editor/time-zones session workflow:read
GET /api/editor/users session user:list
POST /api/editor/users session user:create
DELETE /api/editor/users/:id session user:delete
PATCH /api/editor/users/:id session user:changeRole
POST /api/editor/users/:id/invite session user:create
GET /api/editor/variables session variable:list
POST /api/editor/variables session variable:create
DELETE /api/editor/variables/:id session variable:delete
PATCH /api/editor/variables/:id session variable:update
GET /api/editor/workflows session workflow:list
POST /api/editor/workflows session workflow:create
DELETE /api/editor/workflows/:id session workflow:delete
GET /api/editor/workflows/:id session workflow:read
PUT /api/editor/workflows/:id session workflow:update
POST /api/editor/workflows/:id/publish session workflow:activate
DELETE /api/editor/workflows/:id/run session workflow:execute
POST /api/editor/workflows/:id/run session workflow:execute
POST /api/editor/workflows/:id/unpublish session workflow:deactivate
GET /api/editor/workflows/:id/versions session workflow:read
GET /api/editor/workflows/:id/versions/:versionId session workflow:read
POST /api/editor/workflows/check session workflow:read
POST /api/editor/workflows/webhooks session workflow:read
POST /api/v1/audit key securityAudit:generate
GET /api/v1/credentials key credential:list
POST /api/v1/credentials key credential:create
DELETE /api/v1/credentials/:id key credential:delete
GET /api/v1/credentials/:id key credential:read
PATCH /api/v1/credentials/:id key credential:update
POST /api/v1/credentials/:id/test key credential:read
PUT /api/v1/credentials/:id/transfer key credential:move
GET /api/v1/credentials/schema/:credentialTypeName key
GET /api/v1/discover key
GET /api/v1/executions key execution:list
DELETE /api/v1/executions/:id key execution:delete
GET /api/v1/executions/:id key execution:read
POST /api/v1/executions/:id/retry key execution:retry
POST /api/v1/executions/:id/stop key execution:stop
POST /api/v1/executions/stop key execution:stop
GET /api/v1/openapi.json public
GET /api/v1/openapi.yml public
GET /api/v1/projects key project:list
POST /api/v1/projects key project:list
POST /api/v1/source-control/pull key sourceControl:pull
GET /api/v1/tags key tag:list
POST /api/v1/tags key tag:create
DELETE /api/v1/tags/:id key tag:delete
GET /api/v1/tags/:id key tag:read
PATCH /api/v1/tags/:id key tag:update
PUT /api/v1/tags/:id key tag:update
GET /api/v1/users key user:list
POST /api/v1/users key user:create
DELETE /api/v1/users/:id key user:delete
GET /api/v1/users/:id key user:read
PATCH /api/v1/users/:id/role key user:changeRole
GET /api/v1/variables key variable:list
POST /api/v1/variables key variable:create
DELETE /api/v1/variables/:id key variable:delete
PATCH /api/v1/variables/:id key variable:update
PUT /api/v1/variables/:id key variable:update
GET /api/v1/workflows key workflow:list
POST /api/v1/workflows key workflow:create
DELETE /api/v1/workflows/:id key workflow:delete
GET /api/v1/workflows/:id key workflow:read
PUT /api/v1/workflows/:id key workflow:update
GET /api/v1/workflows/:id/:versionId key workflow:read
POST /api/v1/workflows/:id/activate key workflow:activate
POST /api/v1/workflows/:id/archive key workflow:delete
POST /api/v1/workflows/:id/deactivate key workflow:deactivate
POST /api/v1/workflows/:id/execute key workflow:execute
POST /api/v1/workflows/:id/publish key workflow:activate
GET /api/v1/workflows/:id/tags key workflowTags:list
PUT /api/v1/workflows/:id/tags key workflowTags:update
PUT /api/v1/workflows/:id/transfer key workflow:move
POST /api/v1/workflows/:id/unarchive key workflow:delete
POST /api/v1/workflows/:id/unpublish key workflow:deactivate
GET /rest/oauth2-credential/callback public
GET /types/credentials.json session
GET /types/expressions.json session
GET /types/nodes.json session
`
