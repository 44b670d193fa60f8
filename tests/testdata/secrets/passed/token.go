// Package secrets reads its token from the environment.
package secrets

import "os"

// Token returns what the environment says.
func Token() string { return os.Getenv("EXAMPLE_TOKEN") }
