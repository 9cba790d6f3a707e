package regex

import (
	"strings"
	"sync"
	"unicode"
)

// properties caches the sets of \p{…} by the text between the braces.
var properties sync.Map

// property returns the set of a Unicode property as \p{…} names it; nil where there is none of that name.
func property(text string) *charset {
	if s, ok := properties.Load(text); ok {
		return s.(*charset)
	}
	s := makeProperty(text)
	if s != nil {
		properties.Store(text, s)
	}
	return s
}

func tables(list ...*unicode.RangeTable) *charset {
	var b setBuilder
	for _, t := range list {
		b.addTable(t)
	}
	return b.set()
}

// categoryNames are the long names of general categories.
var categoryNames = map[string]string{
	"Cased_Letter": "LC", "Close_Punctuation": "Pe", "Connector_Punctuation": "Pc", "Control": "Cc", "cntrl": "Cc", "Currency_Symbol": "Sc", "Dash_Punctuation": "Pd", "Decimal_Number": "Nd", "digit": "Nd",
	"Enclosing_Mark": "Me", "Final_Punctuation": "Pf", "Format": "Cf", "Initial_Punctuation": "Pi", "Letter": "L", "Letter_Number": "Nl", "Line_Separator": "Zl", "Lowercase_Letter": "Ll", "Mark": "M",
	"Combining_Mark": "M", "Math_Symbol": "Sm", "Modifier_Letter": "Lm", "Modifier_Symbol": "Sk", "Nonspacing_Mark": "Mn", "Number": "N", "Open_Punctuation": "Ps", "Other": "C", "Other_Letter": "Lo",
	"Other_Number": "No", "Other_Punctuation": "Po", "Other_Symbol": "So", "Paragraph_Separator": "Zp", "Private_Use": "Co", "Punctuation": "P", "punct": "P", "Separator": "Z", "Space_Separator": "Zs",
	"Spacing_Mark": "Mc", "Surrogate": "Cs", "Symbol": "S", "Titlecase_Letter": "Lt", "Unassigned": "Cn", "Uppercase_Letter": "Lu",
}

func category(name string) *charset {
	if long, ok := categoryNames[name]; ok {
		name = long
	}
	switch name {
	case "LC":
		return tables(unicode.Lu, unicode.Ll, unicode.Lt)
	case "Cn", "C":
		var b setBuilder
		for n, t := range unicode.Categories {
			if len(n) == 2 && n != "Cn" && n != "LC" {
				b.addTable(t)
			}
		}
		assigned := b.set()
		if name == "Cn" {
			return assigned.invert()
		}
		return union(assigned.invert(), tables(unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs))
	}
	if t, ok := unicode.Categories[name]; ok && len(name) <= 2 {
		return tables(t)
	}
	return nil
}

// scriptCodes are the four-letter codes of scripts; scripts are known by their long names too.
var scriptCodes = map[string]string{
	"Adlm": "Adlam", "Aghb": "Caucasian_Albanian", "Ahom": "Ahom", "Arab": "Arabic", "Armi": "Imperial_Aramaic", "Armn": "Armenian", "Avst": "Avestan", "Bali": "Balinese", "Bamu": "Bamum", "Bass": "Bassa_Vah",
	"Batk": "Batak", "Beng": "Bengali", "Bhks": "Bhaiksuki", "Bopo": "Bopomofo", "Brah": "Brahmi", "Brai": "Braille", "Bugi": "Buginese", "Buhd": "Buhid", "Cakm": "Chakma", "Cans": "Canadian_Aboriginal", "Cari": "Carian",
	"Cham": "Cham", "Cher": "Cherokee", "Chrs": "Chorasmian", "Copt": "Coptic", "Qaac": "Coptic", "Cpmn": "Cypro_Minoan", "Cprt": "Cypriot", "Cyrl": "Cyrillic", "Deva": "Devanagari", "Diak": "Dives_Akuru", "Dogr": "Dogra", "Dsrt": "Deseret",
	"Dupl": "Duployan", "Egyp": "Egyptian_Hieroglyphs", "Elba": "Elbasan", "Elym": "Elymaic", "Ethi": "Ethiopic", "Geor": "Georgian", "Glag": "Glagolitic", "Gong": "Gunjala_Gondi", "Gonm": "Masaram_Gondi", "Goth": "Gothic", "Gran": "Grantha",
	"Grek": "Greek", "Gujr": "Gujarati", "Guru": "Gurmukhi", "Hang": "Hangul", "Hani": "Han", "Hano": "Hanunoo", "Hatr": "Hatran", "Hebr": "Hebrew", "Hira": "Hiragana", "Hluw": "Anatolian_Hieroglyphs", "Hmng": "Pahawh_Hmong",
	"Hmnp": "Nyiakeng_Puachue_Hmong", "Hung": "Old_Hungarian", "Ital": "Old_Italic", "Java": "Javanese", "Kali": "Kayah_Li", "Kana": "Katakana", "Kawi": "Kawi", "Khar": "Kharoshthi", "Khmr": "Khmer", "Khoj": "Khojki", "Kits": "Khitan_Small_Script",
	"Knda": "Kannada", "Kthi": "Kaithi", "Lana": "Tai_Tham", "Laoo": "Lao", "Latn": "Latin", "Lepc": "Lepcha", "Limb": "Limbu", "Lina": "Linear_A", "Linb": "Linear_B", "Lisu": "Lisu", "Lyci": "Lycian", "Lydi": "Lydian", "Mahj": "Mahajani",
	"Maka": "Makasar", "Mand": "Mandaic", "Mani": "Manichaean", "Marc": "Marchen", "Medf": "Medefaidrin", "Mend": "Mende_Kikakui", "Merc": "Meroitic_Cursive", "Mero": "Meroitic_Hieroglyphs", "Mlym": "Malayalam", "Modi": "Modi", "Mong": "Mongolian",
	"Mroo": "Mro", "Mtei": "Meetei_Mayek", "Mult": "Multani", "Mymr": "Myanmar", "Nagm": "Nag_Mundari", "Nand": "Nandinagari", "Narb": "Old_North_Arabian", "Nbat": "Nabataean", "Newa": "Newa", "Nkoo": "Nko", "Nshu": "Nushu", "Ogam": "Ogham",
	"Olck": "Ol_Chiki", "Orkh": "Old_Turkic", "Orya": "Oriya", "Osge": "Osage", "Osma": "Osmanya", "Ougr": "Old_Uyghur", "Palm": "Palmyrene", "Pauc": "Pau_Cin_Hau", "Perm": "Old_Permic", "Phag": "Phags_Pa", "Phli": "Inscriptional_Pahlavi",
	"Phlp": "Psalter_Pahlavi", "Phnx": "Phoenician", "Plrd": "Miao", "Prti": "Inscriptional_Parthian", "Rjng": "Rejang", "Rohg": "Hanifi_Rohingya", "Runr": "Runic", "Samr": "Samaritan", "Sarb": "Old_South_Arabian", "Saur": "Saurashtra",
	"Sgnw": "SignWriting", "Shaw": "Shavian", "Shrd": "Sharada", "Sidd": "Siddham", "Sind": "Khudawadi", "Sinh": "Sinhala", "Sogd": "Sogdian", "Sogo": "Old_Sogdian", "Sora": "Sora_Sompeng", "Soyo": "Soyombo", "Sund": "Sundanese", "Sylo": "Syloti_Nagri",
	"Syrc": "Syriac", "Tagb": "Tagbanwa", "Takr": "Takri", "Tale": "Tai_Le", "Talu": "New_Tai_Lue", "Taml": "Tamil", "Tang": "Tangut", "Tavt": "Tai_Viet", "Telu": "Telugu", "Tfng": "Tifinagh", "Tglg": "Tagalog", "Thaa": "Thaana", "Thai": "Thai",
	"Tibt": "Tibetan", "Tirh": "Tirhuta", "Tnsa": "Tangsa", "Toto": "Toto", "Ugar": "Ugaritic", "Vaii": "Vai", "Vith": "Vithkuqi", "Wara": "Warang_Citi", "Wcho": "Wancho", "Xpeo": "Old_Persian", "Xsux": "Cuneiform", "Yezi": "Yezidi", "Yiii": "Yi",
	"Zanb": "Zanabazar_Square", "Zinh": "Inherited", "Qaai": "Inherited", "Zyyy": "Common",
}

func script(name string) *charset {
	if long, ok := scriptCodes[name]; ok {
		name = long
	}
	if t, ok := unicode.Scripts[name]; ok {
		return tables(t)
	}
	return nil
}

func makeProperty(text string) *charset {
	if name, value, ok := strings.Cut(text, "="); ok {
		switch name {
		case "General_Category", "gc":
			return category(value)
		case "Script", "sc", "Script_Extensions", "scx":
			return script(value)
		}
		return nil
	}
	if s := category(text); s != nil {
		return s
	}
	if s := binaryProperty(text); s != nil {
		return s
	}
	return nil
}

var shortNames = map[string]string{
	"Alpha": "Alphabetic", "Lower": "Lowercase", "Upper": "Uppercase", "space": "White_Space", "AHex": "ASCII_Hex_Digit", "Hex": "Hex_Digit", "IDS": "ID_Start", "IDC": "ID_Continue", "XIDS": "XID_Start", "XIDC": "XID_Continue",
	"EPres": "Emoji_Presentation", "EMod": "Emoji_Modifier", "EBase": "Emoji_Modifier_Base", "EComp": "Emoji_Component", "ExtPict": "Extended_Pictographic", "RI": "Regional_Indicator", "VS": "Variation_Selector", "Dia": "Diacritic", "Ext": "Extender",
	"Ideo": "Ideographic", "UIdeo": "Unified_Ideograph", "NChar": "Noncharacter_Code_Point", "Pat_Syn": "Pattern_Syntax", "Pat_WS": "Pattern_White_Space", "QMark": "Quotation_Mark", "STerm": "Sentence_Terminal", "Term": "Terminal_Punctuation",
	"Join_C": "Join_Control", "LOE": "Logical_Order_Exception", "SD": "Soft_Dotted", "Dep": "Deprecated", "Bidi_C": "Bidi_Control", "IDSB": "IDS_Binary_Operator", "IDST": "IDS_Trinary_Operator", "CI": "Case_Ignorable", "CWCM": "Changes_When_Casemapped",
}

func binaryProperty(name string) *charset {
	if long, ok := shortNames[name]; ok {
		name = long
	}
	p := unicode.Properties
	minus := func(s *charset) *charset { return subtract(s, tables(p["Pattern_Syntax"], p["Pattern_White_Space"])) }
	idStart := func() *charset { return minus(tables(unicode.L, unicode.Nl, p["Other_ID_Start"])) }
	switch name {
	case "Any":
		return allSet
	case "ASCII":
		var b setBuilder
		b.add(0, 127)
		return b.set()
	case "Assigned":
		return category("Cn").invert()
	case "Alphabetic":
		return tables(unicode.L, unicode.Nl, p["Other_Alphabetic"])
	case "Lowercase":
		return tables(unicode.Ll, p["Other_Lowercase"])
	case "Uppercase":
		return tables(unicode.Lu, p["Other_Uppercase"])
	case "Cased":
		return tables(unicode.Lu, unicode.Ll, unicode.Lt, p["Other_Lowercase"], p["Other_Uppercase"])
	case "Math":
		return tables(unicode.Sm, p["Other_Math"])
	case "ID_Start", "XID_Start":
		return idStart()
	case "ID_Continue", "XID_Continue":
		return union(idStart(), minus(tables(unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, p["Other_ID_Continue"])))
	case "Case_Ignorable":
		s := tables(unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk)
		for _, c := range []rune{'\'', '.', ':', 0xb7, 0x387, 0x55f, 0x5f4, 0x2018, 0x2019, 0x2024, 0x2027, 0xfe13, 0xfe52, 0xfe55, 0xff07, 0xff0e, 0xff1a} {
			s = union(s, single(c))
		}
		return s
	case "Default_Ignorable_Code_Point", "DI":
		return union(tables(p["Other_Default_Ignorable_Code_Point"], p["Variation_Selector"]), single(0xad))
	case "Grapheme_Extend", "Gr_Ext":
		return tables(unicode.Me, unicode.Mn, p["Other_Grapheme_Extend"])
	case "Changes_When_Lowercased", "CWL", "Changes_When_Uppercased", "CWU", "Changes_When_Casemapped", "Changes_When_Casefolded", "CWCF", "Changes_When_Titlecased", "CWT":
		var b setBuilder
		for _, c := range casedRunes() {
			lower, upper := unicode.ToLower(c) != c, unicode.ToUpper(c) != c
			if strings.HasSuffix(name, "Lowercased") && lower || name == "CWL" && lower || (strings.HasSuffix(name, "Uppercased") || name == "CWU") && upper ||
				strings.HasSuffix(name, "Casemapped") && (lower || upper) || (strings.HasSuffix(name, "Casefolded") || name == "CWCF") && canonFold(c) != c || (strings.HasSuffix(name, "Titlecased") || name == "CWT") && unicode.ToTitle(c) != c {
				b.add(c, c)
			}
		}
		return b.set()
	}
	if r, ok := emojiRanges[name]; ok {
		var b setBuilder
		for i := 0; i+1 < len(r); i += 2 {
			b.add(r[i], r[i+1])
		}
		return b.set()
	}
	if strings.HasPrefix(name, "Other_") {
		return nil
	}
	if t, ok := p[name]; ok {
		return tables(t)
	}
	return nil
}

func canonFold(c rune) rune {
	if l := unicode.ToLower(c); l != c {
		return l
	}
	return c
}

// stringProperty returns a pattern for a property of strings, which the v flag knows: "" where there is none of that name. The patterns follow the
// structure of emoji sequences (UTS 51); which of them are recommended for interchange is not looked up.
func stringProperty(name string) string {
	const element = `\p{Emoji}(?:\p{EMod}|\uFE0F)?`
	switch name {
	case "Emoji_Keycap_Sequence":
		return `[0-9#*]\uFE0F\u20E3`
	case "RGI_Emoji_Flag_Sequence":
		return `\p{RI}\p{RI}`
	case "RGI_Emoji_Tag_Sequence":
		return `\u{1F3F4}[\u{E0030}-\u{E007A}]+\u{E007F}`
	case "RGI_Emoji_Modifier_Sequence":
		return `\p{EBase}\p{EMod}`
	case "RGI_Emoji_ZWJ_Sequence":
		return element + `(?:\u200D` + element + `)+`
	case "Basic_Emoji":
		return `\p{EPres}|\p{Emoji}\uFE0F`
	case "RGI_Emoji":
		return `\p{RI}\p{RI}|[0-9#*]\uFE0F\u20E3|\u{1F3F4}[\u{E0030}-\u{E007A}]+\u{E007F}|` + element + `(?:\u200D` + element + `)+|\p{EBase}\p{EMod}|\p{Emoji}\uFE0F|\p{EPres}`
	}
	return ""
}
