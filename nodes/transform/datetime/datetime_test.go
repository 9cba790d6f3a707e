package datetime_test

import (
	"testing"
	"time"

	_ "runnel/nodes/transform/datetime"
	"runnel/runtime/item"
	"runnel/runtime/node/nodetest"
)

const dateTime = "n8n-nodes-base.dateTime"

// The tests expect what a server in UTC answers.
func init() { time.Local = time.UTC }

func TestRecorded(t *testing.T) { nodetest.Recorded(t, dateTime) }

func TestExamples(t *testing.T) { nodetest.Examples(t, dateTime) }

type testCase struct{ name, params, want, fails string }

func run(t *testing.T, version float64, cases []testCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out, err := nodetest.New(t, dateTime, version, c.params).Docs(`[{}]`).Run()
			if c.fails != "" {
				nodetest.WantError(t, err, c.fails)
				return
			}
			nodetest.Want(t, out, err, `[[`+c.want+`]]`)
		})
	}
}

func TestFormatVersion1(t *testing.T) {
	format := func(date, to, options string) string {
		return `{"value":` + date + `,"custom":true,"toFormat":"` + to + `","options":{` + options + `}}`
	}
	const tokyo = `"toTimezone":"Asia/Tokyo"`
	run(t, 1, []testCase{
		{"every token", format(`"2024-02-29T15:04:05.678Z"`, `YYYY YY M MM MMM MMMM D DD Do DDDD d dd ddd dddd E W WW GGGG Q`, tokyo),
			`{"data":"2024 24 3 03 Mar March 1 01 1st 061 5 Fr Fri Friday 5 9 09 2024 1"}`, ""},
		{"of the time", format(`"2024-02-29T15:04:05.678Z"`, `H HH h hh k m mm s ss S SS SSS SSSS A a Z ZZ X x`, `"toTimezone":"UTC"`),
			`{"data":"15 15 3 03 15 4 04 5 05 6 67 678 6780 PM pm +00:00 +0000 1709219045 1709219045678"}`, ""},
		{"long forms and text", format(`"2024-02-29T15:04:05Z"`, `LLLL [at] LT \\Y`, `"toTimezone":"UTC"`), `{"data":"Thursday, February 29, 2024 3:04 PM at 3:04 PM Y"}`, ""},
		{"a zone has a name", format(`"2024-02-29T15:04:05Z"`, "Y z|", `"toTimezone":"America/New_York"`), `{"data":"2024 EST|"}`, ""},
		{"the server's zone has none", format(`"0099-02-28T15:04:05Z"`, "Y z|", ""), `{"data":"0099 |"}`, ""},
		{"a year of five digits", format(`"+012345-01-01"`, "Y", ""), `{"data":"+12345"}`, ""},
		{"seconds", format(`"1709209845"`, "YYYY-MM-DD HH:mm:ss", `"toTimezone":"UTC"`), `{"data":"2024-02-29 12:30:45"}`, ""},
		{"seconds with a fraction", format(`1709209845.5`, "ss.SSS", ""), `{"data":"45.500"}`, ""},
		{"nothing is 1970", format(`""`, "YYYY", `"toTimezone":"UTC"`), `{"data":"1970"}`, ""},
		{"ISO in a zone", format(`"2024-02-29"`, "YYYY-MM-DD HH:mm", `"fromTimezone":"Europe/Berlin","toTimezone":"UTC"`), `{"data":"2024-02-28 23:00"}`, ""},
		{"a mail's date", format(`"Thu, 29 Feb 2024 15:04:05 +0100"`, "HH:mm", `"toTimezone":"UTC"`), `{"data":"14:04"}`, ""},
		{"JavaScript's way has no zone", format(`"02/29/2024"`, "HH:mm", `"fromTimezone":"Europe/Berlin","toTimezone":"UTC"`), `{"data":"00:00"}`, ""},
		{"by a format", format(`"on 7 March 24, 3pm"`, "YYYY-MM-DD HH", `"fromFormat":"D MMMM YY, ha"`), `{"data":"2024-03-07 15"}`, ""},
		{"by a format with an offset", format(`"2024/02/29 10:00 +0530"`, "HH:mm", `"fromFormat":"YYYY/MM/DD HH:mm ZZ","toTimezone":"UTC"`), `{"data":"04:30"}`, ""},
		{"by a week", format(`"2024-W09-5"`, "YYYY-MM-DD", `"fromFormat":"GGGG-[W]WW-E"`), `{"data":"2024-03-01"}`, ""},
		{"no such day", format(`"31.02.2024"`, "YYYY", `"fromFormat":"DD.MM.YYYY"`), `{"data":"Invalid date"}`, ""},
		{"garbage", format(`"garbage"`, "YYYY", ""), "", `The date input format could not be recognized. Please set the "From Format" field`},
		{"the property is no path", `{"value":"2024-02-29","dataPropertyName":"a.b"}`, `{"a.b":"02/29/2024"}`, ""},
	})
}

func TestCalculateVersion1(t *testing.T) {
	calculate := func(date, more string) string { return `{"action":"calculate","value":"` + date + `"` + more + `}` }
	run(t, 1, []testCase{
		{"the end of a month", calculate("2024-01-31", `,"duration":1,"timeUnit":"months"`), `{"data":"2024-02-29T00:00:00.000Z"}`, ""},
		{"quarters", calculate("2024-01-31T10:00:00Z", `,"operation":"subtract","duration":1,"timeUnit":"quarters"`), `{"data":"2023-10-31T10:00:00.000Z"}`, ""},
		{"a leap year", calculate("2024-02-29", `,"duration":1,"timeUnit":"years"`), `{"data":"2025-02-28T00:00:00.000Z"}`, ""},
		{"hours", calculate("2024-02-29", `,"duration":1.5,"timeUnit":"hours"`), `{"data":"2024-02-29T01:30:00.000Z"}`, ""},
		{"by a format", calculate("29.2.24", `,"duration":1,"options":{"fromFormat":"D.M.YY"}`), `{"data":"2024-03-01T00:00:00.000Z"}`, ""},
		{"garbage", calculate("garbage", ""), "", `Unrecognized date input. Please specify a format in the "From Format" field.`},
		{"garbage with a format", calculate("garbage", `,"options":{"fromFormat":"DD"}`), "", `Date input cannot be parsed. Please recheck the value and the "From Format" field.`},
	})
}

func TestVersion2(t *testing.T) {
	format := func(date, more string) string {
		return `{"operation":"formatDate","date":` + date + `,"format":"custom","customFormat":"yyyy-MM-dd HH:mm ZZ"` + more + `}`
	}
	run(t, 2, []testCase{
		{"a text in UTC", format(`"2024-02-29T10:00:00-05:00"`, ""), `{"formattedDate":"2024-02-29 15:00 +00:00"}`, ""},
		{"the hours of an offset", format(`"2024-02-29T10:00:00+05:30"`, ""), `{"formattedDate":"2024-02-29 09:30 +05:00"}`, ""},
		{"the workflow's zone", format(`"2024-02-29T10:00:00+05:30"`, `,"options":{"timezone":true}`), `{"formattedDate":"2024-02-29 04:30 +00:00"}`, ""},
		{"null stays", format(`"={{ null }}"`, ""), `{"formattedDate":null}`, ""},
		{"nothing is 1970", format(`""`, ""), `{"formattedDate":"1970-01-01 00:00 +00:00"}`, ""},
		{"by a format", format(`"29|02|2024"`, `,"options":{"fromFormat":"dd|MM|yyyy"}`), `{"formattedDate":"2024-02-29 00:00 +00:00"}`, ""},
		{"garbage", format(`"garbage"`, ""), "", "Invalid date format"},
		{"garbage with a format", format(`"garbage"`, `,"options":{"fromFormat":"dd"}`), "", "Invalid date format"},
		{"a month later", `{"operation":"addToDate","magnitude":"2024-01-31","timeUnit":"months","duration":1}`, `{"newDate":"2024-02-29T00:00:00.000Z"}`, ""},
		{"rounding up always moves", `{"operation":"roundDate","date":"2024-02-01","mode":"roundUp"}`, `{"roundedDate":"2024-03-01T00:00:00.000Z"}`, ""},
		{"a week begins on Monday", `{"operation":"roundDate","date":"2024-03-03","toNearest":"week"}`, `{"roundedDate":"2024-02-26T00:00:00.000Z"}`, ""},
		{"days between", `{"operation":"getTimeBetweenDates","startDate":"2024-01-01","endDate":"2024-01-02T12:00:00Z"}`, `{"timeDifference":{"days":1.5}}`, ""},
		{"as text", `{"operation":"getTimeBetweenDates","startDate":"2024-01-01","endDate":"2024-01-02T02:00:00Z","units":["day","hour"],"options":{"isoString":true}}`,
			`{"timeDifference":"P1DT2H"}`, ""},
		{"the week", `{"operation":"extractDate","date":"2024-12-30","part":"week"}`, `{"datePart":1}`, ""},
		{"no such zone", `{"options":{"timezone":"Mars/Phobos"}}`, "", "The timezone Mars/Phobos is not valid. Please check the timezone."},
	})
	h := nodetest.New(t, dateTime, 2, format(`"garbage"`, "")).Docs(`[{}]`).ContinueOnFailure()
	out, err := h.Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"error":"Invalid date format"}}]]`)
}

func TestKeepsInputWhenAsked(t *testing.T) {
	it := nodetest.WithFile(item.New(nodetest.Doc(`{"a":1}`)), "f", nodetest.File("f.txt", "text/plain", "f"))
	const params = `{"operation":"extractDate","date":"2024-02-29","part":"year","options":{"includeInputFields":true}}`
	out, err := nodetest.New(t, dateTime, 2, params).Link([]item.Item{it}).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"a":1,"datePart":2024},"binary":{"f":"text/plain"},"pairedItem":{"item":0}}]]`)
}

// A date that is not there is now.
func TestNothingIsNow(t *testing.T) {
	before := time.Now().UTC().Year()
	out, err := nodetest.New(t, dateTime, 2, `{"operation":"extractDate","date":"={{ $json.gone }}","part":"year"}`).Docs(`[{}]`).Run()
	if err != nil {
		t.Fatal(err)
	}
	// The year may end meanwhile, and may have ended or not in the zone.
	if got := int(out[0][0].JSON.Get("datePart").Num()); got < before-1 || got > before+1 {
		t.Errorf("the year of nothing is %d", got)
	}
}
