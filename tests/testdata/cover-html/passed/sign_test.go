package cover

import "testing"

func TestSign(t *testing.T) {
	if Sign(2) != 1 {
		t.Error("2 is not positive")
	}
}
