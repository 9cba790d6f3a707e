package request

import (
	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

type paramsV3 struct {
	Method         node.Field[string]      `param:"method"`
	URL            node.Field[value.Value] `param:"url"`
	Authentication node.Field[string]      `param:"authentication"`
	CredentialType node.Field[string]      `param:"nodeCredentialType"`
	GenericType    node.Field[string]      `param:"genericAuthType"`
	Certificates   node.Field[bool]        `param:"provideSslCertificates"`

	SendQuery    node.Field[bool]        `param:"sendQuery"`
	SpecifyQuery node.Field[string]      `param:"specifyQuery"`
	Query        node.List[entry]        `param:"queryParameters.parameters"`
	JSONQuery    node.Field[value.Value] `param:"jsonQuery"`

	SendHeaders    node.Field[bool]        `param:"sendHeaders"`
	SpecifyHeaders node.Field[string]      `param:"specifyHeaders"`
	Headers        node.List[entry]        `param:"headerParameters.parameters"`
	JSONHeaders    node.Field[value.Value] `param:"jsonHeaders"`

	SendBody       node.Field[bool]        `param:"sendBody"`
	ContentType    node.Field[string]      `param:"contentType"`
	SpecifyBody    node.Field[string]      `param:"specifyBody"`
	BodyFields     node.List[bodyEntry]    `param:"bodyParameters.parameters"`
	JSONBody       node.Field[value.Value] `param:"jsonBody"`
	Body           node.Field[value.Value] `param:"body"`
	File           node.Field[string]      `param:"inputDataFieldName"`
	RawContentType node.Field[string]      `param:"rawContentType"`

	BatchSize     node.Field[float64]     `param:"options.batching.batch.batchSize"`
	BatchInterval node.Field[float64]     `param:"options.batching.batch.batchInterval"`
	Insecure      node.Field[bool]        `param:"options.allowUnauthorizedCerts"`
	Arrays        node.Field[string]      `param:"options.queryParameterArrays"`
	LowerCase     node.Field[bool]        `param:"options.lowercaseHeaders"`
	Redirect      node.Field[value.Value] `param:"options.redirect"`
	FullResponse  node.Field[bool]        `param:"options.response.response.fullResponse"`
	NeverError    node.Field[bool]        `param:"options.response.response.neverError"`
	Format        node.Field[string]      `param:"options.response.response.responseFormat"`
	Property      node.Field[string]      `param:"options.response.response.outputPropertyName"`
	Pagination    node.Field[value.Value] `param:"options.pagination.pagination"`
	Proxy         node.Field[string]      `param:"options.proxy"`
	Timeout       node.Field[float64]     `param:"options.timeout"`
}

type entry struct {
	Name  node.Field[string]      `param:"name"`
	Value node.Field[value.Value] `param:"value"`
}

// A field of a body: a value, or the name of a file.
type bodyEntry struct {
	Kind  node.Field[string]      `param:"parameterType"`
	Name  node.Field[string]      `param:"name"`
	Value node.Field[value.Value] `param:"value"`
	File  node.Field[string]      `param:"inputDataFieldName"`
}

func runV3(c *node.Call[paramsV3]) (node.Output, error) {
	f, err := formatV3(c)
	if err != nil {
		return nil, err
	}
	auth, authErr := authV3(c)
	s := newSender(c, f)
	if authErr == nil {
		s.predefined = auth.predefined()
	}
	for i := range c.Items() {
		err := authErr
		if err == nil {
			if err = s.pauseV3(c, i); err == nil {
				err = s.startV3(c, auth, i)
			}
		}
		if err != nil {
			if !c.ContinueOnFail() {
				s.finish()
				return nil, node.WrapItem(err, i)
			}
			s.fail(i, err)
		}
	}
	return s.items()
}

// pauseV3 waits between batches: before each item whose number is a multiple
// of the batch size.
func (s *sender) pauseV3(c *node.Call[paramsV3], i int) error {
	if i == 0 || !c.P.BatchInterval.Present() {
		return nil
	}
	size, err := c.P.BatchSize.Or(c, i, 1)
	if err != nil {
		return err
	}
	interval, err := c.P.BatchInterval.Or(c, i, 0)
	if err != nil {
		return err
	}
	return s.pause(i, size, interval)
}

func (s *sender) startV3(c *node.Call[paramsV3], auth *credentials, i int) error {
	d, err := draftV3(c, auth, i)
	if err != nil {
		return err
	}
	p, err := paginationV3(c)
	if err != nil {
		return err
	}
	return s.start(i, d, p)
}

func formatV3(c *node.Call[paramsV3]) (format, error) {
	f := format{name: autodetect, newer: true, property: "data"}
	if len(c.Items()) == 0 {
		return f, nil
	}
	var err error
	if f.name, err = c.P.Format.Or(c, 0, autodetect); err != nil {
		return f, err
	}
	if f.name == "" {
		f.name = autodetect
	}
	if f.full, err = c.P.FullResponse.Or(c, 0, false); err != nil {
		return f, err
	}
	if f.neverError, err = c.P.NeverError.Or(c, 0, false); err != nil {
		return f, err
	}
	f.property, err = c.P.Property.Or(c, 0, "data")
	return f, err
}

// draftV3 reads the parameters for one item (core reference §6.2 to §6.6).
func draftV3(c *node.Call[paramsV3], auth *credentials, i int) (*draft, error) {
	d := &draft{headers: value.EmptyObject}
	var err error
	if d.method, err = c.P.Method.At(c, i); err != nil {
		return nil, err
	}
	url, err := c.P.URL.At(c, i)
	if err != nil {
		return nil, err
	}
	if d.url, err = checkURL(url, i); err != nil {
		return nil, err
	}
	if err := auth.check(d.url); err != nil {
		return nil, err
	}
	if err := d.optionsV3(c, i); err != nil {
		return nil, err
	}
	if err := d.bodyV3(c, i); err != nil {
		return nil, err
	}
	if err := d.queryV3(c, i); err != nil {
		return nil, err
	}
	if err := d.headersV3(c, i); err != nil {
		return nil, err
	}
	if err := auth.apply(c, d, i); err != nil {
		return nil, err
	}
	name, err := c.P.Format.Or(c, i, autodetect)
	if err != nil {
		return nil, err
	}
	d.accept(name)
	return d, nil
}

func (d *draft) optionsV3(c *node.Call[paramsV3], i int) error {
	timeout, err := c.P.Timeout.Or(c, i, 0)
	if err != nil {
		return err
	}
	if d.timeout = httpclient.DefaultTimeout; timeout > 0 {
		d.timeout = milliseconds(timeout)
	}
	if d.client.Proxy, err = c.P.Proxy.Or(c, i, ""); err != nil {
		return err
	}
	if d.client.InsecureTLS, err = c.P.Insecure.Or(c, i, false); err != nil {
		return err
	}
	if d.anyStatus, err = c.P.NeverError.Or(c, i, false); err != nil {
		return err
	}
	arrays, err := c.P.Arrays.Or(c, i, "")
	if err != nil {
		return err
	}
	d.arrays = httpclient.ArrayFormat(arrays)
	redirect, err := c.P.Redirect.Or(c, i, value.Undefined)
	if err != nil {
		return err
	}
	settings := redirect.Get("redirect")
	if settings.Get("followRedirects").Truthy() || c.Info().Version >= 4 && redirect.IsUndefined() {
		d.redirects = httpclient.DefaultRedirects
		if most := settings.Get("maxRedirects").ToNumber(); most > 0 {
			d.redirects = int(min(most, 1000))
		}
	}
	return nil
}

// convertedMethods are those whose bodies are sent in the form that was chosen
// for them; others send what they have as JSON.
var convertedMethods = map[string]bool{"PATCH": true, "POST": true, "PUT": true, "GET": true}

func (d *draft) bodyV3(c *node.Call[paramsV3], i int) error {
	name, err := c.P.Format.Or(c, i, autodetect)
	if err != nil {
		return err
	}
	d.plain = name != "json" && name != "text"
	send, err := c.P.SendBody.Or(c, i, false)
	if err != nil || !send {
		return err
	}
	contentType, err := c.P.ContentType.Or(c, i, "json")
	if err != nil {
		return err
	}
	specify, err := c.P.SpecifyBody.Or(c, i, "keypair")
	if err != nil {
		return err
	}
	switch converted := convertedMethods[d.method]; {
	case contentType == "binaryData":
		if !converted {
			return nil
		}
		return d.fileV3(c, i)
	case contentType == "raw":
		d.plain = true
		return d.rawV3(c, i, converted)
	case contentType == "multipart-form-data":
		return d.multipartV3(c, i, converted)
	case contentType == "form-urlencoded":
		if d.body, err = formV3(c, i, specify); err == nil && converted {
			d.form, d.body = d.body, value.Undefined
		}
		return err
	case specify == "json":
		d.body, err = jsonBody(c, i)
		return err
	}
	d.body, err = fieldsV3(c, i, c.Info().Version >= 4, false)
	return err
}

// jsonBody reads a body that is written as JSON: objects and lists as they
// are, everything else must be JSON text.
func jsonBody(c *node.Call[paramsV3], i int) (value.Value, error) {
	v, err := c.P.JSONBody.At(c, i)
	if err != nil || v.TypeOf() == "object" && !v.IsNull() {
		return v, err
	}
	return jsonText(v, i)
}

// formV3 reads the fields of a form: by name and value, or as one text.
func formV3(c *node.Call[paramsV3], i int, specify string) (value.Value, error) {
	if specify != "string" {
		return fieldsV3(c, i, false, c.Info().Version >= 4.3)
	}
	text, err := c.P.Body.Or(c, i, value.String(""))
	if err != nil {
		return text, err
	}
	return httpclient.ParseSearchParams(text.ToString()), nil
}

// fieldsV3 makes an object of the body's fields. With paths their names are
// paths into it, with repeats a name that comes again makes a list.
func fieldsV3(c *node.Call[paramsV3], i int, paths, repeats bool) (value.Value, error) {
	rows, err := c.P.BodyFields.Rows(c, i)
	if err != nil {
		return value.Undefined, err
	}
	out := value.EmptyObject
	for n := range rows {
		name, v, err := rows[n].read(c, i)
		switch {
		case err != nil:
			return out, err
		case paths:
			out = out.SetAtPath(name, v)
		case repeats:
			out = repeat(out, name, v)
		default:
			out = out.Set(name, v)
		}
	}
	return out, nil
}

func (e *bodyEntry) read(c node.Evaluator, i int) (string, value.Value, error) {
	name, err := e.Name.Or(c, i, "")
	if err != nil {
		return "", value.Undefined, err
	}
	v, err := e.Value.Or(c, i, value.Undefined)
	return name, v, err
}

// repeat sets a name that may be there already: then the values are a list.
func repeat(out value.Value, name string, v value.Value) value.Value {
	have := out.Get(name)
	switch {
	case have.IsUndefined():
		return out.Set(name, v)
	case have.IsArray():
		return out.Set(name, have.Append(v))
	}
	return out.Set(name, value.Array(have, v))
}

// multipartV3 reads the fields and files of a multipart body. Since version
// 4.2 they are sent one after the other as they stand; before, a later field
// replaces an earlier one of its name, and a list is sent as several fields.
func (d *draft) multipartV3(c *node.Call[paramsV3], i int, converted bool) error {
	rows, err := c.P.BodyFields.Rows(c, i)
	if err != nil {
		return err
	}
	inOrder := c.Info().Version >= 4.2
	fields := value.EmptyObject
	files := map[string]int{}
	for n := range rows {
		kind, err := rows[n].Kind.Or(c, i, "formData")
		if err != nil {
			return err
		}
		name, v, err := rows[n].read(c, i)
		if err != nil {
			return err
		}
		if kind == "formBinaryData" {
			part, ok, err := rows[n].part(c, i, name)
			switch {
			case err != nil:
				return err
			case !ok:
			case inOrder:
				d.parts = append(d.parts, part)
			default:
				if at, again := files[name]; again {
					d.parts[at] = part
				} else {
					files[name] = len(d.parts)
					d.parts = append(d.parts, part)
				}
				fields = fields.Delete(name)
			}
			continue
		}
		if inOrder && converted {
			part, err := httpclient.TextPart(name, v)
			if err != nil {
				return err
			}
			d.parts = append(d.parts, part)
			continue
		}
		fields = fields.Set(name, v)
	}
	switch {
	case !converted:
		d.body, d.parts = fields, nil
	case !inOrder:
		d.fields = fields
	}
	if converted && d.parts == nil {
		d.parts = []httpclient.Part{}
	}
	return nil
}

// part makes the multipart field of a file; without the name of one there is
// none.
func (e *bodyEntry) part(c *node.Call[paramsV3], i int, name string) (httpclient.Part, bool, error) {
	field, err := e.File.Or(c, i, "")
	if err != nil || field == "" {
		return httpclient.Part{}, false, err
	}
	part, err := filePart(c, i, name, field)
	return part, err == nil, err
}

func filePart(h node.Host, i int, name, field string) (httpclient.Part, error) {
	file, err := node.FileOf(h, 0, i, field)
	if err != nil {
		return httpclient.Part{}, err
	}
	return httpclient.Part{Name: name, File: file.Content, FileName: file.FileName, ContentType: file.MimeType}, nil
}

func (d *draft) fileV3(c *node.Call[paramsV3], i int) error {
	field, err := c.P.File.Or(c, i, "")
	if err != nil {
		return err
	}
	return d.sendFile(c, i, field)
}

// sendFile makes a file of the item the body.
func (d *draft) sendFile(h node.Host, i int, field string) error {
	file, err := node.FileOf(h, 0, i, field)
	if err != nil {
		return err
	}
	contentType := file.MimeType
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	d.raw = httpclient.ContentBody(file.Content, contentType)
	d.setHeader("content-type", value.String(contentType))
	return nil
}

func (d *draft) rawV3(c *node.Call[paramsV3], i int, converted bool) error {
	if converted {
		body, err := c.P.Body.Or(c, i, value.String(""))
		if err != nil {
			return err
		}
		d.body = body
	}
	contentType, err := c.P.RawContentType.Or(c, i, "")
	if err != nil {
		return err
	}
	if contentType != "" {
		d.setHeader("content-type", value.String(contentType))
	}
	return nil
}

func (d *draft) queryV3(c *node.Call[paramsV3], i int) error {
	send, err := c.P.SendQuery.Or(c, i, false)
	if err != nil || !send {
		d.arrays = ""
		return err
	}
	specify, err := c.P.SpecifyQuery.Or(c, i, "keypair")
	if err != nil {
		return err
	}
	if specify == "json" {
		v, err := c.P.JSONQuery.At(c, i)
		if err != nil {
			return err
		}
		d.query, err = jsonText(v, i)
		return err
	}
	d.query, err = pairsOf(c, &c.P.Query, i, false, c.Info().Version >= 4.3)
	return err
}

func (d *draft) headersV3(c *node.Call[paramsV3], i int) error {
	send, err := c.P.SendHeaders.Or(c, i, false)
	if err != nil || !send {
		return err
	}
	specify, err := c.P.SpecifyHeaders.Or(c, i, "keypair")
	if err != nil {
		return err
	}
	var more value.Value
	if specify == "json" {
		v, err := c.P.JSONHeaders.At(c, i)
		if err != nil {
			return err
		}
		if more, err = jsonText(v, i); err != nil {
			return err
		}
	} else if more, err = pairsOf(c, &c.P.Headers, i, true, c.Info().Version >= 4.3); err != nil {
		return err
	}
	lower, err := c.P.LowerCase.Or(c, i, true)
	if err != nil {
		return err
	}
	if lower {
		more = lowerKeys(more)
	}
	for k, v := range more.Entries() {
		d.headers = d.headers.Set(k, v)
	}
	return nil
}

// pairsOf makes an object of names with values.
func pairsOf(c node.Evaluator, list *node.List[entry], i int, named, repeats bool) (value.Value, error) {
	rows, err := list.Rows(c, i)
	if err != nil {
		return value.Undefined, err
	}
	out := value.EmptyObject
	for n := range rows {
		name, err := rows[n].Name.Or(c, i, "")
		if err != nil {
			return out, err
		}
		v, err := rows[n].Value.Or(c, i, value.Undefined)
		switch {
		case err != nil:
			return out, err
		case named && name == "":
		case repeats:
			out = repeat(out, name, v)
		default:
			out = out.Set(name, v)
		}
	}
	return out, nil
}
