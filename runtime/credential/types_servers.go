package credential

import "runnel/runtime/node"

// Mail, file, directory and shell servers.
func init() {
	declare(Type{
		Name: "smtp", Title: "SMTP",
		Params: node.Params{
			node.Text("user", "User", ""),
			node.Text("password", "Password", "").Edit("password", true),
			node.Text("host", "Host", ""),
			node.Num("port", "Port", 465),
			node.Bool("secure", "SSL/TLS", true),
			node.Bool("disableStartTls", "Disable STARTTLS", false).Show(node.When("secure", false)),
			node.Text("hostName", "Client Host Name", ""),
		},
	})
	declare(Type{
		Name: "imap", Title: "IMAP",
		Params: node.Params{
			node.Text("user", "User", ""),
			node.Text("password", "Password", "").Edit("password", true),
			node.Text("host", "Host", ""),
			node.Num("port", "Port", 993),
			node.Bool("secure", "SSL/TLS", true),
			node.Bool("allowUnauthorizedCerts", "Allow Self-Signed Certificates", false),
		},
	})
	declare(Type{
		Name: "ftp", Title: "FTP",
		Params: node.Params{
			node.Text("host", "Host", "").Required(),
			node.Num("port", "Port", 21).Required(),
			node.Text("username", "Username", ""),
			node.Text("password", "Password", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "sftp", Title: "SFTP",
		Params: node.Params{
			node.Text("host", "Host", "").Required(),
			node.Num("port", "Port", 22).Required(),
			node.Text("username", "Username", "").Required(),
			node.Text("password", "Password", "").Edit("password", true),
			node.Text("privateKey", "Private Key", "").Edit("password", true),
			node.Text("passphrase", "Passphrase", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "sshPassword", Title: "SSH Password",
		Params: node.Params{
			node.Text("host", "Host", "").Required(),
			node.Num("port", "Port", 22).Required(),
			node.Text("username", "Username", ""),
			node.Text("password", "Password", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "sshPrivateKey", Title: "SSH Private Key",
		Params: node.Params{
			node.Text("host", "Host", "").Required(),
			node.Num("port", "Port", 22).Required(),
			node.Text("username", "Username", ""),
			node.Text("privateKey", "Private Key", "").Edit("rows", 4).Edit("password", true),
			node.Text("passphrase", "Passphrase", "").Edit("password", true),
		},
	})
	declare(Type{
		Name: "ldap", Title: "LDAP",
		Params: node.Params{
			node.Text("hostname", "LDAP Server Address", "").Required(),
			node.Text("port", "LDAP Server Port", "389"),
			node.Text("bindDN", "Binding DN", ""),
			node.Text("bindPassword", "Binding Password", "").Edit("password", true),
			node.Options("connectionSecurity", "Connection Security", "none", node.Opt("None", "none"), node.Opt("TLS", "tls"), node.Opt("STARTTLS", "startTls")),
			node.Bool("allowUnauthorizedCerts", "Ignore SSL/TLS Issues", false).Hide(node.When("connectionSecurity", "none")),
			node.Text("caCertificate", "CA Certificate", "").Edit("alwaysOpenEditWindow", true).Hide(node.When("connectionSecurity", "none")),
			node.Num("timeout", "Timeout", 300),
		},
	})
}
