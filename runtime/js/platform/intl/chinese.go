package intl

import "strings"

// chinese returns a date of the Chinese calendar: the related Gregorian year, the place in the cycle of sixty, and the month with its leap. Years
// before 1900 and after 2100 are not known; ok is false for them.
func chinese(rd int) (f calendarFields, ok bool) {
	day := rd - chineseStart
	if day < 0 {
		return f, false
	}
	for i, y := range chineseYears {
		months := 12 + int(y>>17&1)
		leap := int(y >> 13 & 15)
		for n := range months {
			length := 29 + int(y>>n&1)
			if day >= length {
				day -= length
				continue
			}
			f = calendarFields{related: 1900 + i, month: n + 1, day: day + 1}
			if leap > 0 && n+1 >= leap {
				f.month--
				f.leap = n+1 == leap
			}
			f.year = mod(f.related-4, 60) + 1
			return f, true
		}
	}
	return f, false
}

// The names of the years of the cycle, put together of ten stems and twelve branches.
var (
	stems        = strings.Fields("jia yi bing ding wu ji geng xin ren gui")
	branches     = strings.Fields("zi chou yin mao chen si wu wei shen you xu hai")
	stemsHan     = strings.Fields("甲 乙 丙 丁 戊 己 庚 辛 壬 癸")
	branchesHan  = strings.Fields("子 丑 寅 卯 辰 巳 午 未 申 酉 戌 亥")
	monthsHan    = strings.Fields("正月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 腊月")
	monthsHant   = strings.Fields("正月 二月 三月 四月 五月 六月 七月 八月 九月 十月 冬月 臘月")
	monthsJa     = strings.Fields("正月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月")
	englishMonth = strings.Fields("First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth")
	digitsHan    = strings.Fields("〇 一 二 三 四 五 六 七 八 九 十")
)

func (l *locale) language() string {
	lang, _, _ := strings.Cut(l.name, "-")
	return lang
}

// cycleName is the name of a year of the cycle, from 1 to 60.
func cycleName(l *locale, year int) string {
	s, b := (year-1)%10, (year-1)%12
	switch l.language() {
	case "zh", "ja", "yue":
		return stemsHan[s] + branchesHan[b]
	}
	return stems[s] + "-" + branches[b]
}

// chineseMonth is a month by name or number; leap months say so.
func chineseMonth(l *locale, f calendarFields, width int, digits func(string) string) string {
	name := ""
	han := l.language() == "zh" || l.language() == "ja"
	switch {
	case width >= 3 && han:
		switch {
		case l.language() == "ja":
			name = monthsJa[f.month-1]
		case strings.Contains(l.name, "Hant"):
			name = monthsHant[f.month-1]
		default:
			name = monthsHan[f.month-1]
		}
	case width == 4 && l.language() == "en":
		name = englishMonth[f.month-1] + " Month"
	case width == 3 && l.language() == "en":
		name = "Mo" + itoa(f.month)
	case width >= 3:
		name = "M" + pad(f.month, 2)
	default:
		name = digits(pad(f.month, width))
	}
	if !f.leap {
		return name
	}
	switch {
	case han && strings.Contains(l.name, "Hant"), l.language() == "ja":
		return "閏" + name
	case han:
		return "闰" + name
	}
	return name + "bis"
}

// hanDay is a day of the month as the Chinese calendar writes it: 初一, 十五, 廿六.
func hanDay(d int) string {
	switch {
	case d <= 10:
		return "初" + digitsHan[d]
	case d < 20:
		return "十" + digitsHan[d-10]
	case d == 20:
		return "二十"
	case d < 30:
		return "廿" + digitsHan[d-20]
	}
	return "三十"
}

// chinesePattern is the format of a style: the CLDR's, in the few languages of which this package has them, else the one that is the same everywhere.
func chinesePattern(l *locale, style string) string {
	switch l.language() {
	case "en":
		if l.name == "en" || !strings.HasPrefix(cldrParent(l), "en-001") {
			return map[string]string{"full": "EEEE, MMMM d, r(U)", "long": "MMMM d, r(U)", "medium": "MMM d, r", "short": "M/d/r"}[style]
		}
		return map[string]string{"full": "EEEE, d MMMM r(U)", "long": "d MMMM r(U)", "medium": "d MMM r", "short": "dd/MM/r"}[style]
	case "zh":
		gap := ""
		if strings.Contains(l.name, "Hant") {
			gap = " "
		}
		return map[string]string{"full": "rU年MMMDD" + gap + "EEEE", "long": "rU年MMMDD", "medium": "r年MMMDD", "short": "r/M/d"}[style]
	case "ja":
		return map[string]string{"full": "U年MMMd日EEEE", "long": "U年MMMd日", "medium": "U年MMMd日", "short": "U-M-d"}[style]
	}
	return map[string]string{"full": "EEEE, r(U) MMMM d", "long": "r(U) MMMM d", "medium": "r MMM d", "short": "r-MM-dd"}[style]
}

// cldrParent names a locale or the parent that it shares its formats with.
func cldrParent(l *locale) string {
	for p := l; p != nil; p = p.parent {
		if p.name == "en-001" || p.name == "en" {
			return p.name
		}
	}
	return l.name
}

// chineseSkeleton is the format of wanted fields.
func chineseSkeleton(l *locale, skel string) string {
	n := letterCounts(skel)
	var parts []string
	if n['y'] == 0 {
		parts = append(parts, map[bool]string{true: "M", false: strings.Repeat("M", n['M'])}[n['M'] <= 1])
		if n['d'] > 0 {
			parts = append(parts, strings.Repeat("d", n['d']))
		}
		return strings.Join(parts, " ")
	}
	style := "short"
	switch {
	case n['E'] > 0:
		style = "full"
	case n['M'] == 4:
		style = "long"
	case n['M'] == 3:
		style = "medium"
	}
	return chinesePattern(l, style)
}
