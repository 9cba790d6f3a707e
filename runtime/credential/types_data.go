package credential

import "runnel/runtime/node"

// Databases and queues.
func init() {
	declare(Type{
		Name: "amqp", Title: "AMQP",
		Params: node.Params{
			node.Text("hostname", "Hostname", ""),
			node.Num("port", "Port", 5672),
			node.Text("username", "User", ""),
			node.Text("password", "Password", "").Edit("password", true),
			node.Text("transportType", "Transport Type", ""),
		},
	})
	declare(Type{
		Name: "kafka", Title: "Kafka",
		Params: node.Params{
			node.Text("clientId", "Client ID", ""),
			node.Text("brokers", "Brokers", ""),
			node.Bool("ssl", "SSL", true),
			node.Bool("authentication", "Authentication", false),
			node.Text("username", "Username", "").Show(node.When("authentication", true)),
			node.Text("password", "Password", "").Edit("password", true).Show(node.When("authentication", true)),
			node.Options("saslMechanism", "SASL Mechanism", "plain", node.Opt("Plain", "plain"), node.Opt("scram-sha-256", "scram-sha-256"), node.Opt("scram-sha-512", "scram-sha-512")).Show(node.When("authentication", true)),
		},
	})
	declare(Type{
		Name: "mongoDb", Title: "MongoDB",
		Params: node.Params{
			node.Options("configurationType", "Configuration Type", "values", node.Opt("Connection String", "connectionString"), node.Opt("Values", "values")),
			node.Text("connectionString", "Connection String", "").Edit("password", true).Show(node.When("configurationType", "connectionString")),
			node.Text("host", "Host", "localhost").Show(node.When("configurationType", "values")),
			node.Text("database", "Database", ""),
			node.Text("user", "User", "").Show(node.When("configurationType", "values")),
			node.Text("password", "Password", "").Edit("password", true).Show(node.When("configurationType", "values")),
			node.Num("port", "Port", 27017).Show(node.When("configurationType", "values")),
			node.Bool("tls", "Use TLS", false),
			node.Text("ca", "CA Certificate", "").Edit("password", true).Show(node.When("tls", true)),
			node.Text("cert", "Public Client Certificate", "").Edit("password", true).Show(node.When("tls", true)),
			node.Text("key", "Private Client Key", "").Edit("password", true).Show(node.When("tls", true)),
			node.Text("passphrase", "Passphrase", "").Edit("password", true).Show(node.When("tls", true)),
		},
	})
	declare(Type{
		Name: "mqtt", Title: "MQTT",
		Params: node.Params{
			node.Options("protocol", "Protocol", "mqtt", node.Opt("Mqtt", "mqtt"), node.Opt("Mqtts", "mqtts"), node.Opt("Ws", "ws")),
			node.Text("host", "Host", ""),
			node.Num("port", "Port", 1883),
			node.Text("username", "Username", ""),
			node.Text("password", "Password", "").Edit("password", true),
			node.Bool("clean", "Clean Session", true),
			node.Text("clientId", "Client ID", ""),
			node.Bool("ssl", "SSL", false),
			node.Bool("passwordless", "Passwordless", true).Show(node.When("ssl", true)),
			node.Text("ca", "CA Certificates", "").Edit("password", true).Show(node.When("ssl", true)),
			node.Bool("rejectUnauthorized", "Reject Unauthorized Certificate", false).Show(node.When("ssl", true), node.When("passwordless", true)),
			node.Text("cert", "Client Certificate", "").Edit("password", true).Show(node.When("ssl", true), node.When("passwordless", true)),
			node.Text("key", "Client Key", "").Edit("password", true).Show(node.When("ssl", true), node.When("passwordless", true)),
		},
	})
	declare(Type{
		Name: "mySql", Title: "MySQL",
		Params: append(node.Params{
			node.Text("host", "Host", "localhost"),
			node.Text("database", "Database", "mysql"),
			node.Text("user", "User", "mysql"),
			node.Text("password", "Password", "").Edit("password", true),
			node.Num("port", "Port", 3306),
			node.Num("connectTimeout", "Connect Timeout", 10000),
			node.Bool("ssl", "SSL", false),
			node.Text("caCertificate", "CA Certificate", "").Edit("password", true).Show(node.When("ssl", true)),
			node.Text("clientPrivateKey", "Client Private Key", "").Edit("password", true).Show(node.When("ssl", true)),
			node.Text("clientCertificate", "Client Certificate", "").Edit("password", true).Show(node.When("ssl", true)),
		}, sshTunnel...),
	})
	declare(Type{
		Name: "postgres", Title: "Postgres",
		Params: append(node.Params{
			node.Text("host", "Host", "localhost"),
			node.Text("database", "Database", "postgres"),
			node.Text("user", "User", "postgres"),
			node.Text("password", "Password", "").Edit("password", true),
			node.Num("maxConnections", "Maximum Number of Connections", 100),
			node.Bool("allowUnauthorizedCerts", "Ignore SSL Issues (Insecure)", false),
			node.Options("ssl", "SSL", "disable", node.Opt("Allow", "allow"), node.Opt("Disable", "disable"), node.Opt("Require", "require")).Show(node.When("allowUnauthorizedCerts", false)),
			node.Num("port", "Port", 5432),
		}, sshTunnel...),
	})
	declare(Type{
		Name: "rabbitmq", Title: "RabbitMQ",
		Params: node.Params{
			node.Text("hostname", "Hostname", ""),
			node.Num("port", "Port", 5672),
			node.Text("username", "User", ""),
			node.Text("password", "Password", "").Edit("password", true),
			node.Text("vhost", "Vhost", "/"),
			node.Bool("ssl", "SSL", false),
			node.Bool("passwordless", "Passwordless", true).Show(node.When("ssl", true)),
			node.Text("ca", "CA Certificates", "").Edit("password", true).Show(node.When("ssl", true)),
			node.Text("cert", "Client Certificate", "").Edit("password", true).Show(node.When("ssl", true), node.When("passwordless", true)),
			node.Text("key", "Client Key", "").Edit("password", true).Show(node.When("ssl", true), node.When("passwordless", true)),
			node.Text("passphrase", "Passphrase", "").Edit("password", true).Show(node.When("ssl", true), node.When("passwordless", true)),
		},
	})
	declare(Type{
		Name: "redis", Title: "Redis",
		Params: node.Params{
			node.Text("password", "Password", "").Edit("password", true),
			node.Text("user", "User", ""),
			node.Text("host", "Host", "localhost"),
			node.Num("port", "Port", 6379),
			node.Num("database", "Database Number", 0),
			node.Bool("ssl", "SSL", false),
			node.Bool("disableTlsVerification", "Disable TLS Verification (insecure)", false).Show(node.When("ssl", true)),
		},
	})
}

// sshTunnel are the parameters of the databases that can be reached through
// an SSH server.
var sshTunnel = node.Params{
	node.Bool("sshTunnel", "SSH Tunnel", false),
	node.Options("sshAuthenticateWith", "SSH Authenticate with", "password", node.Opt("Password", "password"), node.Opt("Private Key", "privateKey")).Show(node.When("sshTunnel", true)),
	node.Text("sshHost", "SSH Host", "localhost").Show(node.When("sshTunnel", true)),
	node.Num("sshPort", "SSH Port", 22).Show(node.When("sshTunnel", true)),
	node.Text("sshUser", "SSH User", "root").Show(node.When("sshTunnel", true)),
	node.Text("sshPassword", "SSH Password", "").Edit("password", true).Show(node.When("sshTunnel", true), node.When("sshAuthenticateWith", "password")),
	node.Text("privateKey", "Private Key", "").Edit("rows", 4).Edit("password", true).Show(node.When("sshTunnel", true), node.When("sshAuthenticateWith", "privateKey")),
	node.Text("passphrase", "Passphrase", "").Show(node.When("sshTunnel", true), node.When("sshAuthenticateWith", "privateKey")),
}
