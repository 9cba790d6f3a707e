package editimage

import (
	"image"
	"image/color"
	"math"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"runnel/runtime/node"
)

// lettering is a text to write. Its place is the left end of the first line's
// base.
type lettering struct {
	text, font string
	size, x, y float64
	color      color.NRGBA
	// length is the most characters of a line.
	length int
}

// maxFontSize bounds letters, in pixels.
const maxFontSize = 2000

func (t lettering) draw(on *image.RGBA) error {
	if !(t.size > 0) {
		return nil
	}
	face, err := faceOf(t.font, min(t.size, maxFontSize))
	if err != nil {
		return err
	}
	defer face.Close()
	limit := func(f float64) float64 { return max(-farOut, min(f, farOut)) }
	pen := font.Drawer{Dst: on, Src: image.NewUniform(t.color), Face: face}
	y := fixed.Int26_6(math.Round(limit(t.y) * 64))
	for _, line := range wrapped(t.text, t.length) {
		if y > fixed.I(on.Rect.Dy()+maxFontSize) {
			break
		}
		pen.Dot = fixed.Point26_6{X: fixed.Int26_6(math.Round(limit(t.x) * 64)), Y: y}
		pen.DrawString(line)
		y += face.Metrics().Height
	}
	return nil
}

// wrapped breaks lines between words so that a line and the space behind it
// have at most length characters.
func wrapped(text string, length int) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		now := ""
		for _, word := range strings.Split(line, " ") {
			if now != "" && len([]rune(now))+len([]rune(word))+2 > length {
				out = append(out, now)
				now = ""
			}
			if now != "" {
				now += " "
			}
			now += word
		}
		out = append(out, now)
	}
	return out
}

// fontFiles are the fonts of the program itself: files of the machine are not
// reached for.
var fontFiles = map[string][]byte{
	"": goregular.TTF, "bold": gobold.TTF, "italic": goitalic.TTF, "bolditalic": gobolditalic.TTF, "mono": gomono.TTF, "monobold": gomonobold.TTF,
}

// parsedFonts holds fonts that were read once.
var parsedFonts sync.Map

// faceOf gives letters that come nearest to a font, going by its name: for a
// font of the machine where the workflow was made there is one of the same
// weight and slant.
func faceOf(name string, size float64) (font.Face, error) {
	name = strings.ToLower(name)
	style := ""
	mono := strings.Contains(name, "mono") || strings.Contains(name, "courier")
	if mono {
		style = "mono"
	}
	if strings.Contains(name, "bold") {
		style += "bold"
	}
	if !mono && (strings.Contains(name, "italic") || strings.Contains(name, "oblique")) {
		style += "italic"
	}
	parsed, ok := parsedFonts.Load(style)
	if !ok {
		f, err := opentype.Parse(fontFiles[style])
		if err != nil {
			return nil, node.Errorf("Default font not found. Select a font from the options.").Because(err)
		}
		parsed, _ = parsedFonts.LoadOrStore(style, f)
	}
	return opentype.NewFace(parsed.(*opentype.Font), &opentype.FaceOptions{Size: size, DPI: 72})
}
