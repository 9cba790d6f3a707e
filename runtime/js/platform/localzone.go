package platform

import (
	"os"
	"strings"
	"sync"
	"time"

	"runnel/runtime/js/platform/intl"
	"runnel/runtime/value"
)

// localZone names the machine's zone: the one that TZ names, else the one that /etc/localtime links to, else UTC.
var localZone = sync.OnceValue(func() *intl.Zone {
	if tz, ok := os.LookupEnv("TZ"); ok {
		if z, ok := intl.LoadZone(strings.TrimPrefix(tz, ":")); ok {
			return z
		}
		return intl.ZoneOf(time.UTC)
	}
	if link, err := os.Readlink("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(link, "zoneinfo/"); ok {
			if z, ok := intl.LoadZone(name); ok {
				return z
			}
		}
	}
	return intl.ZoneOf(time.UTC)
})

// ShareLocalZone has dates of the host print themselves as Date does where no other zone is set: in this process's zone. Expressions that
// run without JavaScript then answer what those with it do.
var ShareLocalZone = sync.OnceFunc(func() {
	zone := localZone()
	value.SetLocal(time.Local, func(t time.Time) string { return intl.ZoneName(zone, t, "en-US") })
})

// zone is the zone of the native Date.
func (r *Realm) zone() *intl.Zone {
	if r.opt.Local.String() == "Local" {
		return localZone()
	}
	return intl.ZoneOf(r.opt.Local)
}
