// Package passed imports all that its go.mod requires.
package passed

import "example.org/passed/lib"

// Said is what lib says.
const Said = lib.Word
