package crypto

import "runnel/runtime/node"

var declared = node.Params{
	node.Options("action", "Action", "hash",
		node.Opt("Generate", "generate"),
		node.Opt("Hash", "hash"),
		node.Opt("Hmac", "hmac"),
		node.Opt("Sign", "sign"),
	),

	typeParam.Show(node.When("action", "hash", "hmac")),
	node.Bool("binaryData", "Binary File", false).Required().Show(node.When("action", "hash", "hmac")),
	node.Text("binaryPropertyName", "Binary Property Name", "data").Required().Show(node.When("action", "hash", "hmac"), node.When("binaryData", true)),
	node.Text("value", "Value", "").Required().Show(node.When("action", "hash", "hmac"), node.When("binaryData", false)),
	output.Show(node.When("action", "hash", "hmac")),
	node.Text("secret", "Secret", "").Required().Edit("password", true).Show(node.When("action", "hmac")),
	encoding.Show(node.When("action", "hash", "hmac")),

	node.Text("value", "Value", "").Required().Show(node.When("action", "sign")),
	output.Show(node.When("action", "sign")),
	node.Options("algorithm", "Algorithm Name or ID", "", same(algorithms)...).Required().Show(node.When("action", "sign")),
	encoding.Show(node.When("action", "sign")),
	node.Text("privateKey", "Private Key", "").Required().Edit("rows", 5).Show(node.When("action", "sign")).Hint("In PEM form, with its line breaks"),

	output.Show(node.When("action", "generate")),
	node.Options("encodingType", "Type", "uuid",
		node.Opt("ASCII", "ascii"),
		node.Opt("BASE64", "base64"),
		node.Opt("HEX", "hex"),
		node.Opt("UUID", "uuid"),
	).Required().Show(node.When("action", "generate")),
	node.Num("stringLength", "Length", 32).Show(node.When("action", "generate"), node.When("encodingType", "ascii", "base64", "hex")),
}

var (
	typeParam = node.Options("type", "Type", "MD5", same([]string{"MD5", "SHA256", "SHA3-256", "SHA3-384", "SHA3-512", "SHA384", "SHA512"})...).Required()
	output    = node.Text("dataPropertyName", "Property Name", "data").Required()
	encoding  = node.Options("encoding", "Encoding", "hex", node.Opt("BASE64", "base64"), node.Opt("HEX", "hex")).Required()
)

// algorithms are the names of OpenSSL for digests in signatures.
var algorithms = []string{
	"RSA-MD5", "RSA-RIPEMD160", "RSA-SHA1", "RSA-SHA1-2", "RSA-SHA224", "RSA-SHA256", "RSA-SHA3-224", "RSA-SHA3-256", "RSA-SHA3-384",
	"RSA-SHA3-512", "RSA-SHA384", "RSA-SHA512", "RSA-SHA512/224", "RSA-SHA512/256", "RSA-SM3", "blake2b512", "blake2s256",
	"id-rsassa-pkcs1-v1_5-with-sha3-224", "id-rsassa-pkcs1-v1_5-with-sha3-256", "id-rsassa-pkcs1-v1_5-with-sha3-384",
	"id-rsassa-pkcs1-v1_5-with-sha3-512", "md5", "md5-sha1", "md5WithRSAEncryption", "ripemd", "ripemd160", "ripemd160WithRSA", "rmd160",
	"sha1", "sha1WithRSAEncryption", "sha224", "sha224WithRSAEncryption", "sha256", "sha256WithRSAEncryption", "sha3-224", "sha3-256",
	"sha3-384", "sha3-512", "sha384", "sha384WithRSAEncryption", "sha512", "sha512-224", "sha512-224WithRSAEncryption", "sha512-256",
	"sha512-256WithRSAEncryption", "sha512WithRSAEncryption", "shake128", "shake256", "sm3", "sm3WithRSAEncryption", "ssl3-md5", "ssl3-sha1",
}

// same makes choices whose values are what people see of them.
func same(values []string) []node.Choice {
	choices := make([]node.Choice, len(values))
	for i, v := range values {
		choices[i] = node.Opt(v, v)
	}
	return choices
}
