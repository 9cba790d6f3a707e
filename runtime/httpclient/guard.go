package httpclient

import (
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// Guard says which addresses may be connected to. The addresses at which
// clouds hand out the machine's own credentials are always refused.
type Guard struct {
	// BlockPrivate refuses addresses that are not public: loopback, private
	// and shared ranges, link-local and multicast.
	BlockPrivate bool
	// Allowed are exceptions from BlockPrivate.
	Allowed []netip.Prefix
}

// BlockedError says that an address may not be connected to.
type BlockedError struct {
	Address netip.Addr
	Reason  string
}

func (e *BlockedError) Error() string {
	return fmt.Sprintf("connecting to %s is not allowed: %s", e.Address, e.Reason)
}

// metadata are the addresses and ranges of cloud metadata services: link-local
// IPv4 (AWS, Azure, Google, Oracle, DigitalOcean and most others), AWS over
// IPv6, Alibaba Cloud, Oracle Cloud Classic, and Azure's host.
var metadata = []netip.Prefix{
	netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("fd00:ec2::/32"), netip.MustParsePrefix("fd20:ce::254/128"),
	netip.MustParsePrefix("100.100.100.200/32"), netip.MustParsePrefix("192.0.0.192/32"), netip.MustParsePrefix("168.63.129.16/32"),
}

var (
	sharedRange = netip.MustParsePrefix("100.64.0.0/10")
	thisNetwork = netip.MustParsePrefix("0.0.0.0/8")
	nat64       = netip.MustParsePrefix("64:ff9b::/96")
	sixToFour   = netip.MustParsePrefix("2002::/16")
)

// Check tells whether an address may be connected to; the error is a
// *BlockedError.
func (g Guard) Check(a netip.Addr) error {
	for _, a := range embedded(a) {
		for _, p := range metadata {
			if p.Contains(a) {
				return &BlockedError{a, "it belongs to a cloud metadata service"}
			}
		}
		if !g.BlockPrivate {
			continue
		}
		if private(a) && !g.allows(a) {
			return &BlockedError{a, "it is not public, and requests to other addresses are turned off"}
		}
	}
	return nil
}

func (g Guard) allows(a netip.Addr) bool {
	for _, p := range g.Allowed {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func private(a netip.Addr) bool {
	return a.IsPrivate() || a.IsLoopback() || a.IsUnspecified() || a.IsLinkLocalUnicast() || a.IsMulticast() ||
		a.IsInterfaceLocalMulticast() || sharedRange.Contains(a) || thisNetwork.Contains(a)
}

// embedded gives an address with the IPv4 address that is written into it.
func embedded(a netip.Addr) []netip.Addr {
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return []netip.Addr{a}
	}
	b := a.As16()
	switch {
	case nat64.Contains(a):
		return []netip.Addr{a, netip.AddrFrom4([4]byte(b[12:16]))}
	case sixToFour.Contains(a):
		return []netip.Addr{a, netip.AddrFrom4([4]byte(b[2:6]))}
	}
	return []netip.Addr{a}
}

// control is called by the dialer with the address it is about to connect to,
// after names were resolved: a name cannot lead around the check.
func (g Guard) control(network, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return fmt.Errorf("connecting to %s over %s: %w", address, network, err)
	}
	return g.Check(a)
}
