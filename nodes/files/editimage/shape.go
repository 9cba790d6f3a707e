package editimage

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

func filled(width, height int, c color.NRGBA) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(out, out.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return out
}

func cropped(in *image.RGBA, area image.Rectangle) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, area.Dx(), area.Dy()))
	draw.Draw(out, out.Rect, in, area.Min, draw.Src)
	return out
}

func bordered(in *image.RGBA, x, y int, c color.NRGBA) *image.RGBA {
	out := filled(in.Rect.Dx()+2*x, in.Rect.Dy()+2*y, c)
	draw.Draw(out, in.Rect.Add(image.Pt(x, y)), in, in.Rect.Min, draw.Over)
	return out
}

// makeTransparent makes every pixel of a colour transparent.
func makeTransparent(in *image.RGBA, gone color.NRGBA) {
	for i := 0; i+3 < len(in.Pix); i += 4 {
		if in.Pix[i] == gone.R && in.Pix[i+1] == gone.G && in.Pix[i+2] == gone.B && in.Pix[i+3] == 255 {
			clear(in.Pix[i : i+4])
		}
	}
}

// shape is a figure to draw. A circle has its centre at the start and goes
// through the end; a rectangle contains the pixels of both its corners.
type shape struct {
	kind           string
	color          color.NRGBA
	x1, y1, x2, y2 float64
	radius         float64
}

func (s shape) draw(on *image.RGBA) {
	var p path
	switch s.kind {
	case "rectangle":
		p.rectangle(min(s.x1, s.x2), min(s.y1, s.y2), max(s.x1, s.x2)+1, max(s.y1, s.y2)+1, s.radius)
	case "circle":
		p.circle(s.x1+0.5, s.y1+0.5, math.Hypot(s.x2-s.x1, s.y2-s.y1)+0.5)
	case "line":
		p.line(s.x1+0.5, s.y1+0.5, s.x2+0.5, s.y2+0.5)
	}
	p.fill(on, s.color)
}

// path is a polygon.
type path [][2]float64

func (p *path) to(x, y float64) { *p = append(*p, [2]float64{x, y}) }

func (p *path) rectangle(x1, y1, x2, y2, radius float64) {
	r := max(0, min(radius, (x2-x1)/2, (y2-y1)/2))
	p.arc(x2-r, y1+r, r, -math.Pi/2)
	p.arc(x2-r, y2-r, r, 0)
	p.arc(x1+r, y2-r, r, math.Pi/2)
	p.arc(x1+r, y1+r, r, math.Pi)
}

// arc adds a quarter of a circle.
func (p *path) arc(x, y, r, from float64) {
	n := max(1, int(math.Min(r, 1000)))
	for k := range n + 1 {
		a := from + math.Pi/2*float64(k)/float64(n)
		p.to(x+r*math.Cos(a), y+r*math.Sin(a))
	}
}

func (p *path) circle(x, y, r float64) {
	for quarter := range 4 {
		p.arc(x, y, r, float64(quarter)*math.Pi/2)
	}
}

// line is one pixel wide.
func (p *path) line(x1, y1, x2, y2 float64) {
	length := math.Hypot(x2-x1, y2-y1)
	if length == 0 {
		p.rectangle(x1-0.5, y1-0.5, x1+0.5, y1+0.5, 0)
		return
	}
	dx, dy := (y2-y1)/length/2, (x1-x2)/length/2
	p.to(x1+dx, y1+dy)
	p.to(x2+dx, y2+dy)
	p.to(x2-dx, y2-dy)
	p.to(x1-dx, y1-dy)
}

// farOut bounds the places of points, in pixels: beyond an image of the most
// pixels in one row nothing is seen.
const farOut = 1 << 20

func (p path) fill(on *image.RGBA, c color.NRGBA) {
	if len(p) == 0 {
		return
	}
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i := range p {
		for k := range p[i] {
			if !(math.Abs(p[i][k]) <= farOut) {
				p[i][k] = math.Copysign(farOut, p[i][k])
			}
		}
		left, right = min(left, p[i][0]), max(right, p[i][0])
		top, bottom = min(top, p[i][1]), max(bottom, p[i][1])
	}
	area := image.Rect(int(math.Floor(left)), int(math.Floor(top)), int(math.Ceil(right)), int(math.Ceil(bottom))).Intersect(on.Rect)
	if area.Empty() {
		return
	}
	z := vector.NewRasterizer(area.Dx(), area.Dy())
	at := func(q [2]float64) (float32, float32) {
		return float32(q[0] - float64(area.Min.X)), float32(q[1] - float64(area.Min.Y))
	}
	z.MoveTo(at(p[0]))
	for _, q := range p[1:] {
		z.LineTo(at(q))
	}
	z.ClosePath()
	z.Draw(on, area, image.NewUniform(c), image.Point{})
}
