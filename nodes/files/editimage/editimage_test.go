package editimage

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"testing"

	"runnel/runtime/item"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const typ = "n8n-nodes-base.editImage"

// picture is a file with a red image that has a blue pixel at 1,0.
func picture(t testing.TB, width, height int) *item.Binary {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.RGBA{255, 0, 0, 255})
		}
	}
	img.Set(1, 0, color.RGBA{0, 0, 255, 255})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return nodetest.File("a.png", "image/png", b.String())
}

// edited runs the node and reads the image that it gives.
func edited(t *testing.T, params string, files ...*item.Binary) image.Image {
	t.Helper()
	got, err := decodeFile(runNode(t, params, files...))
	if err != nil {
		t.Fatalf("%s: %v", params, err)
	}
	return got
}

func runNode(t *testing.T, params string, files ...*item.Binary) *item.Binary {
	t.Helper()
	it := item.New(value.EmptyObject)
	for i, f := range files {
		it = nodetest.WithFile(it, []string{"data", "over"}[i], f)
	}
	out, err := nodetest.New(t, typ, 1, params).Link([]item.Item{it}).Run()
	if err != nil {
		t.Fatalf("%s: %v", params, err)
	}
	return out[0][0].Binary.Get("data")
}

func decodeFile(f *item.Binary) (image.Image, error) {
	r, err := f.Content.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	for _, c := range codecs {
		if c.magic(string(data[:min(16, len(data))])) {
			return c.decode(bytes.NewReader(data))
		}
	}
	return nil, fmt.Errorf("an unknown format")
}

// TestSizes holds the sizes against those that GraphicsMagick 1.3.40 makes of an
// image of 100 × 60 pixels.
func TestSizes(t *testing.T) {
	in := picture(t, 100, 60)
	resize := func(option string, width, height int) string {
		return fmt.Sprintf(`{"operation":"resize","resizeOption":%q,"width":%d,"height":%d}`, option, width, height)
	}
	for params, want := range map[string]string{
		resize("maximumArea", 50, 50):                                               "64x38",
		resize("maximumArea", 70, 30):                                               "59x35",
		resize("maximumArea", 200, 200):                                             "258x155",
		resize("minimumArea", 50, 50):                                               "83x50",
		resize("minimumArea", 3, 3):                                                 "5x3",
		resize("ignoreAspectRatio", 50, 50):                                         "50x50",
		resize("onlyIfLarger", 50, 50):                                              "50x30",
		resize("onlyIfLarger", 500, 500):                                            "100x60",
		resize("onlyIfSmaller", 50, 50):                                             "100x60",
		resize("onlyIfSmaller", 200, 200):                                           "200x120",
		resize("percent", 50, 50):                                                   "50x30",
		resize("percent", 150, 200):                                                 "150x120",
		`{"operation":"rotate","rotate":30}`:                                        "117x102",
		`{"operation":"rotate","rotate":45}`:                                        "113x113",
		`{"operation":"rotate","rotate":-10}`:                                       "109x76",
		`{"operation":"rotate","rotate":90}`:                                        "60x100",
		`{"operation":"rotate","rotate":180}`:                                       "100x60",
		`{"operation":"rotate","rotate":359}`:                                       "101x62",
		`{"operation":"shear","degreesX":10,"degreesY":0}`:                          "105x60",
		`{"operation":"shear","degreesX":0,"degreesY":10}`:                          "100x77",
		`{"operation":"border","borderWidth":10,"borderHeight":5}`:                  "120x70",
		`{"operation":"crop","width":30,"height":20,"positionX":5,"positionY":6}`:   "30x20",
		`{"operation":"crop"}`:                                                      "100x60",
		`{"operation":"crop","width":30,"height":20,"positionX":90,"positionY":50}`: "10x10",
		`{"operation":"create","width":7,"height":9}`:                               "7x9",
		`{"operation":"blur"}`:                                                      "100x60",
		`{"operation":"multiStep","operations":{"operations":[{"operation":"create","width":30,"height":20},{"operation":"rotate","rotate":90}]}}`: "20x30",
	} {
		b := edited(t, params, in).Bounds()
		if got := fmt.Sprintf("%dx%d", b.Dx(), b.Dy()); got != want {
			t.Errorf("%s: %s, not %s", params, got, want)
		}
	}
}

func at(img image.Image, x, y int) string {
	c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x%02x", c.R, c.G, c.B, c.A)
}

func TestPixels(t *testing.T) {
	over := picture(t, 2, 2)
	for _, c := range []struct {
		params string
		x, y   int
		want   string
	}{
		{`{"operation":"create","backgroundColor":"#11223300"}`, 0, 0, "#112233ff"},
		{`{"operation":"create","backgroundColor":"#112233ff"}`, 0, 0, "#00000000"},
		{`{"operation":"border","borderWidth":1,"borderHeight":1,"borderColor":"#010203"}`, 0, 0, "#010203ff"},
		{`{"operation":"border","borderWidth":1,"borderHeight":1,"borderColor":"#010203"}`, 2, 1, "#0000ffff"},
		{`{"operation":"crop","width":1,"height":1,"positionX":1}`, 0, 0, "#0000ffff"},
		{`{"operation":"transparent","color":"#ff0000"}`, 0, 0, "#00000000"},
		{`{"operation":"transparent","color":"#ff0000"}`, 1, 0, "#0000ffff"},
		{`{"operation":"rotate","rotate":180}`, 8, 9, "#0000ffff"},
		{`{"operation":"rotate","rotate":90}`, 9, 1, "#0000ffff"},
		{`{"operation":"rotate","rotate":45,"backgroundColor":"#00ff0000"}`, 0, 0, "#00ff00ff"},
		{`{"operation":"draw","color":"#00ff0000","startPositionX":2,"startPositionY":2,"endPositionX":4,"endPositionY":4}`, 4, 4, "#00ff00ff"},
		{`{"operation":"draw","color":"#00ff0000","startPositionX":2,"startPositionY":2,"endPositionX":4,"endPositionY":4}`, 5, 5, "#ff0000ff"},
		{`{"operation":"draw","color":"#00ff0080","startPositionX":2,"startPositionY":2,"endPositionX":4,"endPositionY":4}`, 3, 3, "#807f00ff"},
		{`{"operation":"draw","color":"#00ff0000","startPositionX":2,"startPositionY":2,"endPositionX":9,"endPositionY":9,"cornerRadius":4}`, 2, 2, "#ff0000ff"},
		{`{"operation":"draw","primitive":"circle","color":"#00ff0000","startPositionX":5,"startPositionY":5,"endPositionX":8,"endPositionY":5}`, 5, 5, "#00ff00ff"},
		{`{"operation":"draw","primitive":"circle","color":"#00ff0000","startPositionX":5,"startPositionY":5,"endPositionX":8,"endPositionY":5}`, 9, 9, "#ff0000ff"},
		{`{"operation":"draw","primitive":"line","color":"#00ff0000","startPositionX":0,"startPositionY":4,"endPositionX":9,"endPositionY":4}`, 5, 4, "#00ff00ff"},
		{`{"operation":"draw","color":"#00ff0000","startPositionX":-1e300,"startPositionY":-1e300,"endPositionX":1e300,"endPositionY":1e300}`, 5, 4, "#00ff00ff"},
		{`{"operation":"composite","dataPropertyNameComposite":"over","positionX":3,"positionY":4}`, 4, 4, "#0000ffff"},
		{`{"operation":"composite","dataPropertyNameComposite":"over","operator":"Difference"}`, 1, 0, "#000000ff"},
		{`{"operation":"composite","dataPropertyNameComposite":"over","operator":"Plus","positionX":3}`, 4, 0, "#ff00ffff"},
		{`{"operation":"composite","dataPropertyNameComposite":"over","operator":"Xor"}`, 0, 0, "#00000000"},
		{`{"operation":"composite","dataPropertyNameComposite":"over","operator":"CopyRed","positionX":3}`, 4, 0, "#000000ff"},
		{`{"operation":"blur","blur":1,"sigma":1,"options":{"format":"png"}}`, 9, 9, "#ff0000ff"},
	} {
		if got := at(edited(t, c.params, picture(t, 10, 10), over), c.x, c.y); got != c.want {
			t.Errorf("%s: %d,%d is %s, not %s", c.params, c.x, c.y, got, c.want)
		}
	}
}

func TestTextIsWritten(t *testing.T) {
	dark := func(params string) int {
		img, n := edited(t, params, picture(t, 60, 60)), 0
		for y := range 60 {
			for x := range 60 {
				if r, _, _, _ := img.At(x, y).RGBA(); r < 0x8000 {
					n++
				}
			}
		}
		return n
	}
	one := dark(`{"operation":"text","text":"H","positionX":10,"positionY":30}`)
	two := dark(`{"operation":"text","text":"HH","positionX":10,"positionY":30}`)
	lines := dark(`{"operation":"text","text":"H H","lineLength":1,"positionX":10,"positionY":30}`)
	bold := dark(`{"operation":"text","text":"H","positionX":10,"positionY":30,"options":{"font":"/usr/share/fonts/Some-Bold.ttf"}}`)
	none := dark(`{"operation":"text","text":"H","positionX":-500,"positionY":30}`)
	// The blue pixel is dark, too.
	if one < 20 || two-1 != 2*(one-1) || lines <= one || bold == one || none != 1 {
		t.Errorf("dark pixels: %d of one letter, %d of two, %d on two lines, %d in bold, %d outside", one, two, lines, bold, none)
	}
}

func TestFormats(t *testing.T) {
	for _, format := range []string{"bmp", "gif", "jpeg", "png", "tiff", "webp"} {
		f := runNode(t, `{"operation":"rotate","rotate":180,"options":{"format":"`+format+`","fileName":"b"}}`, picture(t, 10, 10))
		if f.FileName != "b" || f.MimeType != "image/"+format || f.FileExtension != format {
			t.Errorf("%s: %+v", format, f)
		}
		img, err := decodeFile(f)
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		r, g, b, a := img.At(0, 0).RGBA()
		if r>>8 < 240 || g>>8 > 20 || b>>8 > 20 || a>>8 != 255 {
			t.Errorf("%s: a pixel is %d %d %d %d", format, r>>8, g>>8, b>>8, a>>8)
		}
		// What was written is read again.
		doc := `{"operation":"information"}`
		out, err := nodetest.New(t, typ, 1, doc).Link([]item.Item{nodetest.WithFile(item.New(value.EmptyObject), "data", f)}).Run()
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		if got := out[0][0].JSON.Get("size").JSON(); got != `{"width":10,"height":10}` || out[0][0].JSON.Get("format").Str() != strings.ToUpper(format) {
			t.Errorf("%s: %s", format, out[0][0].JSON.JSON())
		}
	}
}

func TestInformation(t *testing.T) {
	it := nodetest.WithFile(item.New(nodetest.Doc(`{"a":1}`)), "data", picture(t, 3, 2))
	out, err := nodetest.New(t, typ, 1, `{"operation":"information"}`).Link([]item.Item{it}).Run()
	nodetest.Want(t, out, err, fmt.Sprintf(`[[{"Format":"PNG (Portable Network Graphics)","format":"PNG","Geometry":"3x2","size":{"width":3,"height":2},`+
		`"Class":"DirectClass","Depth":"8 bits-per-pixel component","depth":8,"Filesize":"%d","Page geometry":"3x2+0+0"}]]`, picture(t, 3, 2).Content.Size()))
}

func TestWrapping(t *testing.T) {
	got := strings.Join(wrapped("Hello big wide world of texts\n\nend", 10), "|")
	if want := "Hello big|wide|world of|texts||end"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}

// pngHeader is the beginning of a PNG file of a size, without its pixels.
func pngHeader(width, height uint32) string {
	chunk := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(chunk[4:], width)
	binary.BigEndian.PutUint32(chunk[8:], height)
	chunk[12], chunk[13] = 8, 6
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return string(binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk)))
}

func TestBadInput(t *testing.T) {
	good := picture(t, 10, 10)
	for _, c := range []struct {
		name, params string
		file         *item.Binary
		want         string
	}{
		{"huge", `{"operation":"rotate"}`, nodetest.File("a.png", "image/png", pngHeader(60000, 60000)), "An image of 60000 × 60000 pixels is too large"},
		{"huge, information only", `{"operation":"information"}`, nodetest.File("a.png", "image/png", pngHeader(60000, 60000)), "An image of 60000 × 60000 pixels is too large"},
		{"huge GIF", `{"operation":"rotate"}`, nodetest.File("a.gif", "image/gif", "GIF89a\xff\xff\xff\xff\x00\x00\x00"), "An image of 65535 × 65535 pixels is too large"},
		{"no pixels", `{"operation":"rotate"}`, nodetest.File("a.png", "image/png", pngHeader(10, 10)), "The image in 'data' cannot be read: unexpected EOF"},
		{"no image", `{"operation":"rotate"}`, nodetest.File("a.txt", "text/plain", "text"), "The file in 'data' is no image of a known format"},
		{"empty", `{"operation":"rotate"}`, nodetest.File("a.txt", "text/plain", ""), "The file in 'data' is no image of a known format"},
		{"too large a result", `{"operation":"resize","resizeOption":"ignoreAspectRatio","width":60000,"height":60000}`, good, "An image of 60000 × 60000 pixels is too large"},
		{"too large a border", `{"operation":"border","borderWidth":1e9,"borderHeight":1e9}`, good, "An image of 128000010 × 128000010 pixels is too large"},
		{"too large from nothing", `{"operation":"create","width":60000,"height":60000}`, good, "An image of 60000 × 60000 pixels is too large"},
		{"empty from nothing", `{"operation":"create","width":0,"height":5}`, good, "An image of 0 × 5 pixels is empty"},
		{"a colour", `{"operation":"create","backgroundColor":"#12"}`, good, "'#12' is no color; write it as #rrggbb"},
		{"outside", `{"operation":"crop","positionX":11}`, good, "The area to crop lies outside of the image"},
		{"nothing to lay over", `{"operation":"composite","dataPropertyNameComposite":"b"}`, good, "The item has no binary field 'b' [item 0]"},
	} {
		it := nodetest.WithFile(item.New(value.EmptyObject), "data", c.file)
		_, err := nodetest.New(t, typ, 1, c.params).Link([]item.Item{it}).Run()
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, not %s", c.name, err, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	var b bytes.Buffer
	for _, format := range []string{"bmp", "gif", "jpeg", "png", "tiff", "webp"} {
		b.Reset()
		if err := encode(&b, &canvas{RGBA: filled(3, 2, color.NRGBA{1, 2, 3, 255})}, format, 90); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		it := nodetest.WithFile(item.New(value.EmptyObject), "data", nodetest.File("a", "", string(data)))
		h := nodetest.New(t, typ, 1, `{}`).Link([]item.Item{it})
		_, format, size, err := read(h, 0, "data")
		if err != nil || size.Width*size.Height > 1<<20 {
			return
		}
		decode(format, data)
	})
}
