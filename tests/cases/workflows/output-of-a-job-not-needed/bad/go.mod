module github.com/canalside/lockkeeper

go 1.24.5
