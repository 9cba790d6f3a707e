package request

import (
	"strings"
	"time"

	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// legacy are the parameters that versions 1 and 2 have in common.
type legacy struct {
	Method   node.Field[string]      `param:"requestMethod"`
	URL      node.Field[value.Value] `param:"url"`
	Insecure node.Field[bool]        `param:"allowUnauthorizedCerts"`
	Format   node.Field[string]      `param:"responseFormat"`
	Property node.Field[string]      `param:"dataPropertyName"`

	JSONParameters node.Field[bool]        `param:"jsonParameters"`
	SendFile       node.Field[bool]        `param:"sendBinaryData"`
	File           node.Field[string]      `param:"binaryPropertyName"`
	BodyJSON       node.Field[value.Value] `param:"bodyParametersJson"`
	HeadersJSON    node.Field[value.Value] `param:"headerParametersJson"`
	QueryJSON      node.Field[value.Value] `param:"queryParametersJson"`
	Body           node.List[entry]        `param:"bodyParametersUi.parameter"`
	Headers        node.List[entry]        `param:"headerParametersUi.parameter"`
	Query          node.List[entry]        `param:"queryParametersUi.parameter"`

	BatchInterval  node.Field[float64] `param:"options.batchInterval"`
	BatchSize      node.Field[float64] `param:"options.batchSize"`
	BodyType       node.Field[string]  `param:"options.bodyContentType"`
	MimeType       node.Field[string]  `param:"options.bodyContentCustomMimeType"`
	FullResponse   node.Field[bool]    `param:"options.fullResponse"`
	FollowAll      node.Field[bool]    `param:"options.followAllRedirects"`
	Follow         node.Field[bool]    `param:"options.followRedirect"`
	IgnoreCode     node.Field[bool]    `param:"options.ignoreResponseCode"`
	Proxy          node.Field[string]  `param:"options.proxy"`
	Split          node.Field[bool]    `param:"options.splitIntoItems"`
	Timeout        node.Field[float64] `param:"options.timeout"`
	UseQuerystring node.Field[bool]    `param:"options.useQueryString"`
}

type paramsV2 struct {
	legacy
	Authentication node.Field[string] `param:"authentication"`
	CredentialType node.Field[string] `param:"nodeCredentialType"`
	GenericType    node.Field[string] `param:"genericAuthType"`
}

type paramsV1 struct{ legacy }

// genericTypes are what version 1 looks for, one after the other.
var genericTypes = []string{"httpBasicAuth", "httpDigestAuth", "httpHeaderAuth", "httpQueryAuth", "oAuth1Api", "oAuth2Api"}

func runV1(c *node.Call[paramsV1]) (node.Output, error) {
	a := &credentials{}
	for _, typ := range genericTypes {
		// What is not set is not used; so it is with what cannot be found.
		_ = a.add(c, typ, false)
	}
	return runLegacy(c, &c.P.legacy, a, nil)
}

func runV2(c *node.Call[paramsV2]) (node.Output, error) {
	a := &credentials{}
	if len(c.Items()) == 0 {
		return runLegacy(c, &c.P.legacy, a, nil)
	}
	mode, err := c.P.Authentication.Or(c, 0, "none")
	if err != nil {
		return nil, err
	}
	typ := ""
	switch mode {
	case "genericCredentialType":
		typ, err = c.P.GenericType.At(c, 0)
	case "predefinedCredentialType":
		typ, err = c.P.CredentialType.At(c, 0)
	}
	if err == nil && typ != "" {
		err = a.add(c, typ, mode == "predefinedCredentialType")
	}
	return runLegacy(c, &c.P.legacy, a, err)
}

func runLegacy(h node.Host, p *legacy, a *credentials, authErr error) (node.Output, error) {
	f, err := p.format(h)
	if err != nil {
		return nil, err
	}
	s := newSender(h, f)
	s.predefined = a.predefined()
	for i := range h.Items() {
		err := authErr
		if err == nil {
			if err = p.pause(h, s, i); err == nil {
				err = p.start(h, s, a, i)
			}
		}
		if err != nil {
			if !h.ContinueOnFail() {
				s.finish()
				return nil, node.WrapItem(err, i)
			}
			s.fail(i, err)
		}
	}
	return s.items()
}

func (p *legacy) format(h node.Host) (format, error) {
	f := format{name: asJSON, property: "data"}
	if len(h.Items()) == 0 {
		return f, nil
	}
	var err error
	if f.name, err = p.Format.Or(h, 0, asJSON); err != nil {
		return f, err
	}
	if f.property, err = p.Property.Or(h, 0, "data"); err != nil {
		return f, err
	}
	if f.full, err = p.FullResponse.Or(h, 0, false); err != nil {
		return f, err
	}
	f.split, err = p.Split.Or(h, 0, false)
	return f, err
}

func (p *legacy) pause(h node.Host, s *sender, i int) error {
	if i == 0 || !p.BatchInterval.Present() {
		return nil
	}
	size, err := p.BatchSize.Or(h, i, -1)
	if err != nil {
		return err
	}
	interval, err := p.BatchInterval.Or(h, i, 0)
	if err != nil || !p.BatchSize.Present() {
		return err
	}
	return s.pause(i, size, interval)
}

func (p *legacy) start(h node.Host, s *sender, a *credentials, i int) error {
	d := &draft{headers: value.EmptyObject}
	var err error
	if d.method, err = p.Method.At(h, i); err != nil {
		return err
	}
	url, err := p.URL.At(h, i)
	if err != nil {
		return err
	}
	if d.url, err = checkURL(url, i); err != nil {
		return err
	}
	if err := a.check(d.url); err != nil {
		return err
	}
	if err := p.options(h, d, i); err != nil {
		return err
	}
	if err := p.content(h, d, i, s.format.name); err != nil {
		return err
	}
	if err := a.apply(h, d, i); err != nil {
		return err
	}
	d.accept(s.format.name)
	return s.start(i, d, nil)
}

func (p *legacy) options(h node.Host, d *draft, i int) error {
	timeout, err := p.Timeout.Or(h, i, 0)
	if err != nil {
		return err
	}
	if d.timeout = time.Hour; timeout > 0 {
		d.timeout = milliseconds(timeout)
	}
	if d.client.Proxy, err = p.Proxy.Or(h, i, ""); err != nil {
		return err
	}
	if d.client.InsecureTLS, err = p.Insecure.Or(h, i, false); err != nil {
		return err
	}
	if d.anyStatus, err = p.IgnoreCode.Or(h, i, false); err != nil {
		return err
	}
	repeated, err := p.UseQuerystring.Or(h, i, false)
	if err != nil {
		return err
	}
	if repeated {
		d.arrays, d.formArrays = httpclient.ArraysRepeated, httpclient.ArraysRepeated
	}
	follow, err := p.Follow.Or(h, i, true)
	if err != nil {
		return err
	}
	all, err := p.FollowAll.Or(h, i, false)
	if err != nil {
		return err
	}
	if follow && (d.method == "GET" || d.method == "HEAD") || all {
		d.redirects = httpclient.DefaultRedirects
	}
	return nil
}

// content reads headers, query and body.
func (p *legacy) content(h node.Host, d *draft, i int, formatName string) error {
	bodyType, err := p.BodyType.Or(h, i, "json")
	if err != nil {
		return err
	}
	d.plain = bodyType == "raw" || formatName == asFile
	asText, err := p.JSONParameters.Or(h, i, false)
	if err != nil {
		return err
	}
	if asText {
		err = p.contentJSON(h, d, i, bodyType)
	} else {
		err = p.contentFields(h, d, i)
	}
	if err != nil {
		return err
	}
	if converted := d.method == "PATCH" || d.method == "POST" || d.method == "PUT"; converted && d.raw == nil {
		switch bodyType {
		case "multipart-form-data":
			if d.fields, d.body = d.body, value.Undefined; d.parts == nil && !d.fields.IsUndefined() {
				d.parts = []httpclient.Part{}
			}
		case "form-urlencoded":
			d.form, d.body = d.body, value.Undefined
		}
	}
	mimeType, err := p.MimeType.Or(h, i, "")
	if err == nil && mimeType != "" {
		d.headers = lowerKeys(d.headers).Set("content-type", value.String(mimeType))
	}
	return err
}

func (p *legacy) contentFields(h node.Host, d *draft, i int) error {
	headers, err := pairsOf(h, &p.Headers, i, false, false)
	if err != nil {
		return err
	}
	d.headers = lowerKeys(headers)
	if p.Query.Present() {
		if d.query, err = pairsOf(h, &p.Query, i, false, true); err != nil {
			return err
		}
	}
	if p.Body.Present() {
		d.body, err = pairsOf(h, &p.Body, i, false, false)
	}
	return err
}

func (p *legacy) contentJSON(h node.Host, d *draft, i int, bodyType string) error {
	sendFile, err := p.SendFile.Or(h, i, false)
	if err != nil {
		return err
	}
	if sendFile {
		err = p.files(h, d, i, bodyType)
	} else {
		d.body, err = jsonParameter(h, &p.BodyJSON, i, bodyType, "Body Parameters")
	}
	if err != nil {
		return err
	}
	headers, err := jsonParameter(h, &p.HeadersJSON, i, bodyType, "Headers")
	if err != nil {
		return err
	}
	for k, v := range headers.Entries() {
		d.headers = d.headers.Set(k, v)
	}
	d.query, err = jsonParameter(h, &p.QueryJSON, i, bodyType, "Query Parameters")
	return err
}

// jsonParameter reads a parameter that is an object or JSON text; under the
// body type raw text stays text. An empty one counts as none.
func jsonParameter(h node.Host, f *node.Field[value.Value], i int, bodyType, title string) (value.Value, error) {
	v, err := f.Or(h, i, value.Undefined)
	if err != nil || emptyText(v) {
		return value.Undefined, err
	}
	if v.TypeOf() == "object" || bodyType == "raw" {
		return v, nil
	}
	parsed, err := value.ParseString(v.ToString())
	if err != nil {
		return v, node.Errorf("The data in \"%s\" is no valid JSON. Set Body Content Type to \"RAW/Custom\" for XML or other types of payloads", title).At(i)
	}
	return parsed, nil
}

// files makes files of the item the body: one as it is, or several as parts,
// named "part:property,part:property".
func (p *legacy) files(h node.Host, d *draft, i int, bodyType string) error {
	if bodyType != "raw" && bodyType != "multipart-form-data" {
		return node.Errorf("Sending binary data is only supported when option \"Body Content Type\" is set to \"RAW/CUSTOM\" or \"FORM-DATA/MULTIPART\"!").At(i)
	}
	names, err := p.File.Or(h, i, "")
	if err != nil {
		return err
	}
	if bodyType == "raw" {
		return d.sendFile(h, i, names)
	}
	list := strings.Split(names, ",")
	for _, name := range list {
		part, field := "file", strings.TrimSpace(name)
		if before, after, ok := strings.Cut(field, ":"); ok {
			part, field = before, after
		} else if len(list) > 1 {
			return node.Errorf("If more than one property should be send it is needed to define the in the format:<code>\"sendKey1:binaryProperty1,sendKey2:binaryProperty2\"</code>").At(i)
		}
		file, err := filePart(h, i, part, field)
		if err != nil {
			return err
		}
		d.parts = append(d.parts, file)
	}
	return nil
}
