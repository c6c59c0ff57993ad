require_relative "lib/gull_wing/version"

Gem::Specification.new do |spec|
  spec.name = "gull-wing"
  spec.version = GullWing::VERSION
  spec.summary = "Gulls over words"
  spec.authors = ["The gull-wing authors"]
  spec.license = "MIT"
  spec.homepage = "https://github.com/stonefold/gull-wing"
  spec.required_ruby_version = ">= 3.1"
  spec.files = Dir["lib/**/*.rb", "README.md", "LICENSE", "CHANGELOG.md"]
end
