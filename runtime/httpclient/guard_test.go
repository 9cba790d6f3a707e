package httpclient

import (
	"net/netip"
	"testing"
)

func TestGuardCheck(t *testing.T) {
	open := Guard{}
	strict := Guard{BlockPrivate: true, Allowed: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("169.254.0.0/16")}}
	for _, c := range []struct {
		address      string
		open, strict bool
	}{
		{"93.184.216.34", true, true}, {"2606:2800::1", true, true},
		{"127.0.0.1", true, false}, {"::1", true, false}, {"10.0.0.1", true, false}, {"10.1.2.3", true, true}, {"192.168.1.1", true, false},
		{"172.16.0.1", true, false}, {"100.64.1.1", true, false}, {"0.0.0.0", true, false}, {"0.1.2.3", true, false}, {"fc00::1", true, false},
		{"fe80::1%eth0", true, false}, {"224.0.0.1", true, false}, {"::ffff:10.0.0.1", true, false}, {"64:ff9b::10.0.0.1", true, false},
		{"169.254.169.254", false, false}, {"169.254.170.2", false, false}, {"::ffff:169.254.169.254", false, false},
		{"64:ff9b::a9fe:a9fe", false, false}, {"2002:a9fe:a9fe::1", false, false}, {"fd00:ec2::254", false, false}, {"100.100.100.200", false, false},
		{"168.63.129.16", false, false},
	} {
		a := netip.MustParseAddr(c.address)
		if got := open.Check(a) == nil; got != c.open {
			t.Errorf("%s: allowed %v", a, got)
		}
		if got := strict.Check(a) == nil; got != c.strict {
			t.Errorf("%s with private addresses blocked: allowed %v", a, got)
		}
	}
}
