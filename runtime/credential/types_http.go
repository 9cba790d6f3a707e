package credential

import "runnel/runtime/node"

// Types that authenticate HTTP requests to any service.
func init() {
	declare(Type{
		Name: "httpBasicAuth", Title: "Basic Auth",
		Generic: true,
		Params: node.Params{
			node.Text("user", "User", "").Key("resolvableField", true),
			node.Text("password", "Password", "").Edit("password", true).Key("resolvableField", true),
		},
	})
	declare(Type{
		Name: "httpBearerAuth", Title: "Bearer Auth",
		Generic: true,
		Auth:    templates("headers", node.Obj("Authorization", "=Bearer {{$credentials.token}}")),
		Params: node.Params{
			node.Text("token", "Bearer Token", "").Edit("password", true).Key("resolvableField", true),
		},
	})
	declare(Type{
		Name: "httpHeaderAuth", Title: "Header Auth",
		Generic: true,
		Auth:    templates("headers", node.Obj("={{$credentials.name}}", "={{$credentials.value}}")),
		Params: node.Params{
			node.Text("name", "Name", ""),
			node.Text("value", "Value", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "httpQueryAuth", Title: "Query Auth",
		Generic: true,
		Params: node.Params{
			node.Text("name", "Name", ""),
			node.Text("value", "Value", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "httpDigestAuth", Title: "Digest Auth",
		Generic: true,
		Params: node.Params{
			node.Text("user", "User", "").Key("resolvableField", true),
			node.Text("password", "Password", "").Edit("password", true).Key("resolvableField", true),
		},
	})
	declare(Type{
		Name: "httpCustomAuth", Title: "Custom Auth",
		Generic: true,
		Params: node.Params{
			node.JSON("json", "JSON", "").Required(),
		},
	})
	declare(Type{
		Name: "httpSslAuth", Title: "SSL Certificates",
		Params: node.Params{
			node.Text("ca", "CA", "").Edit("password", true),
			node.Text("cert", "Certificate", "").Edit("password", true),
			node.Text("key", "Private Key", "").Edit("password", true),
			node.Text("passphrase", "Passphrase", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "jwtAuth", Title: "JWT Auth",
		Params: node.Params{
			node.Options("keyType", "Key Type", "passphrase", node.Opt("Passphrase", "passphrase"), node.Opt("PEM Key", "pemKey")),
			node.Text("secret", "Secret", "").Edit("password", true).Show(node.When("keyType", "passphrase")),
			node.Text("privateKey", "Private Key", "").Edit("password", true).Show(node.When("keyType", "pemKey")),
			node.Text("publicKey", "Public Key", "").Edit("password", true).Show(node.When("keyType", "pemKey")),
			node.Options("algorithm", "Algorithm", "HS256",
				node.Opt("HS256", "HS256"),
				node.Opt("HS384", "HS384"),
				node.Opt("HS512", "HS512"),
				node.Opt("RS256", "RS256"),
				node.Opt("RS384", "RS384"),
				node.Opt("RS512", "RS512"),
				node.Opt("ES256", "ES256"),
				node.Opt("ES384", "ES384"),
				node.Opt("ES512", "ES512"),
				node.Opt("PS256", "PS256"),
				node.Opt("PS384", "PS384"),
				node.Opt("PS512", "PS512"),
				node.Opt("none", "none")),
		},
	})
	declare(Type{
		Name: "totpApi", Title: "TOTP API",
		Params: node.Params{
			node.Text("secret", "Secret", "").Edit("password", true).Required(),
			node.Text("label", "Label", "").Required(),
		},
	})
}
