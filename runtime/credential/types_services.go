package credential

import "runnel/runtime/node"

// Services with keys of their own.
func init() {
	declare(Type{
		Name: "airtableTokenApi", Title: "Airtable Personal Access Token API",
		Auth: templates("headers", node.Obj("Authorization", "=Bearer {{$credentials.accessToken}}")),
		Test: &Test{BaseURL: "https://api.airtable.com/v0/meta/whoami"},
		Params: node.Params{
			node.Text("accessToken", "Access Token", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "aws", Title: "AWS (IAM)",
		Auth: node.Authentication{Kind: node.AuthAWS},
		Test: &Test{BaseURL: "={{$credentials.region.startsWith(\"cn-\") ? `https://sts.${$credentials.region}.amazonaws.com.cn` : `https://sts.${$credentials.region}.amazonaws.com`}}", URL: "?Action=GetCallerIdentity&Version=2011-06-15", Method: "POST"},
		Params: node.Params{
			node.Options("region", "Region", "us-east-1",
				node.Opt("Africa (Cape Town) - af-south-1", "af-south-1"),
				node.Opt("Asia Pacific (Hong Kong) - ap-east-1", "ap-east-1"),
				node.Opt("Asia Pacific (Mumbai) - ap-south-1", "ap-south-1"),
				node.Opt("Asia Pacific (Hyderabad) - ap-south-2", "ap-south-2"),
				node.Opt("Asia Pacific (Singapore) - ap-southeast-1", "ap-southeast-1"),
				node.Opt("Asia Pacific (Sydney) - ap-southeast-2", "ap-southeast-2"),
				node.Opt("Asia Pacific (Jakarta) - ap-southeast-3", "ap-southeast-3"),
				node.Opt("Asia Pacific (Melbourne) - ap-southeast-4", "ap-southeast-4"),
				node.Opt("Asia Pacific (Malaysia) - ap-southeast-5", "ap-southeast-5"),
				node.Opt("Asia Pacific (Thailand) - ap-southeast-7", "ap-southeast-7"),
				node.Opt("Asia Pacific (Tokyo) - ap-northeast-1", "ap-northeast-1"),
				node.Opt("Asia Pacific (Seoul) - ap-northeast-2", "ap-northeast-2"),
				node.Opt("Asia Pacific (Osaka) - ap-northeast-3", "ap-northeast-3"),
				node.Opt("Canada (Central) - ca-central-1", "ca-central-1"),
				node.Opt("Canada West (Calgary) - ca-west-1", "ca-west-1"),
				node.Opt("China (Beijing) - cn-north-1", "cn-north-1"),
				node.Opt("China (Ningxia) - cn-northwest-1", "cn-northwest-1"),
				node.Opt("Europe (Frankfurt) - eu-central-1", "eu-central-1"),
				node.Opt("Europe (Zurich) - eu-central-2", "eu-central-2"),
				node.Opt("Europe (Stockholm) - eu-north-1", "eu-north-1"),
				node.Opt("Europe (Milan) - eu-south-1", "eu-south-1"),
				node.Opt("Europe (Spain) - eu-south-2", "eu-south-2"),
				node.Opt("Europe (Ireland) - eu-west-1", "eu-west-1"),
				node.Opt("Europe (London) - eu-west-2", "eu-west-2"),
				node.Opt("Europe (Paris) - eu-west-3", "eu-west-3"),
				node.Opt("Israel (Tel Aviv) - il-central-1", "il-central-1"),
				node.Opt("Middle East (UAE) - me-central-1", "me-central-1"),
				node.Opt("Middle East (Bahrain) - me-south-1", "me-south-1"),
				node.Opt("Mexico (Central) - mx-central-1", "mx-central-1"),
				node.Opt("South America (São Paulo) - sa-east-1", "sa-east-1"),
				node.Opt("US East (N. Virginia) - us-east-1", "us-east-1"),
				node.Opt("US East (Ohio) - us-east-2", "us-east-2"),
				node.Opt("US East (GovCloud) - us-gov-east-1", "us-gov-east-1"),
				node.Opt("US West (N. California) - us-west-1", "us-west-1"),
				node.Opt("US West (Oregon) - us-west-2", "us-west-2"),
				node.Opt("US West (GovCloud) - us-gov-west-1", "us-gov-west-1")),
			node.Text("accessKeyId", "Access Key ID", ""),
			node.Text("secretAccessKey", "Secret Access Key", "").Edit("password", true),
			node.Bool("temporaryCredentials", "Temporary Security Credentials", false),
			node.Text("sessionToken", "Session Token", "").Edit("password", true).Show(node.When("temporaryCredentials", true)),
			node.Bool("customEndpoints", "Custom Endpoints", false),
			node.Text("rekognitionEndpoint", "Rekognition Endpoint", "").Show(node.When("customEndpoints", true)),
			node.Text("lambdaEndpoint", "Lambda Endpoint", "").Show(node.When("customEndpoints", true)),
			node.Text("snsEndpoint", "SNS Endpoint", "").Show(node.When("customEndpoints", true)),
			node.Text("sesEndpoint", "SES Endpoint", "").Show(node.When("customEndpoints", true)),
			node.Text("sqsEndpoint", "SQS Endpoint", "").Show(node.When("customEndpoints", true)),
			node.Text("s3Endpoint", "S3 Endpoint", "").Show(node.When("customEndpoints", true)),
			node.Text("ssmEndpoint", "SSM Endpoint", "").Show(node.When("customEndpoints", true)),
		},
	})
	declare(Type{
		Name: "discordBotApi", Title: "Discord Bot API",
		Auth: templates("headers", node.Obj("Authorization", "=Bot {{$credentials.botToken}}")),
		Test: &Test{BaseURL: "https://discord.com/api/v10/", URL: "/users/@me/guilds"},
		Params: node.Params{
			node.Text("botToken", "Bot Token", "").Edit("password", true).Required(),
		},
	})
	declare(Type{
		Name: "discordWebhookApi", Title: "Discord Webhook",
		Test: &Test{BaseURL: "={{ $credentials.webhookUri }}"},
		Params: node.Params{
			node.Text("webhookUri", "Webhook URL", "").Edit("password", true).Required(),
		},
	})
	declare(Type{
		Name: "githubApi", Title: "GitHub API",
		Auth: templates("headers", node.Obj("Authorization", "=token {{$credentials?.accessToken}}")),
		Test: &Test{BaseURL: "={{$credentials?.server}}", URL: "/user", Method: "GET"},
		Params: node.Params{
			node.Text("server", "Github Server", "https://api.github.com"),
			node.Text("user", "User", ""),
			node.Text("accessToken", "Access Token", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "googleApi", Title: "Google Service Account API",
		Auth: node.Authentication{Kind: node.AuthGoogleAccount},
		Params: node.Params{
			node.Options("region", "Region", "us-central1",
				node.Opt("Africa (Johannesburg) - africa-south1", "africa-south1"),
				node.Opt("Asia Pacific (Changhua County) - asia-east1", "asia-east1"),
				node.Opt("Asia Pacific (Hong Kong) - asia-east2", "asia-east2"),
				node.Opt("Asia Pacific (Tokyo) - asia-northeast1", "asia-northeast1"),
				node.Opt("Asia Pacific (Osaka) - asia-northeast2", "asia-northeast2"),
				node.Opt("Asia Pacific (Seoul) - asia-northeast3", "asia-northeast3"),
				node.Opt("Asia Pacific (Mumbai) - asia-south1", "asia-south1"),
				node.Opt("Asia Pacific (Delhi) - asia-south2", "asia-south2"),
				node.Opt("Asia Pacific (Jurong West) - asia-southeast1", "asia-southeast1"),
				node.Opt("Asia Pacific (Jakarta) - asia-southeast2", "asia-southeast2"),
				node.Opt("Asia Pacific (Sydney) - australia-southeast1", "australia-southeast1"),
				node.Opt("Asia Pacific (Melbourne) - australia-southeast2", "australia-southeast2"),
				node.Opt("Europe (Warsaw) - europe-central2", "europe-central2"),
				node.Opt("Europe (Hamina) - europe-north1", "europe-north1"),
				node.Opt("Europe (Madrid) - europe-southwest1", "europe-southwest1"),
				node.Opt("Europe (St. Ghislain) - europe-west1", "europe-west1"),
				node.Opt("Europe (Berlin) - europe-west10", "europe-west10"),
				node.Opt("Europe (Turin) - europe-west12", "europe-west12"),
				node.Opt("Europe (London) - europe-west2", "europe-west2"),
				node.Opt("Europe (Frankfurt) - europe-west3", "europe-west3"),
				node.Opt("Europe (Eemshaven) - europe-west4", "europe-west4"),
				node.Opt("Europe (Zurich) - europe-west6", "europe-west6"),
				node.Opt("Europe (Milan) - europe-west8", "europe-west8"),
				node.Opt("Europe (Paris) - europe-west9", "europe-west9"),
				node.Opt("Middle East (Doha) - me-central1", "me-central1"),
				node.Opt("Middle East (Dammam) - me-central2", "me-central2"),
				node.Opt("Middle East (Tel Aviv) - me-west1", "me-west1"),
				node.Opt("Americas (Montréal) - northamerica-northeast1", "northamerica-northeast1"),
				node.Opt("Americas (Toronto) - northamerica-northeast2", "northamerica-northeast2"),
				node.Opt("Americas (Queretaro) - northamerica-south1", "northamerica-south1"),
				node.Opt("Americas (Osasco) - southamerica-east1", "southamerica-east1"),
				node.Opt("Americas (Santiago) - southamerica-west1", "southamerica-west1"),
				node.Opt("Americas (Council Bluffs) - us-central1", "us-central1"),
				node.Opt("Americas (Moncks Corner) - us-east1", "us-east1"),
				node.Opt("Americas (Ashburn) - us-east4", "us-east4"),
				node.Opt("Americas (Columbus) - us-east5", "us-east5"),
				node.Opt("Americas (Dallas) - us-south1", "us-south1"),
				node.Opt("Americas (The Dalles) - us-west1", "us-west1"),
				node.Opt("Americas (Los Angeles) - us-west2", "us-west2"),
				node.Opt("Americas (Salt Lake City) - us-west3", "us-west3"),
				node.Opt("Americas (Las Vegas) - us-west4", "us-west4")),
			node.Text("email", "Service Account Email", "").Required(),
			node.Text("privateKey", "Private Key", "").Edit("password", true).Required(),
			node.Bool("inpersonate", "Impersonate a User", false),
			node.Text("delegatedEmail", "Email", "").Show(node.When("inpersonate", true)),
			node.Bool("httpNode", "Set up for use in HTTP Request node", false),
			node.Text("scopes", "Scope(s)", "").Show(node.When("httpNode", true)),
		},
	})
	declare(Type{
		Name: "n8nApi", Title: "n8n API",
		Auth: templates("headers", node.Obj("X-N8N-API-KEY", "={{ $credentials.apiKey }}")),
		Test: &Test{BaseURL: "={{ $credentials.baseUrl }}", URL: "/workflows?limit=5"},
		Params: node.Params{
			node.Text("apiKey", "API Key", "").Edit("password", true),
			node.Text("baseUrl", "Base URL", ""),
		},
	})
	declare(Type{
		Name: "notionApi", Title: "Notion API",
		Auth: templates("headers", node.Obj("Authorization", "=Bearer {{$credentials.apiKey}}"),
			"absentHeaders", node.Obj("Notion-Version", "2022-02-22")),
		Test: &Test{BaseURL: "https://api.notion.com/v1", URL: "/users/me"},
		Params: node.Params{
			node.Text("apiKey", "Internal Integration Secret", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "openAiApi", Title: "OpenAi",
		Auth: templates("headers", node.Obj(
			"Authorization", "=Bearer {{$credentials.apiKey}}",
			"OpenAI-Organization", "={{$credentials.organizationId}}",
			"={{$credentials.header ? $credentials.headerName : ''}}", "={{$credentials.headerValue}}")),
		Test: &Test{BaseURL: "={{$credentials?.url}}", URL: "/models"},
		Params: node.Params{
			node.Text("apiKey", "API Key", "").Edit("password", true).Required(),
			node.Text("organizationId", "Organization ID (optional)", ""),
			node.Text("url", "Base URL", "https://api.openai.com/v1"),
			node.Bool("header", "Add Custom Header", false),
			node.Text("headerName", "Header Name", "").Show(node.When("header", true)),
			node.Text("headerValue", "Header Value", "").Edit("password", true).Show(node.When("header", true)),
		},
	})
	declare(Type{
		Name: "s3", Title: "S3",
		Params: node.Params{
			node.Text("endpoint", "S3 Endpoint", ""),
			node.Text("region", "Region", "us-east-1"),
			node.Text("accessKeyId", "Access Key ID", ""),
			node.Text("secretAccessKey", "Secret Access Key", "").Edit("password", true),
			node.Bool("forcePathStyle", "Force Path Style", false),
			node.Bool("ignoreSSLIssues", "Ignore SSL Issues (Insecure)", false),
		},
	})
	declare(Type{
		Name: "slackApi", Title: "Slack API",
		Auth: templates("headers", node.Obj("Authorization", "=Bearer {{$credentials.accessToken}}")),
		Test: &Test{BaseURL: "https://slack.com", URL: "/api/users.profile.get", Fails: []FailRule{{Key: "error", Value: "invalid_auth", Message: "Invalid access token"}}},
		Params: node.Params{
			node.Text("accessToken", "Access Token", "").Edit("password", true).Required(),
			node.Text("signatureSecret", "Signature Secret", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "telegramApi", Title: "Telegram API",
		Test: &Test{BaseURL: "={{$credentials.baseUrl}}/bot{{$credentials.accessToken}}", URL: "/getMe"},
		Params: node.Params{
			node.Text("accessToken", "Access Token", "").Edit("password", true),
			node.Text("baseUrl", "Base URL", "https://api.telegram.org"),
		},
	})
}
