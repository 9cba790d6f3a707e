package platform

import (
	"os"
	"strings"
	"sync"
	"time"

	"runnel/runtime/js/platform/intl"
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

// zone is the zone of the native Date.
func (r *Realm) zone() *intl.Zone {
	if r.opt.Local.String() == "Local" {
		return localZone()
	}
	return intl.ZoneOf(r.opt.Local)
}
