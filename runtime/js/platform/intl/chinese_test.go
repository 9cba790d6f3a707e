package intl

import "testing"

// TestChineseAsNode compares dates of the Chinese calendar in the languages that have its formats.
func TestChineseAsNode(t *testing.T) {
	var cases []dateCase
	for _, l := range []string{"en", "en-GB", "zh", "zh-TW"} {
		for _, s := range []string{"full", "long", "medium", "short"} {
			for _, at := range []float64{1707498423045, 1719835200000, 0, 1680307200000, 4e12} {
				cases = append(cases, dateCase{l, opt{"calendar": "chinese", "dateStyle": s}, at})
			}
		}
	}
	runDates(t, cases)
}
