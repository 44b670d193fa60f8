// Package race counts from many goroutines.
package race

import (
	"sync"
	"sync/atomic"
)

// Count adds one from each of n goroutines.
func Count(n int) int64 {
	var total int64
	var group sync.WaitGroup
	for range n {
		group.Add(1)
		go func() {
			defer group.Done()
			atomic.AddInt64(&total, 1)
		}()
	}
	group.Wait()
	return total
}
