require_relative "pebble_log/version"

module PebbleLog
  def self.words(text) = text.split
  def self.count(text) = words(text).length
end
