package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func ask(t *testing.T, handler http.Handler, method, path, body string) (int, map[string]any) {
	t.Helper()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(method, path, strings.NewReader(body)))
	if kind := recorder.Header().Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		t.Fatalf("%s %s: %d with content type %q", method, path, recorder.Code, kind)
	}
	var answer map[string]any
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return recorder.Code, answer
}

func TestGreetings(t *testing.T) {
	for _, test := range []struct {
		what, body string
		status     int
		key, want  string
	}{
		{"default language", `{"name": "Ada"}`, 200, "greeting", "Hello, Ada!"},
		{"a language", `{"name": "Ada", "language": "de-AT"}`, 200, "language", "de"},
		{"no name", `{}`, 422, "error", "empty"},
		{"no such language", `{"name": "Ada", "language": "xx"}`, 422, "error", `"xx"`},
		{"an unknown field", `{"nom": "Ada"}`, 400, "error", `unknown field "nom"`},
		{"a wrong type", `{"name": 1}`, 400, "error", "name"},
		{"two objects", `{"name": "Ada"} {}`, 400, "error", "something follows"},
		{"an object and no JSON", `{"name": "Ada"} Ada`, 400, "error", "invalid character 'A'"},
		{"half an object", `{"name": `, 400, "error", "unexpected EOF"},
		{"nothing", ``, 400, "error", "EOF"},
		{"too much", `{"name": "` + strings.Repeat("a", MaxBody) + `"}`, 413, "error", "larger than 4096 bytes"},
		{"too much after it", `{"name": "Ada"}` + strings.Repeat(" ", MaxBody), 413, "error", "larger than 4096 bytes"},
	} {
		t.Run(test.what, func(t *testing.T) {
			var visits Visits
			status, answer := ask(t, New(&visits, slog.Default()), "POST", "/v1/greetings", test.body)
			if status != test.status {
				t.Errorf("got status %d, want %d", status, test.status)
			}
			if got := fmt.Sprint(answer[test.key]); !strings.Contains(got, test.want) {
				t.Errorf("got %s %q, want %q in it", test.key, got, test.want)
			}
			counted, _ := visits.Snapshot()
			if want := map[bool]int{true: 1}[status == 200]; counted != want {
				t.Errorf("counted %d visits, want %d", counted, want)
			}
		})
	}
}

func TestHealth(t *testing.T) {
	status, answer := ask(t, New(&Visits{}, slog.Default()), "GET", "/healthz", "")
	if status != 200 || answer["status"] != "ok" {
		t.Errorf("got %d %v", status, answer)
	}
}

func TestOtherMethodsAndPaths(t *testing.T) {
	handler := New(&Visits{}, slog.Default())
	for path, want := range map[string]int{"/v1/greetings": http.StatusMethodNotAllowed, "/": http.StatusNotFound} {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest("GET", path, nil))
		if recorder.Code != want {
			t.Errorf("GET %s: got %d, want %d", path, recorder.Code, want)
		}
	}
}

// TestManyVisitors is for the race detector: without the lock in Visits it reports a race, or a count is lost.
func TestManyVisitors(t *testing.T) {
	const visitors, each = 8, 25
	var visits Visits
	handler := New(&visits, slog.Default())
	service := httptest.NewServer(handler)
	defer service.Close()

	seen := make([][]int, visitors)
	var group sync.WaitGroup
	for visitor := range visitors {
		group.Add(1)
		go func() {
			defer group.Done()
			language := []string{"en", "de"}[visitor%2]
			for range each {
				number, err := visit(service.URL, language)
				if err != nil {
					t.Error(err)
					return
				}
				seen[visitor] = append(seen[visitor], number)
			}
		}()
	}
	for range each {
		ask(t, handler, "GET", "/v1/visits", "") // reads while the others write
	}
	group.Wait()

	once := map[int]bool{}
	for _, numbers := range seen {
		for _, number := range numbers {
			if once[number] {
				t.Errorf("two visitors were number %d", number)
			}
			once[number] = true
		}
	}
	status, answer := ask(t, handler, "GET", "/v1/visits", "")
	want := map[string]any{"total": 200.0, "by_language": map[string]any{"de": 100.0, "en": 100.0}}
	if status != 200 || fmt.Sprint(answer) != fmt.Sprint(want) {
		t.Errorf("got %d %v, want %v", status, answer, want)
	}
}

func visit(url, language string) (int, error) {
	body := strings.NewReader(fmt.Sprintf(`{"name": "Ada", "language": %q}`, language))
	response, err := http.Post(url+"/v1/greetings", "application/json", body)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	var answer greetingResponse
	err = json.NewDecoder(response.Body).Decode(&answer)
	return answer.Visit, err
}

type brokenWriter struct{ http.ResponseWriter }

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("the line is cut") }

func TestAnswerThatCannotBeSentIsLogged(t *testing.T) {
	var logged bytes.Buffer
	handler := New(&Visits{}, slog.New(slog.NewTextHandler(&logged, nil)))
	handler.ServeHTTP(brokenWriter{httptest.NewRecorder()}, httptest.NewRequest("GET", "/healthz", nil))
	if !strings.Contains(logged.String(), "the line is cut") {
		t.Errorf("logged %q", logged.String())
	}
}
