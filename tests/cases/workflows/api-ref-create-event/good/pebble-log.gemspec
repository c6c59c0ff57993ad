require_relative "lib/pebble_log/version"

Gem::Specification.new do |spec|
  spec.name = "pebble-log"
  spec.version = PebbleLog::VERSION
  spec.summary = "Small pebbles of log text"
  spec.authors = ["The pebble-log authors"]
  spec.license = "MIT"
  spec.homepage = "https://github.com/stonefold/pebble-log"
  spec.required_ruby_version = ">= 3.1"
  spec.files = Dir["lib/**/*.rb", "README.md", "LICENSE", "CHANGELOG.md"]
end
