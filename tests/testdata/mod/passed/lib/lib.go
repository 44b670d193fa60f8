// Package lib says a word.
package lib

// Word is what there is to say.
const Word = "lib"
