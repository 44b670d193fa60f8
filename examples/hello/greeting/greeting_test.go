package greeting

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestGreet(t *testing.T) {
	for _, test := range []struct {
		name, tag, want string
	}{
		{"Ada", "", "Hello, Ada!"},
		{"Ada", "en", "Hello, Ada!"},
		{"  Ada\t", "de", "Hallo, Ada!"},
		{"Ada", "de-AT", "Hallo, Ada!"},
		{"Ada", "ES_mx", "¡Hola, Ada!"},
		{"Zoë", "fr", "Bonjour, Zoë !"},
		{"花子", "ja", "こんにちは、花子さん！"},
		{"小明", "zh-Hant-TW", "你好，小明！"},
		{"100 %s", "en", "Hello, 100 %s!"},
		{strings.Repeat("é", MaxName), "en", "Hello, " + strings.Repeat("é", MaxName) + "!"},
	} {
		t.Run(test.name+" "+test.tag, func(t *testing.T) {
			got, err := Greet(test.name, test.tag)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestGreetRefusesNames(t *testing.T) {
	for what, name := range map[string]string{
		"empty":             "",
		"white space":       " \t\n",
		"not UTF-8":         "A\xffda",
		"control character": "A\x1bda",
		"too long":          strings.Repeat("é", MaxName+1),
	} {
		t.Run(what, func(t *testing.T) {
			got, err := Greet(name, "en")
			if !errors.Is(err, ErrName) {
				t.Errorf("got %q and error %v, want ErrName", got, err)
			}
		})
	}
}

func TestGreetRefusesLanguages(t *testing.T) {
	for _, tag := range []string{"xx", "english", "-", "e"} {
		_, err := Greet("Ada", tag)
		var unknown *UnknownLanguageError
		if !errors.As(err, &unknown) {
			t.Fatalf("%q: got error %v, want UnknownLanguageError", tag, err)
		}
		if unknown.Tag != tag || !strings.Contains(err.Error(), "de, en, es") {
			t.Errorf("the error does not help: %v", err)
		}
	}
}

func TestLanguages(t *testing.T) {
	tags := Languages()
	if !slices.IsSorted(tags) || !slices.Contains(tags, Fallback) {
		t.Errorf("got %v", tags)
	}
	for _, tag := range tags {
		if strings.Count(phrases[tag], "%s") != 1 {
			t.Errorf("the phrase for %q does not name the person once: %q", tag, phrases[tag])
		}
	}
}
