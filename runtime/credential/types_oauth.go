package credential

import "runnel/runtime/node"

// OAuth and the services that are reached by it.
func init() {
	declare(Type{
		Name: "oAuth1Api", Title: "OAuth1 API",
		Generic: true,
		Auth:    node.Authentication{Kind: node.AuthOAuth1},
		Params: node.Params{
			node.Text("authUrl", "Authorization URL", "").Required(),
			node.Text("accessTokenUrl", "Access Token URL", "").Required(),
			node.Text("consumerKey", "Consumer Key", "").Edit("password", true).Required(),
			node.Text("consumerSecret", "Consumer Secret", "").Edit("password", true).Required(),
			node.Text("requestTokenUrl", "Request Token URL", "").Required(),
			node.Options("signatureMethod", "Signature Method", "HMAC-SHA1", node.Opt("HMAC-SHA1", "HMAC-SHA1"), node.Opt("HMAC-SHA256", "HMAC-SHA256"), node.Opt("HMAC-SHA512", "HMAC-SHA512")).Required(),
		},
	})
	declare(Type{
		Name: "oAuth2Api", Title: "OAuth2 API",
		Generic: true,
		Auth:    node.Authentication{Kind: node.AuthOAuth2},
		Params: node.Params{
			node.HiddenField("useDynamicClientRegistration", "Use Dynamic Client Registration", false),
			node.Options("grantType", "Grant Type", "authorizationCode", node.Opt("Authorization Code", "authorizationCode"), node.Opt("Client Credentials", "clientCredentials"), node.Opt("PKCE", "pkce")).Show(node.When("useDynamicClientRegistration", false)),
			node.Text("serverUrl", "Server URL", "").Show(node.When("useDynamicClientRegistration", true)).Required(),
			node.Text("authUrl", "Authorization URL", "").Show(node.When("grantType", "authorizationCode", "pkce"), node.When("useDynamicClientRegistration", false)).Required(),
			node.Text("accessTokenUrl", "Access Token URL", "").Show(node.When("useDynamicClientRegistration", false)).Required(),
			node.Text("clientId", "Client ID", "").Show(node.When("useDynamicClientRegistration", false)).Required(),
			node.Text("clientSecret", "Client Secret", "").Edit("password", true).Show(node.When("useDynamicClientRegistration", false)).Required(),
			node.Text("scope", "Scope", "").Show(node.When("useDynamicClientRegistration", false)),
			node.Text("authQueryParameters", "Auth URI Query Parameters", "").Show(node.When("grantType", "authorizationCode", "pkce"), node.When("useDynamicClientRegistration", false)),
			node.Options("authentication", "Authentication", "header", node.Opt("Body", "body"), node.Opt("Header", "header")).Show(node.When("useDynamicClientRegistration", false)),
			node.Bool("sendAdditionalBodyProperties", "Send Additional Body Properties", false).Show(node.When("grantType", "clientCredentials"), node.When("authentication", "body"), node.When("useDynamicClientRegistration", false)),
			node.JSON("additionalBodyProperties", "Additional Body Properties", "").Edit("rows", 5).Show(node.When("grantType", "clientCredentials"), node.When("authentication", "body"), node.When("sendAdditionalBodyProperties", true), node.When("useDynamicClientRegistration", false)),
			node.Bool("ignoreSSLIssues", "Ignore SSL Issues (Insecure)", false).Key("doNotInherit", true),
		},
	})
	declare(Type{
		Name: "googleOAuth2Api", Title: "Google OAuth2 API",
		Extends: []string{"oAuth2Api"},
		Params: node.Params{
			node.HiddenField("grantType", "Grant Type", "authorizationCode"),
			node.HiddenField("authUrl", "Authorization URL", "https://accounts.google.com/o/oauth2/v2/auth"),
			node.HiddenField("accessTokenUrl", "Access Token URL", "https://oauth2.googleapis.com/token"),
			node.HiddenField("authQueryParameters", "Auth URI Query Parameters", "access_type=offline&prompt=consent"),
			node.HiddenField("authentication", "Authentication", "body"),
		},
	})
	declare(Type{
		Name: "gmailOAuth2", Title: "Gmail OAuth2 API",
		Extends: []string{"googleOAuth2Api"},
		Params: node.Params{
			node.HiddenField("scope", "Scope", "https://www.googleapis.com/auth/gmail.labels https://www.googleapis.com/auth/gmail.addons.current.action.compose https://www.googleapis.com/auth/gmail.addons.current.message.action https://mail.google.com/ https://www.googleapis.com/auth/gmail.modify https://www.googleapis.com/auth/gmail.compose"),
		},
	})
	declare(Type{
		Name: "googleSheetsOAuth2Api", Title: "Google Sheets OAuth2 API",
		Extends: []string{"googleOAuth2Api"},
		Params: node.Params{
			node.HiddenField("scope", "Scope", "https://www.googleapis.com/auth/drive.file https://www.googleapis.com/auth/spreadsheets https://www.googleapis.com/auth/drive.metadata"),
		},
	})
	declare(Type{
		Name: "slackOAuth2Api", Title: "Slack OAuth2 API",
		Extends: []string{"oAuth2Api"},
		Params: node.Params{
			node.HiddenField("grantType", "Grant Type", "authorizationCode"),
			node.HiddenField("authUrl", "Authorization URL", "https://slack.com/oauth/v2/authorize"),
			node.HiddenField("accessTokenUrl", "Access Token URL", "https://slack.com/api/oauth.v2.access"),
			node.HiddenField("scope", "Scope", "chat:write"),
			node.HiddenField("authQueryParameters", "Auth URI Query Parameters", "user_scope=channels:read channels:write channels:history chat:write files:read files:write groups:read groups:history im:read im:history mpim:read mpim:history reactions:read reactions:write stars:read stars:write usergroups:write usergroups:read users.profile:read users.profile:write users:read search:read"),
			node.HiddenField("authentication", "Authentication", "body"),
		},
	})
}
