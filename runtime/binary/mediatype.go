package binary

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/gabriel-vasile/mimetype"
)

// mediaTypes has a line for each registered media type: the type, its usual
// extension ("-" for none), and the extensions that mean it. It is made from
// the registries of IANA, Apache and nginx as the npm package mime-db 1.54
// collects them.
//
//go:embed mediatypes.txt
var mediaTypes string

var tables = sync.OnceValue(func() (t struct{ types, extensions map[string]string }) {
	t.types = make(map[string]string, 1300)
	t.extensions = make(map[string]string, 1100)
	for line := range strings.Lines(mediaTypes) {
		fields := strings.Fields(line)
		if fields[1] != "-" {
			t.extensions[fields[0]] = fields[1]
		}
		for _, ext := range fields[2:] {
			t.types[ext] = fields[0]
		}
	}
	return t
})

// TypeByName gives the media type that the extension of a file name stands
// for, "" when it is unknown.
func TypeByName(name string) string {
	ext := extension(name)
	if ext == "" {
		return ""
	}
	return tables().types[strings.ToLower(ext)]
}

// ExtensionOf gives the usual extension of files of a media type, without a
// dot; "" when there is none. Parameters of the type do not count.
func ExtensionOf(mediaType string) string {
	mediaType, _, _ = strings.Cut(strings.TrimSpace(mediaType), ";")
	mediaType, _, _ = strings.Cut(mediaType, " ")
	return tables().extensions[strings.ToLower(mediaType)]
}

// FileType is the original's coarse kind of a file: json, html, image, audio,
// video, text, pdf, or "" for all others.
func FileType(mediaType string) string {
	switch {
	case strings.HasPrefix(mediaType, "application/json"):
		return "json"
	case strings.HasPrefix(mediaType, "text/html"):
		return "html"
	case strings.HasPrefix(mediaType, "image/"):
		return "image"
	case strings.HasPrefix(mediaType, "audio/"):
		return "audio"
	case strings.HasPrefix(mediaType, "video/"):
		return "video"
	case strings.HasPrefix(mediaType, "text/"), strings.HasPrefix(mediaType, "application/javascript"):
		return "text"
	case strings.HasPrefix(mediaType, "application/pdf"):
		return "pdf"
	}
	return ""
}

// base gives the last part of a path, and extension what follows the last dot
// in it; a dot in front makes no extension.
func base(name string) string {
	name = strings.TrimRight(name, "/")
	return name[strings.LastIndexByte(name, '/')+1:]
}

func extension(name string) string {
	name = base(name)
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[i+1:]
	}
	return ""
}

// sniffed has the media types that are recognised by a file's first bytes,
// with their extensions: the names that the original knows them by. Text has
// no such marks, but for a few formats with a fixed beginning.
var sniffed = map[string]string{
	"application/dicom": "dcm", "application/epub+zip": "epub", "application/gzip": "gz", "application/ogg": "ogx", "application/pdf": "pdf",
	"application/postscript": "ps", "application/rtf": "rtf", "application/vnd.ms-cab-compressed": "cab", "application/vnd.ms-fontobject": "eot",
	"application/vnd.ms-htmlhelp": "chm", "application/vnd.oasis.opendocument.presentation": "odp", "application/vnd.oasis.opendocument.spreadsheet": "ods",
	"application/vnd.oasis.opendocument.text": "odt", "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
	"application/vnd.tcpdump.pcap": "pcap", "application/wasm": "wasm", "application/x-7z-compressed": "7z", "application/x-bzip2": "bz2",
	"application/x-cfb": "cfb", "application/x-deb": "deb", "application/x-esri-shape": "shp", "application/x-google-chrome-extension": "crx",
	"application/x-lzip": "lz", "application/x-mobipocket-ebook": "mobi", "application/x-msdownload": "exe", "application/x-nintendo-nes-rom": "nes",
	"application/x-rar-compressed": "rar", "application/x-rpm": "rpm", "application/x-shockwave-flash": "swf", "application/x-sqlite3": "sqlite",
	"application/x-tar": "tar", "application/x-unix-archive": "ar", "application/x-xz": "xz", "application/x.ms.shortcut": "lnk",
	"application/xml": "xml", "application/zip": "zip", "application/zstd": "zst",
	"audio/aac": "aac", "audio/aiff": "aif", "audio/amr": "amr", "audio/ape": "ape", "audio/midi": "mid", "audio/mp4": "m4b", "audio/mpeg": "mp3",
	"audio/ogg": "oga", "audio/qcelp": "qcp", "audio/vnd.wave": "wav", "audio/x-flac": "flac", "audio/x-m4a": "m4a", "audio/x-musepack": "mpc",
	"audio/x-voc": "voc", "font/otf": "otf", "font/ttf": "ttf", "font/woff": "woff", "font/woff2": "woff2",
	"image/apng": "apng", "image/avif": "avif", "image/bmp": "bmp", "image/bpg": "bpg", "image/gif": "gif", "image/heic": "heic",
	"image/heic-sequence": "heic", "image/heif": "heic", "image/heif-sequence": "heic", "image/icns": "icns", "image/jp2": "jp2", "image/jpeg": "jpg",
	"image/jpm": "jpm", "image/jpx": "jpx", "image/jxl": "jxl", "image/png": "png", "image/tiff": "tif", "image/vnd.adobe.photoshop": "psd",
	"image/vnd.ms-photo": "jxr", "image/webp": "webp", "image/x-icon": "ico", "image/x-xcf": "xcf",
	"model/3mf": "3mf", "model/gltf-binary": "glb", "text/calendar": "ics", "text/vcard": "vcf",
	"video/3gpp": "3gp", "video/3gpp2": "3g2", "video/mj2": "mj2", "video/mp4": "mp4", "video/mpeg": "mpg", "video/ogg": "ogv",
	"video/quicktime": "mov", "video/vnd.avi": "avi", "video/webm": "webm", "video/x-flv": "flv", "video/x-m4v": "m4v", "video/x-matroska": "mkv",
	"video/x-ms-asf": "asf",
}

// renamed maps the sniffing library's names to those in sniffed.
var renamed = map[string]string{
	"application/lzip": "application/x-lzip", "application/vnd.debian.binary-package": "application/x-deb",
	"application/vnd.microsoft.portable-executable":          "application/x-msdownload",
	"application/vnd.ms-package.3dmanufacturing-3dmodel+xml": "model/3mf",
	"application/vnd.nintendo.snes.rom":                      "application/x-nintendo-nes-rom",
	"application/vnd.rar":                                    "application/x-rar-compressed",
	"application/vnd.shp":                                    "application/x-esri-shape",
	"application/vnd.sqlite3":                                "application/x-sqlite3",
	"application/x-archive":                                  "application/x-unix-archive",
	"application/x-chrome-extension":                         "application/x-google-chrome-extension",
	"application/x-ms-shortcut":                              "application/x.ms.shortcut",
	"application/x-ole-storage":                              "application/x-cfb",
	"audio/flac":                                             "audio/x-flac",
	"audio/musepack":                                         "audio/x-musepack",
	"audio/wav":                                              "audio/vnd.wave",
	"image/jxr":                                              "image/vnd.ms-photo",
	"image/x-icns":                                           "image/icns",
	"text/rtf":                                               "application/rtf",
	"video/matroska":                                         "video/x-matroska",
	"video/x-msvideo":                                        "video/vnd.avi",
}

// sniffBytes is how much of a file is looked at.
const sniffBytes = 3072

// Sniff tells a file's media type and extension by its first bytes; "" when
// they say nothing.
func Sniff(head []byte) (mediaType, ext string) {
	if strings.HasPrefix(string(head[:min(len(head), 9)]), "<?xml ") || strings.HasPrefix(string(head[:min(len(head), 9)]), "\xEF\xBB\xBF<?xml ") {
		return "application/xml", "xml"
	}
	for m := mimetype.Detect(head[:min(len(head), sniffBytes)]); m != nil; m = m.Parent() {
		name, _, _ := strings.Cut(m.String(), ";")
		if other, ok := renamed[name]; ok {
			name = other
		}
		if ext, ok := sniffed[name]; ok && name != "application/xml" {
			return name, ext
		}
	}
	return "", ""
}
