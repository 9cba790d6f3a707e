package debughelper

import (
	"fmt"
	"hash/fnv"
	"math"

	"github.com/brianvoe/gofakeit/v7"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// mostData bounds how many documents are made of one item, and how long an
// identifier may be.
const (
	mostData   = 1_000_000
	mostLength = 10_000
)

// randomData makes up documents. With a seed they are the same each time.
func randomData(c *node.Call[params], i int) ([]value.Value, error) {
	typ, err := c.P.DataType.At(c, i)
	if err != nil {
		return nil, err
	}
	count, err := c.P.Count.At(c, i)
	if err != nil {
		return nil, err
	}
	if !(count <= mostData) {
		return nil, node.Errorf("The number of items to generate is %s, it must be at most %d", value.FormatNumber(count), mostData).At(i)
	}
	seed, err := c.P.Seed.Or(c, i, "")
	if err != nil {
		return nil, err
	}
	m := maker{Faker: gofakeit.New(0)}
	if seed != "" {
		h := fnv.New64a()
		h.Write([]byte(seed))
		// 0 would be a seed of the moment.
		m.Faker = gofakeit.New(h.Sum64() | 1)
	}
	if typ == "nanoid" {
		if err := m.readIdentifier(c, i); err != nil {
			return nil, err
		}
	}
	docs := make([]value.Value, 0, int(max(count, 0)))
	for range int(count) {
		doc, ok := m.make(typ)
		if !ok {
			return nil, node.Errorf("The data type %q is not known", typ).At(i)
		}
		docs = append(docs, doc)
	}
	single, err := c.P.Single.Or(c, i, false)
	if err != nil {
		return nil, err
	}
	if single {
		return []value.Value{node.Obj("generatedItems", value.Array(docs...))}, nil
	}
	return docs, nil
}

type maker struct {
	*gofakeit.Faker
	alphabet []rune
	length   int
}

func (m *maker) readIdentifier(c *node.Call[params], i int) error {
	alphabet, err := c.P.Alphabet.Or(c, i, "")
	if err != nil {
		return err
	}
	text, err := c.P.Length.Or(c, i, "")
	if err != nil {
		return err
	}
	n := math.Trunc(value.ParseNumber(text))
	if m.alphabet = []rune(alphabet); len(m.alphabet) == 0 || !(n >= 0 && n <= mostLength) {
		return node.Errorf("An identifier needs an alphabet and a length of at most %d", mostLength).At(i)
	}
	m.length = int(n)
	return nil
}

// make makes one document; false for an unknown type.
func (m *maker) make(typ string) (value.Value, bool) {
	switch typ {
	case "user":
		first, last := m.FirstName(), m.LastName()
		return node.Obj("uid", m.UUID(), "email", m.Email(), "firstname", first, "lastname", last,
			"password", m.Password(true, true, true, true, false, 12)), true
	case "address":
		return node.Obj("firstname", m.FirstName(), "lastname", m.LastName(), "street", m.Street(), "city", m.City(),
			"zip", m.Numerify("#####"), "state", m.State(), "country", m.Country()), true
	case "email":
		return node.Obj("email", m.Email(), "confirmed", m.Bool()), true
	case "creditCard":
		return node.Obj("type", m.CreditCardType(), "number", m.CreditCardNumber(nil), "ccv", m.CreditCardCvv(),
			"exp", fmt.Sprintf("%02d/%02d", m.Number(1, 12), m.Number(40, 99)), "holder_name", m.FirstName()+" "+m.LastName()), true
	case "ipv4":
		return node.Obj("ip", m.IPv4Address()), true
	case "ipv6":
		return node.Obj("ip", m.IPv6Address()), true
	case "latLong":
		return node.Obj("location", fmt.Sprintf("%.6f, %.6f", m.Latitude(), m.Longitude())), true
	case "macAddress":
		return node.Obj("mac", m.MacAddress()), true
	case "nanoid":
		id := make([]rune, m.length)
		for n := range id {
			id[n] = m.alphabet[m.IntN(len(m.alphabet))]
		}
		return node.Obj("nanoId", string(id)), true
	case "semver":
		return node.Obj("version", m.AppVersion()), true
	case "url":
		return node.Obj("url", "https://"+m.DomainName()), true
	case "uuid":
		return node.Obj("uuid", m.UUID()), true
	}
	return value.Undefined, false
}
