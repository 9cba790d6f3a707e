package js

import (
	"container/list"
	"sync"
)

// cacheSize is the number of compiled programs that are kept of a kind.
const cacheSize = 4096

// cache keeps what was used last. The zero cache is ready for use.
type cache[K comparable, V any] struct {
	mu      sync.Mutex
	entries map[K]*list.Element
	// recent has what was used last in front.
	recent list.List
}

type cacheEntry[K comparable, V any] struct {
	key   K
	value V
}

func (c *cache[K, V]) get(key K) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok {
		return v, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(*cacheEntry[K, V]).value, true
}

func (c *cache[K, V]) put(key K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[K]*list.Element{}
	}
	if e, ok := c.entries[key]; ok {
		e.Value.(*cacheEntry[K, V]).value = v
		c.recent.MoveToFront(e)
		return
	}
	c.entries[key] = c.recent.PushFront(&cacheEntry[K, V]{key, v})
	if c.recent.Len() > cacheSize {
		last := c.recent.Back()
		delete(c.entries, last.Value.(*cacheEntry[K, V]).key)
		c.recent.Remove(last)
	}
}
