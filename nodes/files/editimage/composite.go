package editimage

import (
	"image"
	"image/color"
	"math"

	"runnel/runtime/node"
)

// pixel has its channels from 0 to 255, not premultiplied.
type pixel struct{ r, g, b, a float64 }

// composite lays one image over another at a place. What lies outside of the
// lower one is left out.
func composite(under, over *image.RGBA, at image.Point, operator string) error {
	mix := mixers[operator]
	if mix == nil {
		return node.Errorf("The operator '%s' is not known", operator)
	}
	area := over.Rect.Add(at).Intersect(under.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			p := mix(pixelOf(over.RGBAAt(x-at.X, y-at.Y)), pixelOf(under.RGBAAt(x, y)))
			under.Set(x, y, color.NRGBA{channel(p.r), channel(p.g), channel(p.b), channel(p.a)})
		}
	}
	return nil
}

func pixelOf(c color.RGBA) pixel {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return pixel{float64(n.R), float64(n.G), float64(n.B), float64(n.A)}
}

func channel(v float64) uint8 { return uint8(max(0, min(math.Round(v), 255))) }

// brightness is how bright the eye sees a pixel.
func (p pixel) brightness() float64 { return 0.299*p.r + 0.587*p.g + 0.114*p.b }

// covering mixes two pixels by how much of each is kept (Porter and Duff).
func covering(over, under func(oa, ua float64) float64) func(o, u pixel) pixel {
	return func(o, u pixel) pixel {
		oa, ua := o.a/255, u.a/255
		fo, fu := oa*over(oa, ua), ua*under(oa, ua)
		a := fo + fu
		if a == 0 {
			return pixel{}
		}
		return pixel{(o.r*fo + u.r*fu) / a, (o.g*fo + u.g*fu) / a, (o.b*fo + u.b*fu) / a, 255 * a}
	}
}

// each computes channel by channel; the result covers.
func each(f func(o, u float64) float64) func(o, u pixel) pixel {
	return func(o, u pixel) pixel { return pixel{f(o.r, u.r), f(o.g, u.g), f(o.b, u.b), 255} }
}

var mixers = map[string]func(o, u pixel) pixel{
	"Over": covering(func(_, _ float64) float64 { return 1 }, func(oa, _ float64) float64 { return 1 - oa }),
	"Atop": covering(func(_, ua float64) float64 { return ua }, func(oa, _ float64) float64 { return 1 - oa }),
	"In":   covering(func(_, ua float64) float64 { return ua }, func(_, _ float64) float64 { return 0 }),
	"Out":  covering(func(_, ua float64) float64 { return 1 - ua }, func(_, _ float64) float64 { return 0 }),
	"Xor":  covering(func(_, ua float64) float64 { return 1 - ua }, func(oa, _ float64) float64 { return 1 - oa }),
	"Copy": func(o, _ pixel) pixel { return o },

	"Plus":       each(func(o, u float64) float64 { return o + u }),
	"Minus":      each(func(o, u float64) float64 { return u - o }),
	"Difference": each(func(o, u float64) float64 { return math.Abs(o - u) }),
	"Multiply":   each(func(o, u float64) float64 { return o * u / 255 }),
	// What would be too much or too little begins again at the other end.
	"Add": each(func(o, u float64) float64 { return math.Mod(o+u, 256) }),
	"Subtract": each(func(o, u float64) float64 {
		if o < u {
			return o - u + 255
		}
		return o - u
	}),
	"Divide": each(func(o, u float64) float64 {
		if u == 0 {
			return 255
		}
		return o / u * 255
	}),
	"Bumpmap": func(o, u pixel) pixel {
		f := o.brightness() / 255
		return pixel{u.r * f, u.g * f, u.b * f, u.a}
	},

	"CopyRed":   func(o, u pixel) pixel { u.r = o.r; return u },
	"CopyGreen": func(o, u pixel) pixel { u.g = o.g; return u },
	"CopyBlue":  func(o, u pixel) pixel { u.b = o.b; return u },
	// Cyan, magenta and yellow are what red, green and blue lack; there is no
	// black beside them.
	"CopyCyan":    func(o, u pixel) pixel { u.r = o.r; return u },
	"CopyMagenta": func(o, u pixel) pixel { u.g = o.g; return u },
	"CopyYellow":  func(o, u pixel) pixel { u.b = o.b; return u },
	"CopyBlack":   func(_, u pixel) pixel { return u },
	"CopyOpacity": func(o, u pixel) pixel {
		if u.a = o.a; o.a == 255 {
			u.a = 255 - o.brightness()
		}
		return u
	},
}
