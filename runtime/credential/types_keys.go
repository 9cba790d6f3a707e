package credential

import "runnel/runtime/node"

// Services whose requests carry one key in a place that the service documents.
func init() {
	key := func(name, title, field string, auth node.Authentication, more ...node.Param) {
		params := node.Params{node.Text(field, "API Key", "").Edit("password", true)}
		declare(Type{Name: name, Title: title, Params: append(params, more...), Auth: auth})
	}
	header := func(name, template string) node.Authentication {
		return templates("headers", node.Obj(name, template))
	}
	bearer := header("Authorization", "=Bearer {{$credentials.apiKey}}")

	for name, title := range map[string]string{
		"cohereApi": "Cohere", "deepSeekApi": "DeepSeek", "groqApi": "Groq", "huggingFaceApi": "Hugging Face", "mistralCloudApi": "Mistral Cloud",
		"openRouterApi": "OpenRouter", "perplexityApi": "Perplexity", "sendGridApi": "SendGrid", "todoistApi": "Todoist", "xAiApi": "xAI",
	} {
		key(name, title, "apiKey", bearer)
	}
	key("anthropicApi", "Anthropic", "apiKey", header("x-api-key", "={{$credentials.apiKey}}"),
		node.Text("url", "Base URL", "https://api.anthropic.com"))
	key("asanaApi", "Asana", "accessToken", header("Authorization", "=Bearer {{$credentials.accessToken}}"))
	key("clickUpApi", "ClickUp", "accessToken", header("Authorization", "={{$credentials.accessToken}}"))
	key("gitlabApi", "GitLab", "accessToken", header("Private-Token", "={{$credentials.accessToken}}"),
		node.Text("server", "GitLab Server", "https://gitlab.com"))
	key("googlePalmApi", "Google Gemini", "apiKey", templates("qs", node.Obj("key", "={{$credentials.apiKey}}")),
		node.Text("host", "Host", "https://generativelanguage.googleapis.com"))
	key("hubspotAppToken", "HubSpot App Token", "appToken", header("Authorization", "=Bearer {{$credentials.appToken}}"))
	key("lemlistApi", "Lemlist", "apiKey", templates("auth", node.Obj("username", "", "password", "={{$credentials.apiKey}}")))
	key("pineconeApi", "Pinecone", "apiKey", header("Api-Key", "={{$credentials.apiKey}}"))
	key("pipedriveApi", "Pipedrive", "apiToken", templates("qs", node.Obj("api_token", "={{$credentials.apiToken}}")))
	key("qdrantApi", "Qdrant", "apiKey", header("api-key", "={{$credentials.apiKey}}"), node.Text("qdrantUrl", "Qdrant URL", ""))
	key("shopifyAccessTokenApi", "Shopify Access Token", "accessToken", header("X-Shopify-Access-Token", "={{$credentials.accessToken}}"),
		node.Text("shopSubdomain", "Shop Subdomain", ""))
	key("stripeApi", "Stripe", "secretKey", header("Authorization", "=Bearer {{$credentials.secretKey}}"))
	key("supabaseApi", "Supabase", "serviceRole", templates("headers", node.Obj(
		"apikey", "={{$credentials.serviceRole}}", "Authorization", "=Bearer {{$credentials.serviceRole}}")),
		node.Text("host", "Host", ""))
	key("trelloApi", "Trello", "apiToken", templates("qs", node.Obj("key", "={{$credentials.apiKey}}", "token", "={{$credentials.apiToken}}")),
		node.Text("apiKey", "API Key", "").Edit("password", true))

	user := func(name, title, user, password, userTemplate string, more ...node.Param) {
		params := node.Params{node.Text(user, "User", ""), node.Text(password, "Password", "").Edit("password", true)}
		declare(Type{Name: name, Title: title, Params: append(params, more...), Auth: templates("auth", node.Obj(
			"username", userTemplate, "password", "={{$credentials."+password+"}}"))})
	}
	user("jiraSoftwareCloudApi", "Jira Cloud", "email", "apiToken", "={{$credentials.email}}", node.Text("domain", "Domain", ""))
	user("twilioApi", "Twilio", "accountSid", "authToken", "={{$credentials.accountSid}}")
	user("wordpressApi", "WordPress", "username", "password", "={{$credentials.username}}", node.Text("url", "URL", ""))
	user("zendeskApi", "Zendesk", "email", "apiToken", "={{$credentials.email}}/token", node.Text("subdomain", "Subdomain", ""))

	declare(Type{Name: "microsoftOAuth2Api", Title: "Microsoft OAuth2 API", Extends: []string{"oAuth2Api"}, Params: node.Params{
		node.HiddenField("grantType", "Grant Type", "authorizationCode"),
		node.Text("authUrl", "Authorization URL", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize"),
		node.Text("accessTokenUrl", "Access Token URL", "https://login.microsoftonline.com/common/oauth2/v2.0/token"),
		node.HiddenField("authQueryParameters", "Auth URI Query Parameters", "response_mode=query"),
		node.HiddenField("authentication", "Authentication", "body"),
	}})
}
