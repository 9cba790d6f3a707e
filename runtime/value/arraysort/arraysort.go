// Package arraysort sorts as JavaScript engines of the V8 family do, down to
// the order in which elements are compared. That matters where a comparison
// is no order, as with NaN: the outcome then follows from the algorithm.
//
// The algorithm is Tim Peters' sort as described in listsort.txt of CPython,
// with V8's choice of which element is compared with which.
package arraysort

// minGallop is how often one side of a merge must win in a row before the
// merge looks for the end of the winning stretch by galloping.
const minGallop = 7

// Sort sorts the list in place. It is stable and needs O(n log n) comparisons.
// compare answers a negative number when a goes before b.
func Sort[T any](list []T, compare func(a, b T) int) {
	if len(list) < 2 {
		return
	}
	s := sorter[T]{list: list, compare: compare, gallop: minGallop}
	low, remaining := 0, len(list)
	least := minRun(remaining)
	for remaining > 0 {
		run := s.makeRun(low, low+remaining)
		if run < least {
			forced := min(least, remaining)
			s.insert(low, low+run, low+forced)
			run = forced
		}
		s.runs = append(s.runs, stretch{low, run})
		s.collapse()
		low += run
		remaining -= run
	}
	for len(s.runs) > 1 {
		n := len(s.runs) - 2
		if n > 0 && s.runs[n-1].n < s.runs[n+1].n {
			n--
		}
		s.mergeAt(n)
	}
}

// stretch is a sorted part of the list: n elements from at on.
type stretch struct{ at, n int }

type sorter[T any] struct {
	list    []T
	temp    []T
	compare func(a, b T) int
	runs    []stretch
	gallop  int
}

// minRun gives a length between 32 and 64 (or n) such that n divided by it is
// a power of two or a little less.
func minRun(n int) int {
	r := 0
	for n >= 64 {
		r |= n & 1
		n >>= 1
	}
	return n + r
}

// makeRun gives the length of the run that begins at low; one that descends
// is reversed.
func (s *sorter[T]) makeRun(low, high int) int {
	if low+1 == high {
		return 1
	}
	previous := s.list[low+1]
	descends := s.compare(previous, s.list[low]) < 0
	n := 2
	for ; low+n < high; n++ {
		current := s.list[low+n]
		if s.compare(current, previous) < 0 != descends {
			break
		}
		previous = current
	}
	if descends {
		for i, j := low, low+n-1; i < j; i, j = i+1, j-1 {
			s.list[i], s.list[j] = s.list[j], s.list[i]
		}
	}
	return n
}

// insert sorts low to high, of which low to start is sorted already.
func (s *sorter[T]) insert(low, start, high int) {
	for ; start < high; start++ {
		pivot := s.list[start]
		left, right := low, start
		for left < right {
			mid := left + (right-left)>>1
			if s.compare(pivot, s.list[mid]) < 0 {
				right = mid
			} else {
				left = mid + 1
			}
		}
		copy(s.list[left+1:start+1], s.list[left:start])
		s.list[left] = pivot
	}
}

// collapse merges runs until each is longer than the next two together.
func (s *sorter[T]) collapse() {
	for len(s.runs) > 1 {
		n := len(s.runs) - 2
		switch {
		case !s.balanced(n+1) || !s.balanced(n):
			if s.runs[n-1].n < s.runs[n+1].n {
				n--
			}
			s.mergeAt(n)
		case s.runs[n].n <= s.runs[n+1].n:
			s.mergeAt(n)
		default:
			return
		}
	}
}

func (s *sorter[T]) balanced(n int) bool {
	return n < 2 || s.runs[n-2].n > s.runs[n-1].n+s.runs[n].n
}

// mergeAt merges run i with the one after it.
func (s *sorter[T]) mergeAt(i int) {
	a, b := s.runs[i], s.runs[i+1]
	s.runs[i].n = a.n + b.n
	s.runs = append(s.runs[:i+1], s.runs[i+2:]...)
	k := s.gallopRight(s.list, s.list[b.at], a.at, a.n, 0)
	a.at, a.n = a.at+k, a.n-k
	if a.n == 0 {
		return
	}
	b.n = s.gallopLeft(s.list, s.list[a.at+a.n-1], b.at, b.n, b.n-1)
	switch {
	case b.n == 0:
	case a.n <= b.n:
		s.mergeLow(a, b)
	default:
		s.mergeHigh(a, b)
	}
}

// gallopLeft gives the place of key among the n sorted elements from base on,
// before those equal to it, looking first at the hint.
func (s *sorter[T]) gallopLeft(list []T, key T, base, n, hint int) int {
	last, offset := 0, 1
	if s.compare(list[base+hint], key) < 0 {
		most := n - hint
		for offset < most && s.compare(list[base+hint+offset], key) < 0 {
			last, offset = offset, offset<<1+1
		}
		offset = min(offset, most)
		last, offset = last+hint, offset+hint
	} else {
		most := hint + 1
		for offset < most && s.compare(list[base+hint-offset], key) >= 0 {
			last, offset = offset, offset<<1+1
		}
		offset = min(offset, most)
		last, offset = hint-offset, hint-last
	}
	for last++; last < offset; {
		mid := last + (offset-last)>>1
		if s.compare(list[base+mid], key) < 0 {
			last = mid + 1
		} else {
			offset = mid
		}
	}
	return offset
}

// gallopRight is gallopLeft, but behind the elements equal to the key.
func (s *sorter[T]) gallopRight(list []T, key T, base, n, hint int) int {
	last, offset := 0, 1
	if s.compare(key, list[base+hint]) < 0 {
		most := hint + 1
		for offset < most && s.compare(key, list[base+hint-offset]) < 0 {
			last, offset = offset, offset<<1+1
		}
		offset = min(offset, most)
		last, offset = hint-offset, hint-last
	} else {
		most := n - hint
		for offset < most && s.compare(key, list[base+hint+offset]) >= 0 {
			last, offset = offset, offset<<1+1
		}
		offset = min(offset, most)
		last, offset = last+hint, offset+hint
	}
	for last++; last < offset; {
		mid := last + (offset-last)>>1
		if s.compare(key, list[base+mid]) < 0 {
			offset = mid
		} else {
			last = mid + 1
		}
	}
	return offset
}

// keep copies a stretch of the list aside.
func (s *sorter[T]) keep(part stretch) []T {
	s.temp = append(s.temp[:0], s.list[part.at:part.at+part.n]...)
	return s.temp
}

// mergeLow merges two neighbouring runs from their beginnings on. The first
// is not the longer one, and its first element goes behind the first of b.
func (s *sorter[T]) mergeLow(a, b stretch) {
	list, left := s.list, s.keep(a)
	dest, at := a.at, b.at
	right := b.n
	list[dest] = list[at]
	dest, at, right = dest+1, at+1, right-1
	// rest puts what is left of either run in place.
	rest := func() {
		if right > 0 && len(left) == 1 {
			copy(list[dest:], list[at:at+right])
			dest += right
		}
		copy(list[dest:], left)
	}
	if right == 0 || len(left) == 1 {
		rest()
		return
	}
	least := s.gallop
	for {
		winsA, winsB := 0, 0
		for {
			if s.compare(list[at], left[0]) < 0 {
				list[dest] = list[at]
				dest, at, right = dest+1, at+1, right-1
				winsA, winsB = 0, winsB+1
				if right == 0 {
					rest()
					return
				}
				if winsB >= least {
					break
				}
			} else {
				list[dest] = left[0]
				dest, left = dest+1, left[1:]
				winsA, winsB = winsA+1, 0
				if len(left) == 1 {
					rest()
					return
				}
				if winsA >= least {
					break
				}
			}
		}
		least++
		for first := true; first || winsA >= minGallop || winsB >= minGallop; first = false {
			least = max(1, least-1)
			s.gallop = least
			winsA = s.gallopRight(left, list[at], 0, len(left), 0)
			if winsA > 0 {
				copy(list[dest:], left[:winsA])
				dest, left = dest+winsA, left[winsA:]
				// None is left only if the comparison is no order.
				if len(left) <= 1 {
					rest()
					return
				}
			}
			list[dest] = list[at]
			dest, at, right = dest+1, at+1, right-1
			if right == 0 {
				rest()
				return
			}
			winsB = s.gallopLeft(list, left[0], at, right, 0)
			if winsB > 0 {
				copy(list[dest:], list[at:at+winsB])
				dest, at, right = dest+winsB, at+winsB, right-winsB
				if right == 0 {
					rest()
					return
				}
			}
			list[dest] = left[0]
			dest, left = dest+1, left[1:]
			if len(left) == 1 {
				rest()
				return
			}
		}
		least++
		s.gallop = least
	}
}

// mergeHigh merges two neighbouring runs from their ends on. The second is
// the shorter one, and its last element goes before the last of a.
func (s *sorter[T]) mergeHigh(a, b stretch) {
	list, right := s.list, s.keep(b)
	dest, at := b.at+b.n-1, a.at+a.n-1
	left := a.n
	list[dest] = list[at]
	dest, at, left = dest-1, at-1, left-1
	rest := func() {
		if left > 0 && len(right) == 1 {
			copy(list[dest-left+1:], list[at-left+1:at+1])
			dest -= left
		}
		copy(list[dest-len(right)+1:], right)
	}
	if left == 0 || len(right) == 1 {
		rest()
		return
	}
	least := s.gallop
	for {
		winsA, winsB := 0, 0
		for {
			if s.compare(right[len(right)-1], list[at]) < 0 {
				list[dest] = list[at]
				dest, at, left = dest-1, at-1, left-1
				winsA, winsB = winsA+1, 0
				if left == 0 {
					rest()
					return
				}
				if winsA >= least {
					break
				}
			} else {
				list[dest] = right[len(right)-1]
				dest, right = dest-1, right[:len(right)-1]
				winsA, winsB = 0, winsB+1
				if len(right) == 1 {
					rest()
					return
				}
				if winsB >= least {
					break
				}
			}
		}
		least++
		for first := true; first || winsA >= minGallop || winsB >= minGallop; first = false {
			least = max(1, least-1)
			s.gallop = least
			winsA = left - s.gallopRight(list, right[len(right)-1], a.at, left, left-1)
			if winsA > 0 {
				dest, at, left = dest-winsA, at-winsA, left-winsA
				copy(list[dest+1:], list[at+1:at+1+winsA])
				if left == 0 {
					rest()
					return
				}
			}
			list[dest] = right[len(right)-1]
			dest, right = dest-1, right[:len(right)-1]
			if len(right) == 1 {
				rest()
				return
			}
			winsB = len(right) - s.gallopLeft(right, list[at], 0, len(right), len(right)-1)
			if winsB > 0 {
				dest -= winsB
				copy(list[dest+1:], right[len(right)-winsB:])
				right = right[:len(right)-winsB]
				if len(right) <= 1 {
					rest()
					return
				}
			}
			list[dest] = list[at]
			dest, at, left = dest-1, at-1, left-1
			if left == 0 {
				rest()
				return
			}
		}
		least++
		s.gallop = least
	}
}
