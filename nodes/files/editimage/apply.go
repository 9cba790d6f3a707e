package editimage

import (
	"image"
	"image/color"
	"math"

	"runnel/runtime/node"
)

// reader reads parameters for an item and keeps the first error.
type reader struct {
	c   node.Evaluator
	i   int
	err error
}

func get[T any](r *reader, f *node.Field[T], fallback T) T {
	v, err := f.Or(r.c, r.i, fallback)
	if r.err == nil {
		r.err = err
	}
	return v
}

// whole reads a number of pixels.
func (r *reader) whole(f *node.Field[float64]) int {
	n := get(r, f, 0)
	if math.IsNaN(n) {
		return 0
	}
	return int(math.Round(max(-maxPixels, min(n, maxPixels))))
}

func (r *reader) color(f *node.Field[string]) color.NRGBA {
	c, err := parseColor(get(r, f, "#000000"))
	if r.err == nil {
		r.err = err
	}
	return c
}

// apply does one operation.
func (s *manyStep) apply(c *node.Call[params], i int, p *canvas) error {
	r := &reader{c: c, i: i}
	operation := get(r, &s.Operation, "")
	if r.err != nil {
		return r.err
	}
	if p.RGBA == nil && operation != "create" {
		return node.Errorf("There is no image to work on").At(i)
	}
	switch operation {
	case "create":
		background, width, height := r.color(&s.Background), r.whole(&s.Width), r.whole(&s.Height)
		return p.to(r, width, height, func() *image.RGBA { return filled(width, height, background) })
	case "crop":
		area := image.Rect(0, 0, r.whole(&s.Width), r.whole(&s.Height)).Add(image.Pt(r.whole(&s.X), r.whole(&s.Y))).Intersect(p.Rect)
		if r.err == nil && area.Empty() {
			return node.Errorf("The area to crop lies outside of the image").At(i)
		}
		return p.to(r, area.Dx(), area.Dy(), func() *image.RGBA { return cropped(p.RGBA, area) })
	case "border":
		x, y, with := r.whole(&s.BorderWidth), r.whole(&s.BorderHeight), r.color(&s.BorderColor)
		x, y = max(x, 0), max(y, 0)
		return p.to(r, p.Rect.Dx()+2*x, p.Rect.Dy()+2*y, func() *image.RGBA { return bordered(p.RGBA, x, y, with) })
	case "resize":
		width, height := newSize(get(r, &s.Resize, ""), p.Rect.Dx(), p.Rect.Dy(), get(r, &s.Width, 0), get(r, &s.Height, 0))
		return p.to(r, width, height, func() *image.RGBA { return resized(p.RGBA, width, height) })
	case "rotate":
		degrees, background := get(r, &s.Rotate, 0), r.color(&s.Background)
		m := rotation(degrees)
		width, height := m.size(p.Rect.Dx(), p.Rect.Dy(), math.Round)
		return p.to(r, width, height, func() *image.RGBA { return transformed(p.RGBA, m, width, height, background) })
	case "shear":
		m := shearing(get(r, &s.DegreesX, 0), get(r, &s.DegreesY, 0))
		width, height := m.size(p.Rect.Dx(), p.Rect.Dy(), math.Floor)
		return p.to(r, width, height, func() *image.RGBA { return transformed(p.RGBA, m, width, height, color.NRGBA{}) })
	case "blur":
		radius, sigma := get(r, &s.Blur, 0), get(r, &s.Sigma, 0)
		return p.to(r, p.Rect.Dx(), p.Rect.Dy(), func() *image.RGBA { return blurred(p.RGBA, radius, sigma) })
	case "transparent":
		gone := r.color(&s.Color)
		if r.err == nil {
			makeTransparent(p.RGBA, gone)
		}
	case "draw":
		shape := shape{kind: get(r, &s.Primitive, ""), color: r.color(&s.Color), radius: get(r, &s.CornerRadius, 0),
			x1: get(r, &s.StartX, 0), y1: get(r, &s.StartY, 0), x2: get(r, &s.EndX, 0), y2: get(r, &s.EndY, 0)}
		if r.err == nil {
			shape.draw(p.RGBA)
		}
	case "text":
		t := lettering{text: get(r, &s.Text, ""), font: get(r, &s.Font, ""), size: get(r, &s.FontSize, 18), color: r.color(&s.FontColor),
			x: get(r, &s.X, 0), y: get(r, &s.Y, 0), length: r.whole(&s.LineLength)}
		if r.err == nil {
			r.err = t.draw(p.RGBA)
		}
	case "composite":
		property, operator := get(r, &s.Composite, ""), get(r, &s.Operator, "Over")
		at := image.Pt(r.whole(&s.X), r.whole(&s.Y))
		if r.err != nil {
			return r.err
		}
		over, err := open(c, i, property)
		if err != nil {
			return err
		}
		return composite(p.RGBA, over.RGBA, at, operator)
	default:
		return node.Errorf("The operation '%s' is not known", operation).At(i)
	}
	return r.err
}

// to replaces the image by one of another size, which is checked before it is
// made.
func (p *canvas) to(r *reader, width, height int, make func() *image.RGBA) error {
	if r.err != nil {
		return r.err
	}
	if err := checkSize(width, height, r.i); err != nil {
		return err
	}
	p.RGBA = make()
	return nil
}
