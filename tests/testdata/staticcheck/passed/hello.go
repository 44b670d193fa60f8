// Package hello has an error text that only ST1005 would refuse, which staticcheck.conf turns off.
package hello

import "errors"

// ErrNobody is returned where nobody is there to greet.
var ErrNobody = errors.New("Nobody is here.")
