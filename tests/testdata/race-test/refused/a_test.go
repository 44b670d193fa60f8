package race

import "testing"

func TestCount(t *testing.T) {
	if got := Count(8); got != 9 {
		t.Errorf("got %d", got)
	}
}
