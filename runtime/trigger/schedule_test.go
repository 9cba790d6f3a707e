package trigger

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata"

	"runnel/runtime/node"
	"runnel/runtime/trigger/cron"
)

var _ node.Scheduler = (*Scheduler)(nil)

// In a bubble of synctest it is midnight of the 1st of January 2000 in UTC, a Saturday.

// fires collects the times of fire.
type fires struct {
	layout string
	mu     sync.Mutex
	at     []string
}

func (f *fires) fire(at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = append(f.at, at.Format(f.layout))
}

// take gives what has fired since it was called last.
func (f *fires) take() []string {
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	at := f.at
	f.at = nil
	return at
}

func (f *fires) expect(t *testing.T, want ...string) {
	t.Helper()
	if got := f.take(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// sleepUntil lets time pass until the given one, in UTC.
func sleepUntil(t *testing.T, text string) {
	t.Helper()
	until, err := time.Parse("2006-01-02 15:04:05", text)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Until(until))
}

func begin(t *testing.T, s *Scheduler, expr, zone, layout string) (*fires, func()) {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	f := &fires{layout: layout}
	stop, err := s.Cron(expr, loc, f.fire)
	if err != nil {
		t.Fatal(err)
	}
	return f, stop
}

func TestCronFiresOnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScheduler()
		defer s.Close()
		var late []time.Duration
		stop, err := s.Cron("*/5 * * * *", time.UTC, func(at time.Time) { late = append(late, s.Now().Sub(at)) })
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		f, _ := begin(t, s, "*/20 * * * *", "Europe/Berlin", "15:04:05 -07")
		sleepUntil(t, "2000-01-01 01:00:00")
		f.expect(t, "01:20:00 +01", "01:40:00 +01", "02:00:00 +01")
		synctest.Wait()
		if want := make([]time.Duration, 12); !slices.Equal(late, want) {
			t.Errorf("fired late by %v", late)
		}
	})
}

func TestCronOfManyEntries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScheduler()
		defer s.Close()
		daily, _ := begin(t, s, "0 0 * * *", "America/New_York", "01-02T15")
		weekly, _ := begin(t, s, "@weekly", "UTC", "01-02")
		sleepUntil(t, "2000-01-04 00:00:00")
		daily.expect(t, "01-01T00", "01-02T00", "01-03T00")
		weekly.expect(t, "01-02")
	})
}

func TestCronAtChangesOfTheClocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScheduler()
		defer s.Close()
		f, _ := begin(t, s, "30 2 * * *", "Europe/Berlin", "01-02T15:04 -07")
		hourly, _ := begin(t, s, "0 * * * *", "Europe/Berlin", "15 -07")
		sleepUntil(t, "2000-03-25 00:00:00")
		f.take()
		hourly.take()
		sleepUntil(t, "2000-03-26 03:30:00")
		f.expect(t, "03-25T02:30 +01", "03-26T03:00 +02")
		hourly.expect(t, "02 +01", "03 +01", "04 +01", "05 +01", "06 +01", "07 +01", "08 +01", "09 +01", "10 +01", "11 +01", "12 +01", "13 +01",
			"14 +01", "15 +01", "16 +01", "17 +01", "18 +01", "19 +01", "20 +01", "21 +01", "22 +01", "23 +01", "00 +01", "01 +01", "03 +02", "04 +02", "05 +02")
		sleepUntil(t, "2000-10-28 22:00:00")
		f.take()
		hourly.take()
		sleepUntil(t, "2000-10-29 03:00:00")
		f.expect(t, "10-29T02:30 +02")
		hourly.expect(t, "01 +02", "02 +02", "03 +01", "04 +01")
	})
}

func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScheduler()
		defer s.Close()
		f, stop := begin(t, s, "* * * * *", "UTC", "15:04")
		other, _ := begin(t, s, "* * * * *", "UTC", "15:04")
		sleepUntil(t, "2000-01-01 00:01:30")
		stop()
		stop()
		sleepUntil(t, "2000-01-01 00:03:30")
		f.expect(t, "00:01")
		other.expect(t, "00:01", "00:02", "00:03")
	})
}

func TestStopWaitsForFire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScheduler()
		var ended atomic.Bool
		stop, err := s.Cron("* * * * *", time.UTC, func(time.Time) {
			time.Sleep(10 * time.Second)
			ended.Store(true)
		})
		if err != nil {
			t.Fatal(err)
		}
		sleepUntil(t, "2000-01-01 00:01:05")
		stop()
		if !ended.Load() {
			t.Error("stop returned while fire was running")
		}
		s.Close()
	})
}

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScheduler()
		f, stop := begin(t, s, "* * * * *", "UTC", "15:04")
		sleepUntil(t, "2000-01-01 00:01:30")
		s.Close()
		sleepUntil(t, "2000-01-01 00:05:00")
		f.expect(t, "00:01")
		stop()
		s.Close()
		if _, err := s.Cron("* * * * *", time.UTC, f.fire); err == nil {
			t.Error("a closed scheduler takes an entry")
		}
	})
}

func TestCronErrors(t *testing.T) {
	s := NewScheduler()
	defer s.Close()
	_, err := s.Cron("* * *", time.UTC, func(time.Time) {})
	if syntax := (*cron.SyntaxError)(nil); !errors.As(err, &syntax) {
		t.Errorf("got %v", err)
	}
	for _, period := range []time.Duration{0, -time.Second} {
		if _, err := s.Every(period, func(time.Time) {}); err == nil || !strings.Contains(err.Error(), "longer than nothing") {
			t.Errorf("a period of %v: got %v", period, err)
		}
	}
}

func TestSlowFire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScheduler()
		defer s.Close()
		slow := &fires{layout: "15:04:05"}
		_, err := s.Cron("* * * * * *", time.UTC, func(at time.Time) {
			slow.fire(at)
			time.Sleep(2500 * time.Millisecond)
		})
		if err != nil {
			t.Fatal(err)
		}
		quick, _ := begin(t, s, "*/2 * * * * *", "UTC", "05")
		sleepUntil(t, "2000-01-01 00:00:09")
		slow.expect(t, "00:00:01", "00:00:04", "00:00:07")
		quick.expect(t, "02", "04", "06", "08")
	})
}

func TestEvery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScheduler()
		defer s.Close()
		time.Sleep(700 * time.Millisecond)
		f := &fires{layout: "15:04:05.0"}
		stop, err := s.Every(90*time.Second, f.fire)
		if err != nil {
			t.Fatal(err)
		}
		sleepUntil(t, "2000-01-01 00:05:00")
		f.expect(t, "00:01:30.7", "00:03:00.7", "00:04:30.7")
		stop()
		sleepUntil(t, "2000-01-01 00:15:00")
		f.expect(t)
	})
}

// A wallClock can be set, unlike the timers.
type wallClock struct{ offset atomic.Int64 }

func (c *wallClock) now() time.Time      { return time.Now().Add(time.Duration(c.offset.Load())) }
func (c *wallClock) set(d time.Duration) { c.offset.Add(int64(d)) }

// withClock runs a test in which the clock can be set. f has what a schedule in
// UTC fired, written in layout.
func withClock(t *testing.T, expr, layout string, run func(*testing.T, *wallClock, *fires)) {
	synctest.Test(t, func(t *testing.T) {
		var c wallClock
		s := newScheduler(c.now)
		defer s.Close()
		f, _ := begin(t, s, expr, "UTC", layout)
		run(t, &c, f)
	})
}

func TestClockPutForward(t *testing.T) {
	withClock(t, "*/10 * * * *", "02T15:04", func(t *testing.T, c *wallClock, f *fires) {
		sleepUntil(t, "2000-01-01 00:25:30")
		f.expect(t, "01T00:10", "01T00:20")
		c.set(8 * time.Hour) // 8:25:30
		time.Sleep(longestPause)
		f.expect(t, "01T00:30")
		time.Sleep(10 * time.Minute) // 8:36:30
		f.expect(t, "01T08:30")
	})
}

func TestClockPutForwardOverOneTime(t *testing.T) {
	withClock(t, "0 12 * * *", "02T15:04", func(t *testing.T, c *wallClock, f *fires) {
		sleepUntil(t, "2000-01-01 11:00:00")
		c.set(2 * time.Hour)
		time.Sleep(longestPause)
		f.expect(t, "01T12:00")
		time.Sleep(22 * time.Hour)
		f.expect(t)
		time.Sleep(time.Hour)
		f.expect(t, "02T12:00")
	})
}

func TestClockPutBack(t *testing.T) {
	withClock(t, "*/10 * * * *", "15:04", func(t *testing.T, c *wallClock, f *fires) {
		sleepUntil(t, "2000-01-01 00:35:00")
		f.expect(t, "00:10", "00:20", "00:30")
		c.set(-30 * time.Minute) // 0:05
		time.Sleep(34 * time.Minute)
		f.expect(t)
		time.Sleep(2 * time.Minute) // 0:41
		f.expect(t, "00:40")
		c.set(-2 * time.Second)
		time.Sleep(20 * time.Minute)
		f.expect(t, "00:50", "01:00")
	})
}

func TestClockWasWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c wallClock
		c.set(30 * 365 * 24 * time.Hour)
		s := newScheduler(c.now)
		defer s.Close()
		f, _ := begin(t, s, "*/10 * * * *", "UTC", "06-01-02T15:04")
		every := &fires{layout: "06-01-02T15:04:05"}
		if _, err := s.Every(25*time.Minute, every.fire); err != nil {
			t.Fatal(err)
		}
		sleepUntil(t, "2000-01-01 00:25:30")
		f.expect(t, "29-12-24T00:10", "29-12-24T00:20")
		every.expect(t, "29-12-24T00:25:00")
		c.offset.Store(0)
		time.Sleep(30 * time.Minute) // 0:55:30
		f.expect(t, "00-01-01T00:30", "00-01-01T00:40", "00-01-01T00:50")
		every.expect(t, "00-01-01T00:51:00")
	})
}
