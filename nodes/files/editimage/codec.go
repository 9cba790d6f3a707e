package editimage

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/HugoSmits86/nativewebp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// maxPixels is the most that an image may have, before and after: it is worked
// on with 4 bytes for each.
const maxPixels = 64_000_000

// maxFile is the most of a file that is read, in bytes.
const maxFile = 512 << 20

// codec reads a file format, its header alone or the whole.
type codec struct {
	name, title string
	magic       func(head string) bool
	config      func(io.Reader) (image.Config, error)
	decode      func(io.Reader) (image.Image, error)
}

func starts(prefixes ...string) func(string) bool {
	return func(head string) bool {
		for _, p := range prefixes {
			if len(head) >= len(p) && head[:len(p)] == p {
				return true
			}
		}
		return false
	}
}

// codecs are the formats that can be read. Of several pictures in a file it is
// the first.
var codecs = []codec{
	{"png", "PNG (Portable Network Graphics)", starts("\x89PNG\r\n\x1a\n"), png.DecodeConfig, png.Decode},
	{"jpeg", "JPEG (Joint Photographic Experts Group JFIF format)", starts("\xff\xd8\xff"), jpeg.DecodeConfig, jpeg.Decode},
	{"gif", "GIF (CompuServe graphics interchange format)", starts("GIF87a", "GIF89a"), gif.DecodeConfig, gif.Decode},
	{"bmp", "BMP (Microsoft Windows bitmap image)", starts("BM"), bmp.DecodeConfig, bmp.Decode},
	{"tiff", "TIFF (Tagged Image File Format)", starts("II*\x00", "MM\x00*"), tiff.DecodeConfig, tiff.Decode},
	{"webp", "WEBP (WebP Image Format)", func(head string) bool { return len(head) >= 12 && head[:4] == "RIFF" && head[8:12] == "WEBP" }, webp.DecodeConfig, webp.Decode},
}

// read gives the bytes of an item's file with its format and its size, which
// are known from the head alone.
func read(h node.Host, i int, property string) (data []byte, format codec, size image.Config, err error) {
	file, err := node.FileOf(h, 0, i, property)
	if err != nil {
		return nil, format, size, err
	}
	if file.Content.Size() > maxFile {
		return nil, format, size, node.Errorf("The file in '%s' is too large: %d bytes, %d are the most", property, file.Content.Size(), maxFile).At(i)
	}
	r, err := file.Content.Open()
	if err != nil {
		return nil, format, size, err
	}
	defer r.Close()
	if data, err = io.ReadAll(r); err != nil {
		return nil, format, size, err
	}
	head := string(data[:min(len(data), 16)])
	for _, c := range codecs {
		if !c.magic(head) {
			continue
		}
		if size, err = c.config(bytes.NewReader(data)); err != nil {
			return nil, c, size, unreadable(property, err, i)
		}
		return data, c, size, checkSize(size.Width, size.Height, i)
	}
	return nil, format, size, node.Errorf("The file in '%s' is no image of a known format", property).
		Describe("PNG, JPEG, GIF, BMP, TIFF and WebP images can be read").At(i)
}

func unreadable(property string, err error, i int) error {
	return node.Errorf("The image in '%s' cannot be read: %v", property, err).At(i)
}

func checkSize(width, height, i int) error {
	if width < 1 || height < 1 {
		return node.Errorf("An image of %d × %d pixels is empty", width, height).At(i)
	}
	if width > maxPixels/height {
		return node.Errorf("An image of %d × %d pixels is too large", width, height).
			Describe("The most are %d million pixels", maxPixels/1_000_000).At(i)
	}
	return nil
}

// open reads an item's image.
func open(h node.Host, i int, property string) (*canvas, error) {
	data, format, _, err := read(h, i, property)
	if err != nil {
		return nil, err
	}
	picture, err := decode(format, data)
	if err != nil {
		return nil, unreadable(property, err, i)
	}
	return &canvas{RGBA: picture, format: format.name}, nil
}

// decode reads a picture. A file that makes a decoder panic is a broken one.
func decode(format codec, data []byte) (out *image.RGBA, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the file is damaged")
		}
	}()
	picture, err := format.decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return asRGBA(picture), nil
}

func asRGBA(picture image.Image) *image.RGBA {
	b := picture.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, picture, b.Min, draw.Src)
	return out
}

// encode writes the image in a format; the quality is of JPEG alone.
func encode(w io.Writer, picture *canvas, format string, quality int) error {
	switch format {
	case "png":
		return png.Encode(w, picture.RGBA)
	case "jpeg":
		// JPEG knows no transparency: the picture stands on white.
		solid := image.NewRGBA(picture.Rect)
		draw.Draw(solid, solid.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.Draw(solid, solid.Rect, picture.RGBA, picture.Rect.Min, draw.Over)
		return jpeg.Encode(w, solid, &jpeg.Options{Quality: min(max(quality, 1), 100)})
	case "gif":
		return gif.Encode(w, picture.RGBA, nil)
	case "bmp":
		return bmp.Encode(w, picture.RGBA)
	case "tiff":
		return tiff.Encode(w, picture.RGBA, &tiff.Options{Compression: tiff.Deflate, Predictor: true})
	case "webp":
		return nativewebp.Encode(w, picture.RGBA, nil)
	}
	return node.Errorf("Images cannot be written in the format '%s'", format)
}

// information tells what is known of an image, in the words of the original.
func information(h node.Host, i int, property string) (value.Value, error) {
	data, format, size, err := read(h, i, property)
	if err != nil {
		return value.Undefined, err
	}
	geometry := fmt.Sprintf("%dx%d", size.Width, size.Height)
	depth := 8
	switch size.ColorModel {
	case color.Gray16Model, color.RGBA64Model, color.NRGBA64Model:
		depth = 16
	}
	class := "DirectClass"
	if _, indexed := size.ColorModel.(color.Palette); indexed {
		class = "PseudoClass"
	}
	short := map[string]string{"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "bmp": "BMP", "tiff": "TIFF", "webp": "WEBP"}[format.name]
	return node.Obj(
		"Format", format.title,
		"format", short,
		"Geometry", geometry,
		"size", node.Obj("width", size.Width, "height", size.Height),
		"Class", class,
		"Depth", fmt.Sprintf("%d bits-per-pixel component", depth),
		"depth", depth,
		"Filesize", fmt.Sprint(len(data)),
		"Page geometry", geometry+"+0+0",
	), nil
}
