package cron

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestDescribe(t *testing.T) {
	for _, c := range []struct {
		at, zone string
		want     string
	}{
		{"2025-05-05T19:04:05.007Z", "America/New_York", `timestamp=2025-05-05T15:04:05.007-04:00
Readable date=May 5th 2025, 3:04:05 pm
Readable time=3:04:05 pm
Day of week=Monday
Year=2025
Month=May
Day of month=05
Hour=15
Minute=04
Second=05
Timezone=America/New_York (UTC-04:00)
`},
		{"2023-12-31T23:30:30.999Z", "UTC", `timestamp=2023-12-31T23:30:30.999+00:00
Readable date=December 31st 2023, 11:30:30 pm
Readable time=11:30:30 pm
Day of week=Sunday
Year=2023
Month=December
Day of month=31
Hour=23
Minute=30
Second=30
Timezone=UTC (UTC+00:00)
`},
		{"2024-02-28T18:30:00Z", "Asia/Kolkata", `timestamp=2024-02-29T00:00:00.000+05:30
Readable date=February 29th 2024, 12:00:00 am
Readable time=12:00:00 am
Day of week=Thursday
Year=2024
Month=February
Day of month=29
Hour=00
Minute=00
Second=00
Timezone=Asia/Kolkata (UTC+05:30)
`},
	} {
		at, err := time.Parse(time.RFC3339Nano, c.at)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, f := range Describe(at, location(t, c.zone)) {
			fmt.Fprintf(&b, "%s=%s\n", f.Name, f.Text)
		}
		if b.String() != c.want {
			t.Errorf("%s in %s\n got %s\nwant %s", c.at, c.zone, &b, c.want)
		}
	}
}

func TestOrdinal(t *testing.T) {
	want := "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 13th 14th 15th 16th 17th 18th 19th 20th " +
		"21st 22nd 23rd 24th 25th 26th 27th 28th 29th 30th 31st"
	var got []string
	for day := 1; day <= 31; day++ {
		got = append(got, ordinal(day))
	}
	if text := strings.Join(got, " "); text != want {
		t.Errorf("got %s", text)
	}
}
