require_relative "gull_wing/version"

module GullWing
  def self.words(text) = text.split
  def self.count(text) = words(text).length
end
