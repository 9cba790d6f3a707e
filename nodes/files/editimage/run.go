package editimage

import (
	"bytes"
	"image"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

func run(c *node.Call[params]) (node.Output, error) {
	in := c.Input(0)
	out := make([]item.Item, 0, len(in))
	for i := range in {
		made, err := edit(c, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			made = item.FromPair(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}), i)
		}
		out = append(out, made)
	}
	return node.One(out), nil
}

// canvas is an image that is worked on.
type canvas struct {
	*image.RGBA
	// format is what it was read from.
	format string
}

// edit makes the output item of one input item.
func edit(c *node.Call[params], i int) (item.Item, error) {
	in := c.Input(0)[i]
	operation, err := c.P.Operation.At(c, i)
	if err != nil {
		return in, err
	}
	property, err := c.P.Property.Or(c, i, "data")
	if err != nil {
		return in, err
	}
	if operation == "information" {
		doc, err := information(c, i, property)
		made := item.FromPair(doc, i)
		made.Binary = in.Binary
		return made, err
	}
	var steps []manyStep
	if operation == "multiStep" {
		if steps, err = c.P.Steps.Rows(c, i); err != nil {
			return in, err
		}
	} else {
		steps = []manyStep{{step: c.P.step, Font: c.P.Font}}
	}
	picture, err := start(c, i, steps, property)
	if err != nil {
		return in, err
	}
	for k := range steps {
		if err := steps[k].apply(c, i, picture); err != nil {
			return in, err
		}
	}
	file, err := save(c, i, picture, in.Binary.Get(property))
	if err != nil {
		return in, err
	}
	made := item.FromPair(in.JSON, i)
	made.Binary = in.Binary.With(property, file)
	return made, nil
}

// start gives what the first operation works on: nothing when it makes an
// image, else the item's.
func start(c *node.Call[params], i int, steps []manyStep, property string) (*canvas, error) {
	if len(steps) > 0 {
		first, err := steps[0].Operation.Or(c, i, "")
		if err != nil {
			return nil, err
		}
		if first == "create" {
			return &canvas{format: "png"}, nil
		}
	}
	return open(c, i, property)
}

// save writes the image as a file. What the file is called stays, unless the
// options say otherwise.
func save(c *node.Call[params], i int, picture *canvas, before *item.Binary) (*item.Binary, error) {
	format, err := c.P.Format.Or(c, i, picture.format)
	if err != nil {
		return nil, err
	}
	quality, err := c.P.Quality.Or(c, i, value.Int(100))
	if err != nil {
		return nil, err
	}
	name, err := c.P.FileName.Or(c, i, "")
	if err != nil {
		return nil, err
	}
	if name == "" && before != nil {
		name = before.FileName
	}
	var b bytes.Buffer
	if err := encode(&b, picture, format, int(quality.ToNumber())); err != nil {
		return nil, err
	}
	return c.Binary().Create(c.Context(), &b, node.BinaryMeta{FileName: name, MimeType: "image/" + format, Extension: format})
}
