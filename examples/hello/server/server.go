// Package server answers greetings over HTTP, in JSON.
//
//	POST /v1/greetings   {"name": "Ada", "language": "de"}
//	GET  /v1/visits
//	GET  /healthz
package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"example.com/hello/greeting"
)

// MaxBody is the largest request body that is read, in bytes.
const MaxBody = 4 << 10

type greetingRequest struct {
	Name     string `json:"name"`
	Language string `json:"language"`
}

type greetingResponse struct {
	Greeting string `json:"greeting"`
	Language string `json:"language"`
	Visit    int    `json:"visit"`
}

type visitsResponse struct {
	Total      int            `json:"total"`
	ByLanguage map[string]int `json:"by_language"`
}

type errorResponse struct {
	Error string `json:"error"`
}

type server struct {
	visits *Visits
	log    *slog.Logger
}

// New returns the handler of all routes.
func New(visits *Visits, log *slog.Logger) http.Handler {
	s := &server{visits: visits, log: log}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/greetings", s.greet)
	mux.HandleFunc("GET /v1/visits", s.showVisits)
	mux.HandleFunc("GET /healthz", s.health)
	return mux
}

func (s *server) greet(w http.ResponseWriter, r *http.Request) {
	asked, status, err := readGreeting(http.MaxBytesReader(w, r.Body, MaxBody))
	if err != nil {
		s.write(w, status, errorResponse{err.Error()})
		return
	}
	text, err := greeting.Greet(asked.Name, asked.Language)
	if err != nil {
		s.write(w, http.StatusUnprocessableEntity, errorResponse{err.Error()})
		return
	}
	language, _ := greeting.Language(asked.Language) // Greet accepted it
	s.write(w, http.StatusOK, greetingResponse{text, language, s.visits.Add(language)})
}

func (s *server) showVisits(w http.ResponseWriter, _ *http.Request) {
	total, counts := s.visits.Snapshot()
	s.write(w, http.StatusOK, visitsResponse{total, counts})
}

func (s *server) health(w http.ResponseWriter, _ *http.Request) {
	s.write(w, http.StatusOK, map[string]string{"status": "ok"})
}

// readGreeting reads exactly one JSON object. An error comes with the status to answer.
func readGreeting(body io.Reader) (greetingRequest, int, error) {
	var asked greetingRequest
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&asked)
	if err == nil {
		switch _, more := decoder.Token(); {
		case more == nil:
			err = errors.New("something follows the object")
		case !errors.Is(more, io.EOF):
			err = more
		}
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return asked, http.StatusRequestEntityTooLarge, fmt.Errorf("the body is larger than %d bytes", large.Limit)
	case err != nil:
		return asked, http.StatusBadRequest, fmt.Errorf("the body is no greeting request: %w", err)
	}
	return asked, http.StatusOK, nil
}

func (s *server) write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		s.log.Error("the answer was not sent", "error", err)
	}
}
