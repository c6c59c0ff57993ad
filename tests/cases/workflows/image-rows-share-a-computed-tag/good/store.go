package main

import "sync"

type store struct {
	mu   sync.RWMutex
	data map[string][]byte
}

func newStore() *store { return &store{data: map[string][]byte{}} }

func (s *store) get(key string) ([]byte, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	v, ok := s.data[key]
	return v, ok
}

func (s *store) put(key string, value []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(value) == 0 {
		delete(s.data, key)
		return
	}
	s.data[key] = value
}
