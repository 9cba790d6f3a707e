package editimage

import (
	"image/color"
	"strconv"
	"strings"

	"runnel/runtime/node"
)

// parseColor reads #rgb, #rrggbb, #rrggbbtt and a few names. As in
// GraphicsMagick the fourth pair is how transparent the colour is: 00 covers,
// ff is not seen.
func parseColor(text string) (color.NRGBA, error) {
	text = strings.TrimSpace(text)
	if c, ok := namedColors[strings.ToLower(text)]; ok {
		return c, nil
	}
	hex, ok := strings.CutPrefix(text, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	if n, err := strconv.ParseUint(hex, 16, 64); ok && err == nil {
		switch len(hex) {
		case 6:
			return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, nil
		case 8:
			return color.NRGBA{uint8(n >> 24), uint8(n >> 16), uint8(n >> 8), 255 - uint8(n)}, nil
		}
	}
	return color.NRGBA{}, node.Errorf("'%s' is no color; write it as #rrggbb", text)
}

var namedColors = map[string]color.NRGBA{
	"black": {0, 0, 0, 255}, "white": {255, 255, 255, 255}, "red": {255, 0, 0, 255}, "green": {0, 128, 0, 255}, "blue": {0, 0, 255, 255},
	"yellow": {255, 255, 0, 255}, "gray": {126, 126, 126, 255}, "transparent": {}, "none": {},
}
