package editimage

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// newSize is the size that a width and a height mean under an option, by the
// rules of GraphicsMagick's geometries.
func newSize(option string, w, h int, width, height float64) (int, int) {
	fw, fh := float64(w), float64(h)
	fit := min(width/fw, height/fh)
	rounded := func(scale float64) (int, int) {
		return max(1, int(math.Floor(fw*scale+0.5))), max(1, int(math.Floor(fh*scale+0.5)))
	}
	if !(width > 0 && height > 0) {
		return 1, 1
	}
	switch option {
	case "ignoreAspectRatio":
		return int(min(width, maxPixels)), int(min(height, maxPixels))
	case "percent":
		return max(1, int(min(fw*width/100+0.5, maxPixels))), max(1, int(min(fh*height/100+0.5, maxPixels)))
	case "maximumArea":
		// The width is cut to whole pixels, the height follows it.
		return rounded(math.Floor(min(fw*math.Sqrt(width*height/(fw*fh)), maxPixels)) / fw)
	case "minimumArea":
		return rounded(min(max(width/fw, height/fh), maxPixels))
	case "onlyIfLarger":
		if fit >= 1 {
			return w, h
		}
	case "onlyIfSmaller":
		if fit <= 1 {
			return w, h
		}
	}
	return rounded(min(fit, maxPixels))
}

func resized(in *image.RGBA, width, height int) *image.RGBA {
	if in.Rect.Dx() == width && in.Rect.Dy() == height {
		return in
	}
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(out, out.Rect, in, in.Rect, draw.Src, nil)
	return out
}

// matrix maps a point around the centre: (a b; c d).
type matrix struct{ a, b, c, d float64 }

func rotation(degrees float64) matrix {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	if math.Mod(degrees, 90) == 0 {
		sin, cos = math.Round(sin), math.Round(cos)
	}
	return matrix{cos, -sin, sin, cos}
}

// shearing takes half of the angle in x, as GraphicsMagick does.
func shearing(x, y float64) matrix {
	tx, ty := math.Tan(x*math.Pi/360), math.Tan(y*math.Pi/180)
	return matrix{1, -tx, ty, 1 - tx*ty}
}

// size is the size of what contains the whole mapped image.
func (m matrix) size(w, h int, round func(float64) float64) (int, int) {
	span := func(x, y float64) int {
		return int(max(1, min(round(math.Abs(x)*float64(w)+math.Abs(y)*float64(h)), maxPixels)))
	}
	return span(m.a, m.b), span(m.c, m.d)
}

func transformed(in *image.RGBA, m matrix, width, height int, background color.NRGBA) *image.RGBA {
	out := filled(width, height, background)
	cx, cy := float64(in.Rect.Dx())/2, float64(in.Rect.Dy())/2
	ox, oy := float64(width)/2, float64(height)/2
	aff := f64.Aff3{m.a, m.b, ox - m.a*cx - m.b*cy, m.c, m.d, oy - m.c*cx - m.d*cy}
	var with draw.Transformer = draw.BiLinear
	if m.a == math.Trunc(m.a) && m.b == math.Trunc(m.b) {
		with = draw.NearestNeighbor
	}
	with.Transform(out, aff, in, in.Rect, draw.Over, nil)
	return out
}

// blurred spreads every pixel over its neighbours, as far as the radius; a
// radius of 0 is as far as it matters for the sigma.
func blurred(in *image.RGBA, radius, sigma float64) *image.RGBA {
	if !(sigma > 0) {
		return in
	}
	if !(radius >= 1) {
		radius = math.Ceil(3 * sigma)
	}
	kernel := make([]float32, int(min(radius, 1000))+1)
	sum := 0.0
	for i := range kernel {
		w := math.Exp(-float64(i*i) / (2 * sigma * sigma))
		kernel[i] = float32(w)
		sum += w
		if i > 0 {
			sum += w
		}
	}
	for i := range kernel {
		kernel[i] /= float32(sum)
	}
	w, h := in.Rect.Dx(), in.Rect.Dy()
	half := image.NewRGBA(in.Rect)
	out := image.NewRGBA(in.Rect)
	for y := range h {
		spread(half.Pix[y*half.Stride:], in.Pix[y*in.Stride:], w, 4, kernel)
	}
	for x := range w {
		spread(out.Pix[x*4:], half.Pix[x*4:], h, out.Stride, kernel)
	}
	return out
}

// spread blurs a line of n pixels that are step bytes apart; beyond its ends
// the last pixels count again.
func spread(to, from []byte, n, step int, kernel []float32) {
	for i := range n {
		var sums [4]float32
		for k, weight := range kernel {
			a := from[max(i-k, 0)*step:]
			for c := range sums {
				sums[c] += weight * float32(a[c])
			}
			if k > 0 {
				b := from[min(i+k, n-1)*step:]
				for c := range sums {
					sums[c] += weight * float32(b[c])
				}
			}
		}
		for c := range sums {
			to[i*step+c] = uint8(min(sums[c]+0.5, 255))
		}
	}
}
