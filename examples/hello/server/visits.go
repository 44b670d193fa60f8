package server

import (
	"maps"
	"sync"
)

// Visits counts greetings by language. Its zero value is ready; all methods may be called from many goroutines.
type Visits struct {
	mu     sync.Mutex
	counts map[string]int
	total  int
}

// Add counts one greeting and returns how many there have been.
func (v *Visits) Add(language string) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.counts == nil {
		v.counts = map[string]int{}
	}
	v.counts[language]++
	v.total++
	return v.total
}

// Snapshot returns the total and a copy of the counts by language.
func (v *Visits) Snapshot() (int, map[string]int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	counts := maps.Clone(v.counts)
	if counts == nil {
		counts = map[string]int{}
	}
	return v.total, counts
}
