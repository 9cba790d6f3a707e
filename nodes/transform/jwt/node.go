// Package jwt is the JWT node: it signs, verifies and reads JSON Web Tokens
// (transform reference §11).
package jwt

import (
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.jwt", Title: "JWT", Groups: []string{"transform"},
	Summary: "Signs, verifies and reads JSON Web Tokens.",
	Icon:    "badge-check", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared,
	Credentials: []node.CredentialUse{node.Cred("jwtAuth").Needed()},
	Run:         run,
})

var declared = node.Params{
	node.Options("operation", "Operation", "sign", node.Opt("Decode", "decode"), node.Opt("Sign", "sign"), node.Opt("Verify", "verify")).NoExpression(),
	node.Bool("useJson", "Use JSON to Build Payload", false).Show(node.When("operation", "sign")),
	node.Collection("claims", "Payload Claims",
		node.Text("audience", "Audience", ""),
		node.Num("expiresIn", "Expires In", 3600).Edit("minValue", 0),
		node.Text("issuer", "Issuer", ""),
		node.Text("jwtid", "JWT ID", ""),
		node.Num("notBefore", "Not Before", 0).Edit("minValue", 0),
		node.Text("subject", "Subject", ""),
	).Show(node.When("operation", "sign"), node.When("useJson", false)).
		Hint("These stand in the payload under the names shown here. For the registered names (iss, exp, …) write the payload as JSON."),
	node.JSON("claimsJson", "Payload Claims (JSON)", "{\n  \"my_field_1\": \"value 1\",\n  \"my_field_2\": \"value 2\"\n}\n").
		CheckInEditor("object").Edit("rows", 5).Show(node.When("operation", "sign"), node.When("useJson", true)),
	node.Text("token", "Token", "").Required().Check("jwt").Edit("password", true).Show(node.When("operation", "verify", "decode")),
	node.Collection("options", "Options",
		node.Bool("complete", "Return Additional Info", false).Show(node.When("/operation", "verify", "decode")).
			Hint("Also give the token's header and signature"),
		node.Bool("ignoreExpiration", "Ignore Expiration", false).Show(node.When("/operation", "verify")),
		node.Bool("ignoreNotBefore", "Ignore Not Before Claim", false).Show(node.When("/operation", "verify")),
		node.Num("clockTolerance", "Clock Tolerance", 0).Edit("minValue", 0).Show(node.When("/operation", "verify")).Hint("In seconds"),
		node.Text("kid", "Key ID", "").Show(node.When("/operation", "sign")),
		node.Options("algorithm", "Override Algorithm", "HS256", same("ES256", "ES384", "ES512", "HS256", "HS384", "HS512",
			"PS256", "PS384", "PS512", "RS256", "RS384", "RS512")...).Show(node.When("/operation", "sign", "verify")),
	),
}

func same(values ...string) []node.Choice {
	choices := make([]node.Choice, len(values))
	for i, v := range values {
		choices[i] = node.Opt(v, v)
	}
	return choices
}

type params struct {
	Operation        node.Field[string]      `param:"operation"`
	UseJSON          node.Field[bool]        `param:"useJson"`
	Claims           node.Field[value.Value] `param:"claims"`
	ClaimsJSON       node.Field[value.Value] `param:"claimsJson"`
	Token            node.Field[string]      `param:"token"`
	Complete         node.Field[bool]        `param:"options.complete"`
	IgnoreExpiration node.Field[bool]        `param:"options.ignoreExpiration"`
	IgnoreNotBefore  node.Field[bool]        `param:"options.ignoreNotBefore"`
	Tolerance        node.Field[float64]     `param:"options.clockTolerance"`
	KeyID            node.Field[value.Value] `param:"options.kid"`
	Algorithm        node.Field[value.Value] `param:"options.algorithm"`
}

func run(c *node.Call[params]) (node.Output, error) {
	cred, err := c.Credential("jwtAuth")
	if err != nil {
		return nil, err
	}
	in := c.Input(0)
	out := make([]item.Item, len(in))
	for i := range in {
		doc, err := one(c, cred, i)
		if err != nil {
			if err.Error() == "invalid signature" {
				err = node.Errorf("The JWT token can't be verified").
					Describe("Be sure that the provided JWT token is correctly encoded and matches the selected credentials").At(i)
			}
			err = node.WrapItem(err, i)
			if !c.ContinueOnFail() {
				return nil, err
			}
			// The original looks for the item among the inputs and finds it for
			// the first one only.
			switch i {
			case 0:
			case 1:
				return nil, node.Errorf("Cannot read properties of undefined (reading 'json')").Because(err)
			default:
				return nil, node.Errorf("Could not get input with given index").Because(err)
			}
			out[i] = in[i].WithErr(err)
			out[i].Binary, out[i].Paired = nil, item.FromNumber(i)
			continue
		}
		out[i] = item.New(doc)
		out[i].Paired = item.FromNumber(i)
	}
	return node.One(out), nil
}

// one gives the document for item i.
func one(c *node.Call[params], cred node.Credential, i int) (value.Value, error) {
	operation, err := c.P.Operation.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	if operation == "sign" {
		token, err := signed(c, cred, i)
		return value.Object(value.Field{Key: "token", Value: value.String(token)}), err
	}
	token, err := c.P.Token.Or(c, i, "")
	if err != nil {
		return value.Undefined, err
	}
	if token == "" {
		return value.Undefined, node.Errorf("The JWT token was not provided").Describe("Be sure to add a valid JWT token to the 'Token' parameter").At(i)
	}
	complete, err := c.P.Complete.Or(c, i, false)
	if err != nil {
		return value.Undefined, err
	}
	var parts *token3
	if operation == "verify" {
		parts, err = verified(c, cred, token, i)
	} else {
		parts, err = decode(token)
	}
	switch {
	case err != nil:
		return value.Undefined, err
	case parts == nil && complete:
		return value.Undefined, node.Errorf("Cannot read properties of null (reading 'payload')")
	case parts == nil:
		return payload(value.Null), nil
	case complete && parts.payload.Truthy():
		return parts.document(), nil
	case complete:
		return payload(parts.document()), nil
	}
	return payload(parts.payload), nil
}

func payload(v value.Value) value.Value {
	return value.Object(value.Field{Key: "payload", Value: v})
}

// algorithm is that of the options, else that of the credential.
func algorithm(c *node.Call[params], cred node.Credential, i int) (string, error) {
	v, err := c.P.Algorithm.Or(c, i, value.Undefined)
	if err != nil {
		return "", err
	}
	if v.IsNullish() {
		return cred.Text("algorithm"), nil
	}
	return v.ToString(), nil
}

func signed(c *node.Call[params], cred node.Credential, i int) (string, error) {
	useJSON, err := c.P.UseJSON.Or(c, i, false)
	if err != nil {
		return "", err
	}
	claims := &c.P.Claims
	if useJSON {
		claims = &c.P.ClaimsJSON
	}
	doc, err := claims.Or(c, i, value.EmptyObject)
	if err != nil {
		return "", err
	}
	if useJSON {
		if doc, err = object(doc, i); err != nil {
			return "", err
		}
	}
	name, err := algorithm(c, cred, i)
	if err != nil {
		return "", err
	}
	kid, err := c.P.KeyID.Or(c, i, value.Undefined)
	if err != nil {
		return "", err
	}
	key := cred.Text("secret")
	if cred.Text("keyType") != "passphrase" {
		key = repairPEM(cred.Text("privateKey"))
	}
	return sign(doc, name, key, kid, time.Now())
}

// object reads the claims that were written as JSON.
func object(v value.Value, i int) (value.Value, error) {
	if v.IsString() {
		parsed, err := node.RepairJSON(v.Str())
		if err != nil {
			return v, node.Errorf("The 'JSON Output' in item %d contains invalid JSON", i).Describe("%s", v.Str()).At(i)
		}
		v = parsed
	}
	if !v.IsObject() {
		return v, node.Errorf("The 'JSON Output' in item %d does not contain a valid JSON object", i).At(i)
	}
	return v, nil
}

func verified(c *node.Call[params], cred node.Credential, token string, i int) (*token3, error) {
	key := cred.Text("secret")
	if cred.Text("keyType") != "passphrase" {
		key = repairPEM(cred.Text("publicKey"))
	}
	var rules rules
	var err error
	if rules.algorithm, err = algorithm(c, cred, i); err != nil {
		return nil, err
	}
	if rules.ignoreExpiration, err = c.P.IgnoreExpiration.Or(c, i, false); err != nil {
		return nil, err
	}
	if rules.ignoreNotBefore, err = c.P.IgnoreNotBefore.Or(c, i, false); err != nil {
		return nil, err
	}
	if rules.tolerance, err = c.P.Tolerance.Or(c, i, 0); err != nil {
		return nil, err
	}
	return verify(token, key, rules, time.Now())
}
