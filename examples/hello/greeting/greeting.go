// Package greeting says hello in several languages.
package greeting

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the longest name that is greeted, in characters.
const MaxName = 64

// Fallback is the language that is used where none is asked for.
const Fallback = "en"

// ErrName is wrapped by every error about a name.
var ErrName = errors.New("unusable name")

// UnknownLanguageError says that there is no greeting in a language.
type UnknownLanguageError struct {
	Tag string
}

func (e *UnknownLanguageError) Error() string {
	return fmt.Sprintf("no greeting in language %q; there is %s", e.Tag, strings.Join(Languages(), ", "))
}

var phrases = map[string]string{
	"de": "Hallo, %s!",
	"en": "Hello, %s!",
	"es": "¡Hola, %s!",
	"fr": "Bonjour, %s !",
	"ja": "こんにちは、%sさん！",
	"zh": "你好，%s！",
}

// Languages returns the tags of all languages, sorted.
func Languages() []string {
	tags := make([]string, 0, len(phrases))
	for tag := range phrases {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return tags
}

// Language returns the language that is used for a tag such as "de", "de-AT" or "DE_at".
// An empty tag means Fallback.
func Language(tag string) (string, error) {
	if tag == "" {
		return Fallback, nil
	}
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	if _, known := phrases[base]; !known {
		return "", &UnknownLanguageError{Tag: tag}
	}
	return base, nil
}

// Greet returns the greeting of a name in the language of a tag.
func Greet(name, tag string) (string, error) {
	language, err := Language(tag)
	if err != nil {
		return "", err
	}
	clean, err := cleaned(name)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(phrases[language], clean), nil
}

// cleaned returns a name without the white space around it, or says what is wrong with it.
func cleaned(name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", fmt.Errorf("%w: it is empty", ErrName)
	case !utf8.ValidString(name):
		return "", fmt.Errorf("%w: it is not UTF-8", ErrName)
	case utf8.RuneCountInString(name) > MaxName:
		return "", fmt.Errorf("%w: it is longer than %d characters", ErrName, MaxName)
	case strings.ContainsFunc(name, unicode.IsControl):
		return "", fmt.Errorf("%w: it holds a control character", ErrName)
	}
	return name, nil
}
